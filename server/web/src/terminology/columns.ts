import { withoutMarks } from "../text/unicode";

/** What may be between the fields of a text file. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;

/** The one that the first line has most of: shown, and changed by whoever knows better. */
export function likelyDelimiter(text: string): string {
  const line = text.split(/\r?\n/u, 1)[0] ?? "";
  const times = (delimiter: string) => line.split(delimiter).length;
  return [...DELIMITERS].sort((a, b) => times(b) - times(a))[0] ?? ",";
}

/** Reads as much of a file as its first line may have. */
export async function delimiterOf(file: File): Promise<string> {
  return likelyDelimiter(await file.slice(0, 8192).text());
}

/** The first column whose name begins with one of these words, marks and case aside; the words are tried in their order. */
export function likelyColumn(columns: readonly string[], words: readonly string[]): string {
  const plain = columns.map((column) => withoutMarks(column).replace(/[^a-z0-9]+/gu, "_"));
  for (const word of words) {
    const exact = plain.indexOf(word);
    const at = exact === -1 ? plain.findIndex((column) => column.startsWith(`${word}_`)) : exact;
    if (at !== -1) return columns[at] ?? "";
  }
  return "";
}
