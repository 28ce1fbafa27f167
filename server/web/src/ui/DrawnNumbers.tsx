import type { ReactNode } from "react";
import styles from "./DrawnNumbers.module.css";

/** The numbers of a drawing as a table, for whoever reads rather than looks; closed until it is asked for. */
export function DrawnNumbers({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className={styles.details}>
      <summary>{summary}</summary>
      <table>{children}</table>
    </details>
  );
}
