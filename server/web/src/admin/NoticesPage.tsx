import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { NumberHead } from "../ui/Figure";
import { Failure, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";
import { AdminPlaces, Answered } from "./AdminPlaces";
import { type DeadNotice, type Destinations, useDeadNotices, useDestinations, useReplay } from "./admin";
import styles from "./Admin.module.css";

/** Who is told of changes, and what would not be taken: seen, and sent again. */
export default function NoticesPage() {
  const { text } = useWords();
  const destinations = useDestinations();
  const notices = useDeadNotices();
  return (
    <>
      <PageTitle lead={text("notices.lead")}>{text("notices.title")}</PageTitle>
      <AdminPlaces />
      <Answered title={text("notices.destinations")} lead={text("notices.destinations.lead")} answer={destinations}>
        {(answer) => <Told destinations={answer} />}
      </Answered>
      <Answered title={text("notices.dead")} lead={text("notices.dead.lead")} answer={notices}>
        {({ items }) => <Dead notices={items} />}
      </Answered>
    </>
  );
}

function Told({ destinations }: { destinations: Destinations }) {
  const { text, language } = useWords();
  const count = (value: number) => shownCount(value, language);
  if (destinations.items.length === 0) {
    return (
      <Notice icon="empty" title={text("notices.nobody.title")}>
        <p>{text("notices.nobody.advice")}</p>
      </Notice>
    );
  }
  return (
    <Table label={text("notices.destinations")}>
      <thead>
        <tr>
          <th scope="col">{text("notices.destination")}</th>
          <NumberHead label={text("notices.position")} definition={text("notices.position.definition")} />
          <NumberHead label={text("notices.behind")} definition={text("notices.behind.definition")} />
          <NumberHead label={text("notices.refused")} definition={text("notices.refused.definition")} />
        </tr>
      </thead>
      <tbody>
        {destinations.items.map((one) => (
          <tr key={one.destination} data-destination={one.destination}>
            <th scope="row">{one.destination}</th>
            <td className={styles.count}>{one.position === undefined ? text("notices.never") : text("notices.positionOf", { position: count(one.position), last: count(destinations.last) })}</td>
            <td className={styles.count}>{count(one.behind)}</td>
            <td className={styles.count}>{one.dead > 0 ? <Badge tone="waiting">{count(one.dead)}</Badge> : count(one.dead)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Dead({ notices }: { notices: readonly DeadNotice[] }) {
  const { text, named } = useWords();
  const replay = useReplay();
  if (notices.length === 0) return <Notice icon="same" title={text("notices.noneDead")} />;
  return (
    <>
      {replay.isError && <Failure error={replay.error} />}
      <Table label={text("notices.dead")}>
        <thead>
          <tr>
            <th scope="col">{text("notices.notice")}</th>
            <th scope="col">{text("notices.destination")}</th>
            <th scope="col">{text("notices.answer")}</th>
            <NumberHead label={text("notices.tries")} definition={text("notices.tries.definition")} />
            <th scope="col">{text("access.at")}</th>
            <th scope="col">{text("models.state")}</th>
          </tr>
        </thead>
        <tbody>
          {notices.map((notice) => (
            <tr key={notice.number} data-notice={notice.number}>
              <th scope="row">
                {notice.number}
                <code className={styles.small}>{notice.person}</code>
              </th>
              <td>{notice.destination}</td>
              <td>{notice.answer}</td>
              <td className={styles.count}>{notice.tries}</td>
              <td className={styles.moment}>{shownMoment(notice.at).slice(0, 16)}</td>
              <td>
                {notice.state === "dead" ? (
                  <Button isDisabled={replay.isPending} onPress={() => replay.mutate(notice.number)}>
                    {text("notices.replay")}
                  </Button>
                ) : (
                  named("noticeState", notice.state)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
