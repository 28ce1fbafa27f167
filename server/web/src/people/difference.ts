import { isoDate, readRecordedDate } from "../text/dates";
import { withoutMarks } from "../text/unicode";
import { sexOf } from "./sex";

/** How far a source's value is from the one chosen for the person, nearest first. */
export type Difference = "same" | "writing" | "marks" | "lessPrecise" | "different" | "absent";

/** The five tones, as combining characters: grave, acute, tilde, hook above, dot below. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;

function bare(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s.,;:/\-'’]+/gu, " ")
    .trim();
}

/** Each syllable with its tones moved to its end, so that hòa and hoà, thúy and thuý are one writing. */
function toneAtEnd(text: string): string {
  return bare(text)
    .split(" ")
    .map((syllable) => {
      const letters = syllable.normalize("NFD");
      return letters.replace(TONES, "") + (letters.match(TONES) ?? []).join("");
    })
    .join(" ");
}

/**
 * Compares what a source wrote with the person's value. `writing`: case, spaces, punctuation or the place of the tone mark;
 * `marks`: tone marks or diacritics missing or other ones; `different`: other letters or digits.
 */
export function differenceOf(source: string | undefined, golden: string | undefined): Difference {
  if (source === undefined || bare(source) === "") return "absent";
  if (golden === undefined) return "different";
  if (source.normalize("NFC") === golden.normalize("NFC")) return "same";
  if (toneAtEnd(source) === toneAtEnd(golden)) return "writing";
  return withoutMarks(bare(source)) === withoutMarks(bare(golden)) ? "marks" : "different";
}

/** The same for a field whose values have a meaning that its spelling hides: a date by its days, a sex by its codes. */
export function fieldDifference(field: string, source: string | undefined, golden: string | undefined): Difference {
  const difference = differenceOf(source, golden);
  if (difference !== "different" || source === undefined || golden === undefined) return difference;
  if (field === "gender") return sexOf(source) === sexOf(golden) ? "same" : "different";
  if (field === "birth_date") return dateDifference(source, golden);
  return difference;
}

function dateDifference(source: string, golden: string): Difference {
  const read = readRecordedDate(source);
  const known = readRecordedDate(golden);
  if (read === undefined || known === undefined) return "different";
  if (isoDate(read) === isoDate(known)) return "same";
  return isoDate(known).startsWith(isoDate(read)) ? "lessPrecise" : "different";
}
