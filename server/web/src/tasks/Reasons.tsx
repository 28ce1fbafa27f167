import { useWords } from "../i18n";
import { useShortcut } from "../shell/Shortcuts";
import { Key } from "../ui/Key";
import styles from "./Answer.module.css";

const DIGITS = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9"] as const;

/** The digits, while this is on the page. */
export function Digits({ onDigit }: { onDigit(digit: number): void }) {
  for (const [index, key] of DIGITS.entries()) {
    // The same nine hooks each time: the list never changes.
    useShortcut(key, () => onDigit(index + 1));
  }
  return null;
}

/** Why: one of a few, by its digit. */
export function Reasons({ reasons, chosen, onChoose }: { reasons: readonly string[]; chosen: string | undefined; onChoose(reason: string): void }) {
  const { text, named } = useWords();
  return (
    <>
      <Digits
        onDigit={(digit) => {
          const reason = reasons[digit - 1];
          if (reason !== undefined) onChoose(reason);
        }}
      />
      <p className={styles.label}>{text("answer.reason")}</p>
      <div className={styles.reasons} role="group" aria-label={text("answer.reason")}>
        {reasons.map((reason, index) => (
          <button
            key={reason}
            type="button"
            className={`${styles.reason} ${chosen === reason ? styles.chosen : ""}`}
            aria-pressed={chosen === reason}
            aria-keyshortcuts={String(index + 1)}
            onClick={() => onChoose(reason)}
          >
            <Key name={String(index + 1)} />
            {named("reason", reason)}
          </button>
        ))}
      </div>
    </>
  );
}
