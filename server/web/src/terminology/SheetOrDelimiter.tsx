import { useWords } from "../i18n";
import { Choice } from "../ui/Choice";
import { DELIMITERS } from "./columns";

interface Props {
  isWorkbook: boolean;
  sheets: readonly string[];
  sheet: string;
  delimiter: string;
  onSheet(name: string): void;
  onDelimiter(delimiter: string): void;
}

const NAMES = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;

/** What has to be known to read a table: of a workbook its sheet, of a text what stands between two values. */
export function SheetOrDelimiter({ isWorkbook, sheets, sheet, delimiter, onSheet, onDelimiter }: Props) {
  const { text, named } = useWords();
  return isWorkbook ? (
    <Choice label={text("upload.sheet")} options={sheets.map((name) => ({ id: name, name }))} chosen={sheet} onChoose={onSheet} />
  ) : (
    <Choice
      label={text("upload.delimiter")}
      options={DELIMITERS.map((one) => ({ id: one, name: named("delimiter", NAMES[one]) }))}
      chosen={delimiter}
      onChoose={onDelimiter}
    />
  );
}
