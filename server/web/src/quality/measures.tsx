import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import type { Definition, FacilityQuality } from "./quality";

/** The measures that a table of hospitals shows, as the server names them. */
export const MEASURES = [
  "messages",
  "errorPercent",
  "p95Millis",
  "minutesSinceLast",
  "profilePercent",
  "firstOfJanuaryPercent",
  "duplicatesPerThousand",
  "overlaysPerTenThousand",
  "autoLinkPercent",
  "reviewPercent",
  "unmergePercent",
] as const;
export type Measure = (typeof MEASURES)[number];

export function valueOf(measure: Measure, of: FacilityQuality): number | undefined {
  if (measure === "messages") return of.measures.taken + of.measures.refused;
  if (measure === "minutesSinceLast") return of.minutesSinceLast;
  return of.measures[measure];
}

/** A number of a measure as people read it, with its unit; a dash for what is a share of nothing. */
export function useMeasured() {
  const { text, language } = useWords();
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  return (measure: Measure, value: number | undefined): string => {
    if (value === undefined) return text("value.none");
    switch (measure) {
      case "messages":
        return shownCount(value, language);
      case "p95Millis":
        return text("quality.millis", { value: shownCount(value, language) });
      case "minutesSinceLast":
        return shownMinutes(value, text);
      case "duplicatesPerThousand":
      case "overlaysPerTenThousand":
        return decimal.format(value);
      default:
        return text("quality.percent", { value: decimal.format(value) });
    }
  };
}

const HOUR = 60;
const DAY = 24 * HOUR;

function shownMinutes(minutes: number, text: ReturnType<typeof useWords>["text"]): string {
  if (minutes < HOUR) return text("age.minutes", { count: minutes });
  return minutes < 2 * DAY ? text("age.hours", { count: Math.floor(minutes / HOUR) }) : text("age.days", { count: Math.floor(minutes / DAY) });
}

/** What a measure is of, in the server's own words. */
export function useDefinition(definitions: readonly Definition[]) {
  const { language } = useWords();
  return (measure: string): string => definitions.find((one) => one.measure === measure)?.[language] ?? measure;
}
