import type { ReactNode } from "react";
import styles from "./Table.module.css";

/** A table that scrolls inside its own frame, also by keyboard, when it is wider than the page. */
export function Table({ label, children, kind = "plain" }: { label: string; children: ReactNode; kind?: "plain" | "columns" }) {
  return (
    <section className={`${styles.frame} ${styles[kind]}`} aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </section>
  );
}
