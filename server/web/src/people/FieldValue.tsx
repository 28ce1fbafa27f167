import { useWords } from "../i18n";
import { BirthDate } from "./BirthDate";
import { columnOf } from "./fields";
import { sexOf } from "./sex";
import styles from "./FieldValue.module.css";

const NUMBERS = new Set(["national_id", "citizen_id", "insurance_no", "phone", "birth_date"]);

/** One value of a person or a source, written as its field wants it. */
export function FieldValue({ field, value }: { field: string; value: string | undefined }) {
  const { text, named } = useWords();
  const column = columnOf(field);
  if (value === undefined || value === "") return <span className={styles.none}>{text("value.none")}</span>;
  if (column === "birth_date") {
    return (
      <span className={styles.number}>
        <BirthDate value={value} />
      </span>
    );
  }
  if (column === "gender") return named("gender", sexOf(value));
  return NUMBERS.has(column) ? <span className={styles.number}>{value}</span> : value;
}
