import type { ReactNode } from "react";
import styles from "./Badge.module.css";
import { Icon, type IconName } from "./Icon";

export type Tone = "strong" | "calm" | "waiting" | "quiet";

/** How something stands, in a word; the colour repeats what the word and the sign say. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={`${styles.badge} ${styles[tone]}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}
