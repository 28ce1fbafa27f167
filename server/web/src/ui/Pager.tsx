import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import { Button } from "./Button";
import styles from "./Pager.module.css";

/** Which rows of how many are shown, and the way to the others. Nothing, where all of them are. */
export function Pager({ offset, size, total, onOffset }: { offset: number; size: number; total: number; onOffset(offset: number): void }) {
  const { text, language } = useWords();
  if (total <= size) return null;
  const count = (value: number) => shownCount(value, language);
  return (
    <nav className={styles.pager} aria-label={text("pager.label")}>
      <Button isDisabled={offset === 0} onPress={() => onOffset(Math.max(0, offset - size))}>
        {text("pager.previous")}
      </Button>
      <p role="status">{text("pager.shown", { first: count(offset + 1), last: count(Math.min(offset + size, total)), total: count(total) })}</p>
      <Button isDisabled={offset + size >= total} onPress={() => onOffset(offset + size)}>
        {text("pager.next")}
      </Button>
    </nav>
  );
}
