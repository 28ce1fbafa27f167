import { withoutMarks } from "../text/unicode";

/** A stretch of a text, and whether the reader's words are in it. The stretches joined are the text. */
export interface Stretch {
  text: string;
  hit: boolean;
}

/** Marks where the words of `query` stand in `text`, whatever their case and tone marks. */
export function highlight(text: string, query: string): Stretch[] {
  const letters = [...text.normalize("NFC")];
  const words = withoutMarks(query).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const bare = letters.map((letter) => withoutMarks(letter));
  const hits = letters.map(() => false);
  for (const word of words) {
    for (let start = 0; start < letters.length; start++) {
      if (isInsideWord(bare, start)) continue;
      const end = endOfWord(bare, start, word);
      if (end !== undefined) hits.fill(true, start, end);
    }
  }
  const stretches: Stretch[] = [];
  letters.forEach((letter, index) => {
    const hit = hits[index] ?? false;
    const last = stretches.at(-1);
    if (last !== undefined && last.hit === hit) last.text += letter;
    else stretches.push({ text: letter, hit });
  });
  return stretches;
}

function isInsideWord(bare: readonly string[], at: number): boolean {
  return at > 0 && /[\p{L}\p{N}]/u.test(bare[at - 1] ?? "");
}

/** Where `word` ends if it begins at `start`. */
function endOfWord(bare: readonly string[], start: number, word: string): number | undefined {
  let matched = "";
  for (let at = start; at < bare.length && matched.length < word.length; at++) {
    matched += bare[at];
    if (!word.startsWith(matched)) return undefined;
    if (matched === word) return at + 1;
  }
  return undefined;
}
