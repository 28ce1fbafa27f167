import { type ReactNode, useEffect } from "react";
import styles from "./PageTitle.module.css";

/** The page's one h1; the window's title says the page, never the person on it. */
export function PageTitle({ children, lead, windowTitle }: { children: string; lead?: ReactNode; windowTitle?: string }) {
  const title = windowTitle ?? children;
  useEffect(() => {
    document.title = `${title} · Khớp`;
  }, [title]);
  return (
    <div className={styles.heading}>
      <h1>{children}</h1>
      {lead !== undefined && <p className={styles.lead}>{lead}</p>}
    </div>
  );
}
