import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { Badge } from "../ui/Badge";
import { AsOf } from "../ui/AsOf";
import { Button } from "../ui/Button";
import { Figure } from "../ui/Figure";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Numbers, Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { useAge } from "../tasks/age";
import { AuditPlaces } from "./AuditPlaces";
import styles from "./Audit.module.css";
import { type Emergency, useEmergencies, useEmergencyReview, useLogStanding } from "./log";

/** Persons that were opened in an emergency: somebody else says, within a day, whether that was right. */
export default function EmergenciesPage() {
  const { text, language } = useWords();
  const waiting = useEmergencies("waiting");
  const reviewed = useEmergencies("reviewed");
  const standing = useLogStanding();
  const numbers = standing.data?.emergencies;
  return (
    <>
      <PageTitle lead={text("emergency.lead")}>{text("emergency.title")}</PageTitle>
      <AuditPlaces />
      {numbers !== undefined && (
        <Numbers label={text("emergency.title")}>
          <Figure label={text("emergency.waiting")} definition={text("emergency.waiting.definition")}>
            <span data-number="waiting">{shownCount(numbers.waiting, language)}</span>
          </Figure>
          <Figure label={text("emergency.overdue")} definition={text("emergency.overdue.definition")}>
            <span data-number="overdue">{shownCount(numbers.overdue, language)}</span>
          </Figure>
          <Figure label={text("emergency.firstDue")} definition={text("emergency.firstDue.definition")}>
            {numbers.oldestDueAt === undefined ? text("value.none") : shownMoment(numbers.oldestDueAt).slice(0, 16)}
          </Figure>
        </Numbers>
      )}
      <Panel
        title={text("emergency.queue")}
        lead={text("emergency.queue.lead")}
        actions={<AsOf updatedAt={waiting.dataUpdatedAt} isFetching={waiting.isFetching} isError={waiting.isError} onRefresh={() => void waiting.refetch()} />}
      >
        {waiting.isPending && <Loading />}
        {waiting.isError && waiting.data === undefined && <Failure error={waiting.error} onRetry={() => void waiting.refetch()} />}
        {waiting.data !== undefined && <Queue entries={waiting.data.items} />}
      </Panel>
      <Panel title={text("emergency.reviewed")}>
        {reviewed.isPending && <Loading />}
        {reviewed.isError && reviewed.data === undefined && <Failure error={reviewed.error} onRetry={() => void reviewed.refetch()} />}
        {reviewed.data !== undefined && <Reviewed entries={reviewed.data.items} />}
      </Panel>
    </>
  );
}

function Queue({ entries }: { entries: readonly Emergency[] }) {
  const { text } = useWords();
  const age = useAge();
  const reviewing = useEmergencyReview();
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const at = Math.min(active, entries.length - 1);
  const current = entries[at];
  const [wantsFocus, setWantsFocus] = useState(false);
  const move = (by: 1 | -1) => {
    const focused = [...(list.current?.querySelectorAll("[data-emergency]") ?? [])].indexOf(document.activeElement as Element);
    setActive(Math.min(Math.max((focused === -1 ? (by === 1 ? -1 : 0) : focused) + by, 0), entries.length - 1));
    setWantsFocus(true);
  };
  useEffect(() => {
    if (!wantsFocus) return;
    list.current?.querySelectorAll<HTMLElement>("[data-emergency]")[at]?.focus();
    setWantsFocus(false);
  }, [wantsFocus, at]);
  // What was reviewed leaves the list a moment later; the focus goes to what comes in its place then.
  const [leaving, setLeaving] = useState<number>();
  useEffect(() => {
    if (leaving === undefined || entries.some((entry) => entry.number === leaving)) return;
    setLeaving(undefined);
    setWantsFocus(true);
  }, [leaving, entries]);
  const review = (number: number, justified: boolean) => {
    if (!reviewing.isPending) reviewing.mutate({ number, justified }, { onSuccess: () => setLeaving(number) });
  };
  const say = (justified: boolean) => current !== undefined && review(current.number, justified);
  useShortcut("KeyJ", () => move(1));
  useShortcut("KeyK", () => move(-1));
  useShortcut("Digit1", () => void say(true), current !== undefined);
  useShortcut("Digit2", () => void say(false), current !== undefined);
  return (
    <>
      {reviewing.isError && <Failure error={reviewing.error} />}
      {entries.length === 0 && (
        <Notice icon="same" title={text("emergency.none.title")}>
          <p>{text("emergency.none.advice")}</p>
        </Notice>
      )}
      <ul className={styles.queue} ref={list}>
        {entries.map((entry, index) => {
          const isOverdue = new Date(entry.dueAt).getTime() < Date.now();
          const isCurrent = index === at;
          return (
            <li key={entry.number} className={isCurrent ? styles.current : styles.waiting} aria-current={isCurrent}>
              <div className={styles.what} tabIndex={0} data-emergency={entry.number} onFocus={() => setActive(index)}>
                <p className={styles.who}>
                  <strong>{text("access.through", { actor: entry.user, client: entry.client })}</strong>
                  <Badge tone={isOverdue ? "waiting" : "calm"}>
                    {isOverdue ? text("emergency.late", { age: age(entry.dueAt) }) : text("emergency.due", { moment: shownMoment(entry.dueAt).slice(0, 16) })}
                  </Badge>
                </p>
                <blockquote className={styles.reason}>{entry.reason}</blockquote>
                <p className={styles.small}>
                  {text("emergency.openedAt", { moment: shownMoment(entry.openedAt).slice(0, 16) })} · <code>{entry.person}</code>
                </p>
              </div>
              <p className={styles.verdicts}>
                <Button kind={isCurrent ? "main" : "plain"} isDisabled={reviewing.isPending} onPress={() => review(entry.number, true)} {...(isCurrent ? { "aria-keyshortcuts": "1" } : {})}>
                  <Icon name="same" />
                  {text("emergency.justified")}
                  {isCurrent && <Key name="1" />}
                </Button>
                <Button isDisabled={reviewing.isPending} onPress={() => review(entry.number, false)} {...(isCurrent ? { "aria-keyshortcuts": "2" } : {})}>
                  <Icon name="different" />
                  {text("emergency.unjustified")}
                  {isCurrent && <Key name="2" />}
                </Button>
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Reviewed({ entries }: { entries: readonly Emergency[] }) {
  const { text } = useWords();
  if (entries.length === 0) return <Notice icon="empty" title={text("emergency.noneReviewed")} />;
  return (
    <Table label={text("emergency.reviewed")}>
      <thead>
        <tr>
          <th scope="col">{text("emergency.opened")}</th>
          <th scope="col">{text("access.actor")}</th>
          <th scope="col">{text("audit.person")}</th>
          <th scope="col">{text("emergency.reason")}</th>
          <th scope="col">{text("emergency.verdict")}</th>
          <th scope="col">{text("emergency.reviewedBy")}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.number} data-reviewed={entry.number}>
            <td className={styles.moment}>{shownMoment(entry.openedAt).slice(0, 16)}</td>
            <td>{text("access.through", { actor: entry.user, client: entry.client })}</td>
            <td>
              <code>{entry.person}</code>
            </td>
            <td>{entry.reason}</td>
            <td>
              <Badge tone={entry.justified === true ? "calm" : "waiting"} icon={entry.justified === true ? "same" : "different"}>
                {text(entry.justified === true ? "emergency.justified" : "emergency.unjustified")}
              </Badge>
            </td>
            <td>
              {entry.reviewedBy}
              {entry.reviewedAt !== undefined && <span className={styles.small}>{shownMoment(entry.reviewedAt).slice(0, 16)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
