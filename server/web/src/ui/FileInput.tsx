import { useId } from "react";
import styles from "./Field.module.css";
import fileStyles from "./FileInput.module.css";

export interface FileInputProps {
  label: string;
  hint?: string;
  /** Endings, as the browser wants them: `.csv,.xlsx`. */
  accept: string;
  onChoose(file: File): void;
}

/** A file of the reader's own; the browser's own button, which every reader and keyboard knows. */
export function FileInput({ label, hint, accept, onChoose }: FileInputProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="file"
        className={fileStyles.file}
        accept={accept}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onChoose(file);
        }}
      />
      {hint !== undefined && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
