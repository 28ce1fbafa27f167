import { Link } from "react-router";
import type { Person } from "../api/types";
import { useWords } from "../i18n";
import { shownMoment } from "../text/dates";
import { Notice } from "../ui/Notice";
import styles from "./History.module.css";

/** Everything that happened to this person's links, newest first. */
export function History({ person }: { person: Person }) {
  const { text, named } = useWords();
  if (person.history.length === 0) return <Notice icon="empty" title={text("history.none")} />;
  const events = [...person.history].sort((a, b) => b.at.localeCompare(a.at));
  const recordName = (id: string) => {
    const source = person.sources.find((candidate) => candidate.sourceId === id);
    return source === undefined ? id : text("source.short", { facility: source.facility, mrn: source.mrn ?? id });
  };
  return (
    <ol className={styles.timeline}>
      {events.map((event, index) => (
        <li key={`${event.at} ${index}`} className={styles.event}>
          <p className={styles.what}>{named("event", event.event)}</p>
          {event.detail !== undefined && event.detail !== "" && <p className={styles.detail}>{recordName(event.detail)}</p>}
          {event.previous !== undefined && <OtherPerson words={text("history.cameFrom")} id={event.previous} here={person.enterpriseId} />}
          {event.person !== undefined && <OtherPerson words={text("history.wentTo")} id={event.person} here={person.enterpriseId} />}
          <p className={styles.when}>
            <time dateTime={event.at}>{shownMoment(event.at)}</time>
            {event.by !== undefined && event.by !== "" && <span>{text("history.by", { who: named("decision", event.by) })}</span>}
          </p>
        </li>
      ))}
    </ol>
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
