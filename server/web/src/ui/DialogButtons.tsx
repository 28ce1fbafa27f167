import { useWords } from "../i18n";
import { Button } from "./Button";
import styles from "./DialogButtons.module.css";
import { Key } from "./Key";

interface Props {
  /** What confirming does, in the words of its button. */
  confirm: string;
  /** Absent where the button sends the form that it is in. */
  onConfirm?: () => void;
  isPending: boolean;
  isDisabled?: boolean;
  onClose(): void;
}

/** The end of a dialog: what it is open for, by Ctrl+Enter too, and out of it. */
export function DialogButtons({ confirm, onConfirm, isPending, isDisabled = false, onClose }: Props) {
  const { text } = useWords();
  return (
    <div className={styles.buttons}>
      <Button
        kind="main"
        {...(onConfirm === undefined ? { type: "submit" } : { onPress: onConfirm })}
        isDisabled={isPending || isDisabled}
        aria-keyshortcuts="Control+Enter"
      >
        {isPending ? text("answer.sending") : confirm}
        <Key name="Ctrl+Enter" />
      </Button>
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
