import { useState } from "react";
import { Link } from "react-router";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { Figure } from "../ui/Figure";
import { Key } from "../ui/Key";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Numbers, Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { useRowKeys } from "../ui/useRowKeys";
import { AuditPlaces } from "./AuditPlaces";
import styles from "./Audit.module.css";
import { CloseDialog, ExtendDialog, RegisterDialog } from "./RequestDialogs";
import { type SubjectRequest, useRequestStep, useSubjectRequests } from "./requests";

/** What people asked about the data that is kept of them: by when it is to be answered and done, and what became of it. */
export default function RequestsPage() {
  const { text, language } = useWords();
  const open = useSubjectRequests("open");
  const closed = useSubjectRequests("closed");
  const [isRegistering, setIsRegistering] = useState(false);
  const numbers = open.data;
  useShortcut("KeyA", () => setIsRegistering(true), numbers !== undefined);
  return (
    <>
      <PageTitle lead={text("requests.lead")}>{text("requests.title")}</PageTitle>
      <AuditPlaces />
      {numbers !== undefined && (
        <Numbers label={text("requests.title")}>
          <Figure label={text("requests.open")} definition={text("requests.open.definition")}>
            <span data-number="open">{shownCount(numbers.open, language)}</span>
          </Figure>
          <Figure label={text("requests.overdue")} definition={text("requests.overdue.definition")}>
            <span data-number="overdue">{shownCount(numbers.overdue, language)}</span>
          </Figure>
          <Figure label={text("requests.unanswered")} definition={text("requests.unanswered.definition")}>
            <span data-number="unanswered">{shownCount(numbers.unanswered, language)}</span>
          </Figure>
        </Numbers>
      )}
      <Panel
        title={text("requests.queue")}
        lead={text("requests.queue.lead")}
        actions={
          <>
            <Button isDisabled={numbers === undefined} onPress={() => setIsRegistering(true)} aria-keyshortcuts="A">
              {text("requests.register")}
              <Key name="A" />
            </Button>
            <AsOf updatedAt={open.dataUpdatedAt} isFetching={open.isFetching} isError={open.isError} onRefresh={() => void open.refetch()} />
          </>
        }
      >
        {open.isPending && <Loading />}
        {open.isError && numbers === undefined && <Failure error={open.error} onRetry={() => void open.refetch()} />}
        {numbers !== undefined && <Queue requests={numbers.items} />}
      </Panel>
      <Panel title={text("requests.closed")}>
        {closed.isPending && <Loading />}
        {closed.isError && closed.data === undefined && <Failure error={closed.error} onRetry={() => void closed.refetch()} />}
        {closed.data !== undefined && <Closed requests={closed.data.items} />}
      </Panel>
      {isRegistering && numbers !== undefined && <RegisterDialog today={numbers.today} onClose={() => setIsRegistering(false)} />}
    </>
  );
}

function Queue({ requests }: { requests: readonly SubjectRequest[] }) {
  const { text } = useWords();
  const [wanted, setWanted] = useState<{ step: "extend" | "close"; request: SubjectRequest }>();
  const answering = useRequestStep();
  const within = useRowKeys<HTMLUListElement>();
  if (requests.length === 0) {
    return (
      <Notice icon="same" title={text("requests.none.title")}>
        <p>{text("requests.none.advice")}</p>
      </Notice>
    );
  }
  return (
    <>
      {answering.isError && <Failure error={answering.error} />}
      <ul className={styles.queue} ref={within}>
        {requests.map((request) => (
          <li key={request.number} className={request.overdue || request.answerOverdue ? styles.current : styles.waiting} data-request={request.number}>
            <Asked request={request} />
            <p className={styles.verdicts}>
              {request.state === "received" && (
                <Button kind="main" isDisabled={answering.isPending} onPress={() => answering.mutate({ step: "answer", number: request.number })}>
                  {text("requests.answer")}
                </Button>
              )}
              {request.extendedAt === undefined && <Button onPress={() => setWanted({ step: "extend", request })}>{text("requests.extend")}</Button>}
              <Button onPress={() => setWanted({ step: "close", request })}>{text("requests.close")}</Button>
            </p>
          </li>
        ))}
      </ul>
      {wanted?.step === "extend" && <ExtendDialog request={wanted.request} onClose={() => setWanted(undefined)} />}
      {wanted?.step === "close" && <CloseDialog request={wanted.request} onClose={() => setWanted(undefined)} />}
    </>
  );
}

function Asked({ request }: { request: SubjectRequest }) {
  const { text, named } = useWords();
  const left = request.daysLeft ?? 0;
  return (
    <div className={styles.what} tabIndex={0} data-row={request.number}>
      <p className={styles.who}>
        <strong>{named("right", request.right)}</strong>
        <Badge tone={request.overdue ? "waiting" : "calm"} icon="clock">
          {request.overdue ? text("requests.late", { days: -left }) : text("requests.left", { days: left, due: shownMoment(request.dueOn) })}
        </Badge>
        {request.state === "received" && (
          <Badge tone={request.answerOverdue ? "waiting" : "quiet"}>
            {text(request.answerOverdue ? "requests.answerLate" : "requests.answerBy", { day: shownMoment(request.answerBy) })}
          </Badge>
        )}
      </p>
      <p className={styles.small}>
        {text("requests.came", { day: shownMoment(request.receivedOn), who: request.registeredBy })}
        {request.reference !== "" && ` · ${request.reference}`}
        {request.throughOthers && ` · ${text("requests.withOthers")}`}
        {" · "}
        <Link to={`/access-log?${new URLSearchParams({ person: request.person })}`}>
          <code>{request.person}</code>
        </Link>
      </p>
      {request.answeredBy !== undefined && (
        <p className={styles.small}>{text("requests.answered", { who: request.answeredBy, moment: shownMoment(request.answeredAt ?? "").slice(0, 16) })}</p>
      )}
      {request.extendedBy !== undefined && <p className={styles.small}>{text("requests.extended", { who: request.extendedBy, reason: request.extensionReason ?? "" })}</p>}
    </div>
  );
}

function Closed({ requests }: { requests: readonly SubjectRequest[] }) {
  const { text, named } = useWords();
  if (requests.length === 0) return <Notice icon="empty" title={text("requests.noneClosed")} />;
  return (
    <Table label={text("requests.closed")}>
      <thead>
        <tr>
          <th scope="col">{text("requests.number")}</th>
          <th scope="col">{text("requests.right")}</th>
          <th scope="col">{text("audit.person")}</th>
          <th scope="col">{text("requests.receivedOn")}</th>
          <th scope="col">{text("requests.outcome")}</th>
          <th scope="col">{text("requests.how")}</th>
          <th scope="col">{text("requests.closedBy")}</th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <tr key={request.number} data-closed={request.number}>
            <th scope="row">{request.number}</th>
            <td>{named("right", request.right)}</td>
            <td>
              <code>{request.person}</code>
            </td>
            <td className={styles.moment}>{shownMoment(request.receivedOn)}</td>
            <td>
              <Badge tone={request.outcome === "done" ? "calm" : "quiet"}>{named("requestOutcome", request.outcome ?? "")}</Badge>
            </td>
            <td>{request.how}</td>
            <td>
              {request.closedBy}
              <span className={styles.small}>{shownMoment(request.closedAt ?? "").slice(0, 16)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
