import type { ReactNode } from "react";
import { Link, type To } from "react-router";
import styles from "./BackLine.module.css";
import { Icon } from "./Icon";

/** What stands above a page's title: the way back to where it was come from, and at the other end what is said of the whole page. */
export function BackLine({ to, label, children }: { to: To; label: string; children?: ReactNode }) {
  return (
    <div className={styles.line}>
      <Link className={styles.back} to={to}>
        <Icon name="back" />
        {label}
      </Link>
      {children}
    </div>
  );
}
