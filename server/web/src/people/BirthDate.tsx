import { useWords } from "../i18n";
import { readIsoDate, readRecordedDate, shownDate } from "../text/dates";
import styles from "./FieldValue.module.css";

/** A birth date as far as it is known; one that was written in another shape is shown as the source wrote it too. */
export function BirthDate({ value }: { value: string | undefined }) {
  const { text } = useWords();
  if (value === undefined || value === "") return text("value.none");
  const date = readRecordedDate(value);
  if (date === undefined) return value;
  const shown = shownDate(date);
  const asWritten = shown === value || readIsoDate(value) !== undefined ? undefined : value;
  return (
    <>
      {date.month === undefined ? text("date.yearOnly", { date: shown }) : date.day === undefined ? text("date.monthOnly", { date: shown }) : shown}
      {asWritten !== undefined && <span className={styles.written}>{text("date.asWritten", { written: asWritten })}</span>}
    </>
  );
}
