import type { ComponentProps, ReactNode, Ref } from "react";
import { FieldError, Input, Label, Text, TextField } from "react-aria-components";
import styles from "./Field.module.css";

export interface TextInputProps {
  label: string;
  value: string;
  onChange(value: string): void;
  hint?: ReactNode;
  /** What is wrong and what to write instead; the field is marked invalid while there is one. */
  error?: string | undefined;
  inputRef?: Ref<HTMLInputElement>;
  inputMode?: ComponentProps<"input">["inputMode"];
  shortcut?: string;
}

export function TextInput({ label, value, onChange, hint, error, inputRef, inputMode, shortcut }: TextInputProps) {
  return (
    <TextField className={styles.field ?? ""} value={value} onChange={onChange} isInvalid={error !== undefined} autoComplete="off">
      <Label className={styles.label ?? ""}>{label}</Label>
      <Input className={styles.input ?? ""} ref={inputRef ?? null} inputMode={inputMode} spellCheck={false} aria-keyshortcuts={shortcut} />
      {hint !== undefined && error === undefined && (
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </TextField>
  );
}
