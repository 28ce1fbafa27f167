import type { ReactNode } from "react";
import styles from "./Panel.module.css";

interface PanelProps {
  title: string;
  /** What it is about, in a line. */
  lead?: ReactNode;
  /** What can be done with all of it, beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a title of its own. */
export function Panel({ title, lead, actions, children }: PanelProps) {
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <div>
          <h2>{title}</h2>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Numbers beside each other, each a `Figure`. */
export function Numbers({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles.board} aria-label={label}>
      <dl className={styles.numbers}>{children}</dl>
    </section>
  );
}
