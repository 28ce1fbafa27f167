import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { useShortcut } from "../shell/Shortcuts";
import { Button } from "./Button";
import styles from "./DialogButtons.module.css";
import { Key } from "./Key";

interface Props {
  /** What confirming does, in the words of its button. */
  confirm: string;
  onConfirm(): void;
  /** Whether the button sends the form that it is in, which does the same. */
  isOfForm?: boolean;
  isPending: boolean;
  isDisabled?: boolean;
  onClose(): void;
  /** What else can be done, between the two. */
  children?: ReactNode;
}

/** The end of a dialog: what it is open for, by Ctrl+Enter too, and out of it. */
export function DialogButtons({ confirm, onConfirm, isOfForm = false, isPending, isDisabled = false, onClose, children }: Props) {
  const { text } = useWords();
  useShortcut("Ctrl+Enter", onConfirm);
  return (
    <div className={styles.buttons}>
      <Button
        kind="main"
        {...(isOfForm ? { type: "submit" } : { onPress: onConfirm })}
        isDisabled={isPending || isDisabled}
        aria-keyshortcuts="Control+Enter"
      >
        {isPending ? text("answer.sending") : confirm}
        <Key name="Ctrl+Enter" />
      </Button>
      {children}
      <Cancel onClose={onClose} />
    </div>
  );
}

/** The end of a dialog in which everything has been done where it stands. */
export function CancelButton({ onClose }: { onClose(): void }) {
  return (
    <div className={styles.buttons}>
      <Cancel onClose={onClose} />
    </div>
  );
}

function Cancel({ onClose }: { onClose(): void }) {
  const { text } = useWords();
  return (
    <Button kind="quiet" onPress={onClose}>
      {text("answer.cancel")}
      <Key name="Esc" />
    </Button>
  );
}
