import type { Person, SourceRecord } from "../api/types";
import { type MessageKey, useWords } from "../i18n";
import { shownMoment } from "../text/dates";
import { shownBits } from "../text/numbers";
import { Icon, type IconName } from "../ui/Icon";
import { Table } from "../ui/Table";
import { type Difference, fieldDifference } from "./difference";
import { columnOf, goldenOf, personFields } from "./fields";
import { FieldValue } from "./FieldValue";
import { isHidden, ShowField } from "./Hidden";
import styles from "./Sources.module.css";

const SIGNS: Record<Exclude<Difference, "same" | "absent">, { icon: IconName; words: MessageKey }> = {
  writing: { icon: "same", words: "difference.writing" },
  marks: { icon: "warning", words: "difference.marks" },
  lessPrecise: { icon: "same", words: "difference.lessPrecise" },
  different: { icon: "different", words: "difference.different" },
};

/** An address in other words may well be the same place. */
const OTHER_WORDS = { icon: "warning", words: "difference.otherWords" } as const;

/** One column for the person and one for each source record, one row for each field; what differs from the person is marked in words. */
export function Sources({ person }: { person: Person }) {
  const { text, named } = useWords();
  return (
    <Table label={text("person.tab.sources")} kind="columns">
      <thead>
        <tr>
          <th scope="col">{text("golden.field")}</th>
          <th scope="col" className={styles.person}>
            {text("sources.person")}
          </th>
          {person.sources.map((source) => (
            <th scope="col" key={source.sourceId}>
              <SourceHead person={person} source={source} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {personFields(person).map((field) => (
          <tr key={field}>
            <th scope="row">
              {named("field", field)}
              <ShowField person={person} field={field} />
            </th>
            <td className={styles.person}>
              <FieldValue field={field} value={goldenOf(person, field)?.value} />
            </td>
            {person.sources.map((source) => (
              <td key={source.sourceId}>
                <Compared
                  field={field}
                  value={valueOf(source, field)}
                  golden={goldenOf(person, field)?.value}
                  hidden={isHidden(person, field) ? (source.differing ?? []) : undefined}
                />
              </td>
            ))}
          </tr>
        ))}
        <tr>
          <th scope="row">{text("sources.recordedAt")}</th>
          <td className={styles.person}>{text("value.none")}</td>
          {person.sources.map((source) => (
            <td key={source.sourceId} className={styles.about}>
              {source.recordedAt === undefined ? text("value.none") : shownMoment(source.recordedAt)}
            </td>
          ))}
        </tr>
        <tr>
          <th scope="row">{text("sources.link")}</th>
          <td className={styles.person}>{text("value.none")}</td>
          {person.sources.map((source) => (
            <td key={source.sourceId} className={styles.about}>
              <LinkOf source={source} />
            </td>
          ))}
        </tr>
      </tbody>
    </Table>
  );
}

function valueOf(source: SourceRecord, field: string): string | undefined {
  const column = Object.keys(source.fields).find((name) => columnOf(name) === field);
  return column === undefined ? undefined : source.fields[column];
}

function SourceHead({ person, source }: { person: Person; source: SourceRecord }) {
  const { text } = useWords();
  return (
    <>
      <span className={styles.facility}>
        <Icon name="hospital" />
        {text("source.facility", { facility: source.facility })}
      </span>
      {source.mrn !== undefined && (
        <span className={styles.mrn}>
          {text("source.mrn", { mrn: source.mrn })}
          <ShowField person={person} field="mrn" />
        </span>
      )}
    </>
  );
}

interface ComparedProps {
  field: string;
  value: string | undefined;
  golden: string | undefined;
  /** Where only the ends are shown: which columns differ all the same, as the server says. */
  hidden: readonly string[] | undefined;
}

function Compared({ field, value, golden, hidden }: ComparedProps) {
  const { text } = useWords();
  const difference = golden === undefined ? "same" : hidden === undefined ? fieldDifference(field, value, golden) : hiddenDifference(field, value, hidden);
  const otherWords = difference === "different" && field === "address";
  const sign = difference === "same" || difference === "absent" ? undefined : otherWords ? OTHER_WORDS : SIGNS[difference];
  return (
    <span className={styles[otherWords ? "marks" : difference]}>
      <FieldValue field={field} value={value} />
      {sign !== undefined && (
        <span className={styles.sign}>
          <Icon name={sign.icon} />
          {text(sign.words)}
        </span>
      )}
    </span>
  );
}

function hiddenDifference(field: string, value: string | undefined, differing: readonly string[]): Difference {
  if (value === undefined || value === "") return "absent";
  return differing.some((column) => columnOf(column) === field) ? "different" : "same";
}

function LinkOf({ source }: { source: SourceRecord }) {
  const { text, named, language } = useWords();
  const link = source.link;
  if (link === undefined) return text("value.none");
  return (
    <>
      {link.decidedBy !== undefined && <span className={styles.line}>{text("sources.decidedBy", { who: named("decision", link.decidedBy) })}</span>}
      {link.weight !== undefined && <span className={styles.line}>{text("sources.weight", { bits: shownBits(link.weight, language) })}</span>}
      {link.at !== undefined && <span className={styles.line}>{shownMoment(link.at)}</span>}
      {link.modelVersion !== undefined && <span className={styles.line}>{text("sources.model", { version: link.modelVersion })}</span>}
    </>
  );
}
