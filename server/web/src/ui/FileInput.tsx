import { useId, useState } from "react";
import { useWords } from "../i18n";
import styles from "./Field.module.css";
import fileStyles from "./FileInput.module.css";
import { Icon } from "./Icon";

export interface FileInputProps {
  label: string;
  hint?: string;
  /** Endings, as the browser wants them: `.csv,.xlsx`. */
  accept: string;
  onChoose(file: File): void;
}

/** A file of the reader's own. The browser's own field lies unseen over the words, which it would say in its own language: keys, readers and files that are dropped meet it. */
export function FileInput({ label, hint, accept, onChoose }: FileInputProps) {
  const { text } = useWords();
  const id = useId();
  const [name, setName] = useState<string>();
  return (
    <div className={styles.field}>
      <div className={fileStyles.file}>
        <label className={fileStyles.button} htmlFor={id}>
          <Icon name="upload" />
          {label}
        </label>
        <span>{name ?? text("file.none")}</span>
        <input
          id={id}
          type="file"
          className={fileStyles.input}
          accept={accept}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file === undefined) return;
            setName(file.name);
            onChoose(file);
          }}
        />
      </div>
      {hint !== undefined && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
