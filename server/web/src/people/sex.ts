/** How hospitals write the sex (QĐ 4750: 1 male, 2 female, 3 not determined) in FHIR's words; what is not known stays as it is. */
const SEXES: Record<string, string> = {
  "1": "male",
  m: "male",
  male: "male",
  nam: "male",
  "2": "female",
  f: "female",
  female: "female",
  nữ: "female",
  nu: "female",
  "3": "unknown",
};

export function sexOf(written: string): string {
  return SEXES[written.normalize("NFC").trim().toLowerCase()] ?? written;
}
