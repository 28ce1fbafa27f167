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
  return (
    <ol className={styles.timeline}>
      {events.map((event, index) => (
        <li key={`${event.at} ${index}`} className={styles.event}>
          <p className={styles.what}>{named("event", event.event)}</p>
          {event.detail !== undefined && event.detail !== "" && <p className={styles.detail}>{event.detail}</p>}
          <p className={styles.when}>
            <time dateTime={event.at}>{shownMoment(event.at)}</time>
            {event.by !== undefined && event.by !== "" && <span>{text("history.by", { who: event.by })}</span>}
          </p>
        </li>
      ))}
    </ol>
  );
}
