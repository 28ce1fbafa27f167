import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import styles from "./Admin.module.css";

const WIDTH = 140;

/** How far a job is: as a bar where the end is known, and as numbers. */
export function Progress({ done, total, of }: { done: number | undefined; total: number | undefined; of: string }) {
  const { text, language } = useWords();
  if (done === undefined) return <span className={styles.small}>{of}</span>;
  return (
    <span className={styles.small}>
      {total !== undefined && total > 0 && (
        <svg className={styles.bar} width={WIDTH} height="8" aria-hidden="true" focusable="false">
          <rect className={styles.whole} width={WIDTH} height="8" rx="2" />
          <rect className={styles.part} width={Math.min(1, done / total) * WIDTH} height="8" rx="2" />
        </svg>
      )}
      {total === undefined ? text("jobs.done", { done: shownCount(done, language) }) : text("jobs.doneOf", { done: shownCount(done, language), total: shownCount(total, language) })} {of}
    </span>
  );
}
