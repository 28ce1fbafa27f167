import { useWords } from "../i18n";
import { Choice } from "../ui/Choice";

export interface ColumnChoiceProps {
  label: string;
  columns: readonly string[];
  chosen: string;
  onChoose(column: string): void;
  /** Whether the file may do without it. */
  isOptional?: boolean;
}

const NONE = "\u0000none";

/** Which column of a file is what. */
export function ColumnChoice({ label, columns, chosen, onChoose, isOptional = false }: ColumnChoiceProps) {
  const { text } = useWords();
  return (
    <Choice
      label={label}
      options={[...(isOptional || chosen === "" ? [{ id: NONE, name: text("terminology.noColumn") }] : []), ...columns.map((column) => ({ id: column, name: column }))]}
      chosen={chosen === "" ? NONE : chosen}
      onChoose={(id) => onChoose(id === NONE ? "" : id)}
    />
  );
}
