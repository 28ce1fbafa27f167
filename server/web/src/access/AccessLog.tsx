import { useAccessLog } from "../api/questions";
import { useWords } from "../i18n";
import { shownMoment } from "../text/dates";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";

/** Who saw this person, for what purpose, and whether they were let in. */
export function AccessLog({ enterpriseId }: { enterpriseId: string }) {
  const { text, named } = useWords();
  const log = useAccessLog(enterpriseId);
  if (log.isPending) return <Loading />;
  if (log.isError) return <Failure error={log.error} onRetry={() => void log.refetch()} />;
  if (log.data.items.length === 0) return <Notice icon="empty" title={text("access.none")} />;
  return (
    <Table label={text("person.tab.access")}>
      <thead>
        <tr>
          <th scope="col">{text("access.at")}</th>
          <th scope="col">{text("access.actor")}</th>
          <th scope="col">{text("access.role")}</th>
          <th scope="col">{text("access.action")}</th>
          <th scope="col">{text("access.about")}</th>
          <th scope="col">{text("access.purpose")}</th>
          <th scope="col">{text("access.outcome")}</th>
        </tr>
      </thead>
      <tbody>
        {log.data.items.map((event, index) => (
          <tr key={`${event.at} ${index}`}>
            <td>{shownMoment(event.at)}</td>
            <td>{event.client === undefined || event.client === "" ? event.actor : text("access.through", { actor: event.actor, client: event.client })}</td>
            <td>{event.role === undefined ? text("value.none") : event.role.split(" ").map((role) => named("role", role)).join(", ")}</td>
            <td>{named("action", event.action)}</td>
            <td>{event.about === undefined ? text("value.none") : <code>{event.about}</code>}</td>
            <td>{event.purpose === undefined || event.purpose === ""
                ? text("value.none")
                : event.purpose.split(" ").map((purpose) => named("purpose", purpose)).join(", ")}</td>
            <td>{named("outcome", event.outcome)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
