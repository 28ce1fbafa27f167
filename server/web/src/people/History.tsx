import { useState } from "react";
import { Link } from "react-router";
import type { HistoryEvent, Person } from "../api/types";
import { useWords } from "../i18n";
import { shownMoment } from "../text/dates";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Notice } from "../ui/Notice";
import { DecisionDialog, type Wanted } from "./DecisionDialog";
import styles from "./History.module.css";

/** Everything that happened to this person's links, newest first. */
export function History({ person }: { person: Person }) {
  const { text, named } = useWords();
  const [wanted, setWanted] = useState<Wanted>();
  if (person.history.length === 0) return <Notice icon="empty" title={text("history.none")} />;
  const events = [...person.history].sort((a, b) => b.at.localeCompare(a.at));
  // A record that has left is no source any more, so its event says whose it is.
  const recordName = (event: HistoryEvent, id: string) => {
    const { facility, mrn } = person.sources.find((candidate) => candidate.sourceId === id) ?? event;
    return facility === undefined ? id : text("source.short", { facility, mrn: mrn ?? id });
  };
  return (
    <>
      {person.sources.length > 1 && (
        <div className={styles.actions}>
          <Button onPress={() => setWanted({ kind: "split" })}>
            <Icon name="different" />
            {text("history.split")}
          </Button>
        </div>
      )}
      {wanted !== undefined && <DecisionDialog person={person} wanted={wanted} onClose={() => setWanted(undefined)} />}
    <ol className={styles.timeline}>
      {events.map((event, index) => (
        <li key={`${event.at} ${index}`} className={styles.event}>
          <p className={styles.what}>
            {named("event", event.event)}
            {event.kind !== undefined && <span className={styles.kind}>{named("change", event.kind)}</span>}
          </p>
          {event.detail !== undefined && event.detail !== "" && <p className={styles.detail}>{recordName(event, event.detail)}</p>}
          {event.previous !== undefined && <OtherPerson words={text("history.cameFrom")} id={event.previous} here={person.enterpriseId} />}
          {event.person !== undefined && <OtherPerson words={text("history.wentTo")} id={event.person} here={person.enterpriseId} />}
          <p className={styles.when}>
            <time dateTime={event.at}>{shownMoment(event.at)}</time>
            {event.by !== undefined && event.by !== "" && <span>{text("history.by", { who: named("decision", event.by) })}</span>}
            {event.reason !== undefined && <span>{text("history.because", { reason: named("reason", event.reason) })}</span>}
            {event.note !== undefined && <span>{text("history.note", { note: event.note })}</span>}
            {event.change !== undefined && <span>{text("history.number", { number: event.change })}</span>}
          </p>
          <BackOf event={event} person={person} isFirstOfChange={events.findIndex((other) => other.change === event.change) === index} onWanted={setWanted} />
        </li>
      ))}
    </ol>
    </>
  );
}

/** How what happened is taken back: a merge by an unmerge, of whomever it was; another decision by withdrawing it. Whether it still can be, the preview says. */
function BackOf({ event, person, isFirstOfChange, onWanted }: { event: HistoryEvent; person: Person; isFirstOfChange: boolean; onWanted(wanted: Wanted): void }) {
  const { text } = useWords();
  const merged = event.event === "moved" && event.person === person.enterpriseId && event.previous !== undefined && event.previous !== person.enterpriseId;
  const gone = person.replacedBy !== undefined && event.previous === person.enterpriseId;
  const change = event.kind === undefined ? undefined : event.change;
  if (!isFirstOfChange || (!merged && !gone && change === undefined)) return null;
  return (
    <p className={styles.back}>
      {(merged || gone) && (
        <Button kind="quiet" onPress={() => onWanted({ kind: "unmerge", person: event.previous ?? person.enterpriseId })}>
          <Icon name="undo" />
          {text("history.unmerge")}
        </Button>
      )}
      {change !== undefined && (
        <Button kind="quiet" onPress={() => onWanted({ kind: "undo", change })}>
          <Icon name="undo" />
          {text("history.undo")}
        </Button>
      )}
    </p>
  );
}

/** The person on the other side of a move; nothing where a record never was with another. */
function OtherPerson({ words, id, here }: { words: string; id: string; here: string }) {
  if (id === here) return null;
  return (
    <p className={styles.detail}>
      {words} <Link to={`/persons/${encodeURIComponent(id)}`}>{id}</Link>
    </p>
  );
}
