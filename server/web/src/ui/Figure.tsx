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

/** What a number means, told to whoever points at the sign or comes by with Tab. */
export function Definition({ label, definition }: { label: string; definition: string }) {
  const { text } = useWords();
  return (
    <TooltipTrigger delay={200}>
      <Button className={styles.info ?? ""} aria-label={text("figure.definition", { label })}>
        <Icon name="info" />
      </Button>
      <Tooltip className={styles.tooltip ?? ""} offset={6}>
        {definition}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** The head of a column of numbers, and what they count.
 *
 * @param isAtEnd whether the numbers stand at the end of their cells
 * @param className how the head looks besides
 */
export function NumberHead({ label, definition, isAtEnd = false, className }: Omit<FigureProps, "children"> & { isAtEnd?: boolean; className?: string | undefined }) {
  return (
    <th scope="col" className={[isAtEnd && styles.atEnd, className].filter(Boolean).join(" ") || undefined}>
      <span className={styles.head}>
        {label}
        <Definition label={label} definition={definition} />
      </span>
    </th>
  );
}

/** A number with its name and what it means. */
export function Figure({ label, definition, children }: FigureProps) {
  return (
    <div className={styles.figure}>
      <dt className={styles.label}>
        {label}
        <Definition label={label} definition={definition} />
      </dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}
