import type { ReactNode } from "react";
import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import { useWords } from "../i18n";
import { Icon } from "./Icon";
import styles from "./Figure.module.css";

export interface FigureProps {
  label: string;
  /** What the number counts, and how. */
  definition: string;
  children: ReactNode;
}

/** A number with its name; what it means is told to whoever points at it or comes by with Tab. */
export function Figure({ label, definition, children }: FigureProps) {
  const { text } = useWords();
  return (
    <div className={styles.figure}>
      <dt className={styles.label}>
        {label}
        <TooltipTrigger delay={200}>
          <Button className={styles.info ?? ""} aria-label={text("figure.definition", { label })}>
            <Icon name="info" />
          </Button>
          <Tooltip className={styles.tooltip ?? ""} offset={6}>
            {definition}
          </Tooltip>
        </TooltipTrigger>
      </dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}
