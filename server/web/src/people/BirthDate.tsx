import { useWords } from "../i18n";
import { readIsoDate, shownDate } from "../text/dates";

/** A birth date as far as it is known; what is not a date is shown as the source wrote it. */
export function BirthDate({ value }: { value: string | undefined }) {
  const { text } = useWords();
  if (value === undefined || value === "") return text("value.none");
  const date = readIsoDate(value);
  if (date === undefined) return value;
  if (date.month === undefined) return text("date.yearOnly", { date: shownDate(date) });
  return date.day === undefined ? text("date.monthOnly", { date: shownDate(date) }) : shownDate(date);
}
