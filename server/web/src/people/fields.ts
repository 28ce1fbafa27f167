import type { GoldenValue, Person } from "../api/types";
import { inSnakeCase } from "../i18n/words";

/** Fields in the order a clerk reads them; what a schema adds comes after, in the server's order. */
const READING_ORDER = [
  "full_name",
  "gender",
  "birth_date",
  "national_id",
  "citizen_id",
  "insurance_no",
  "passport_no",
  "phone",
  "address",
  "guardian_name",
];

/** The golden record names what it survived; source records name their columns. One word for both. */
const COLUMN_OF: Record<string, string> = {
  name: "full_name",
  sex: "gender",
  citizen_number: "national_id",
  insurance: "insurance_no",
  guardian: "guardian_name",
};

export function columnOf(field: string): string {
  const word = inSnakeCase(field);
  return COLUMN_OF[word] ?? word;
}

function rank(field: string): number {
  const at = READING_ORDER.indexOf(columnOf(field));
  return at === -1 ? READING_ORDER.length : at;
}

export function inReadingOrder<T>(items: readonly T[], fieldOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => rank(fieldOf(a)) - rank(fieldOf(b)));
}

export function goldenOf(person: Person, field: string): GoldenValue | undefined {
  return person.golden.find((golden) => columnOf(golden.field) === columnOf(field));
}

/** What says where and when a record was written, not who the person is. */
const ABOUT_THE_RECORD = new Set(["record_id", "facility", "mrn", "recorded_at"]);

/** Every field that at least one source or the golden record has. */
export function personFields(person: Person): string[] {
  const fields = new Set(person.golden.map((golden) => columnOf(golden.field)));
  for (const source of person.sources) for (const column of Object.keys(source.fields)) fields.add(columnOf(column));
  return inReadingOrder(
    [...fields].filter((field) => !ABOUT_THE_RECORD.has(field)),
    (field) => field,
  );
}
