import type { Person } from "../api/types";
import { useWords } from "../i18n";
import { Table } from "../ui/Table";
import { columnOf, inReadingOrder } from "./fields";
import { FieldValue } from "./FieldValue";
import styles from "./Golden.module.css";
import { ShowField } from "./Hidden";

/** The person's values, each with the source it came from and the rule that chose it. */
export function Golden({ person }: { person: Person }) {
  const { text, named } = useWords();
  const sources = new Map(person.sources.map((source) => [source.sourceId, source]));
  return (
    <Table label={text("person.tab.golden")}>
      <thead>
        <tr>
          <th scope="col">{text("golden.field")}</th>
          <th scope="col">{text("golden.value")}</th>
          <th scope="col">{text("golden.origin")}</th>
          <th scope="col">{text("golden.rule")}</th>
        </tr>
      </thead>
      <tbody>
        {inReadingOrder(person.golden, (golden) => golden.field).map((golden) => {
          const source = golden.sourceId === undefined ? undefined : sources.get(golden.sourceId);
          const facility = golden.facility ?? source?.facility;
          return (
            <tr key={golden.field}>
              <th scope="row">{named("field", columnOf(golden.field))}</th>
              <td className={styles.value}>
                <FieldValue field={golden.field} value={golden.value} />
                <ShowField person={person} field={golden.field} />
              </td>
              <td>
                {facility === undefined ? text("value.none") : text("source.facility", { facility })}
                {source?.mrn !== undefined && <span className={styles.detail}>{text("source.mrn", { mrn: source.mrn })}</span>}
              </td>
              <td className={styles.rule}>{golden.rule === undefined ? text("value.none") : named("rule", golden.rule)}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
