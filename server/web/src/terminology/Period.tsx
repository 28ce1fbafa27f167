import type { ListRelease } from "../api/terminology";
import { useWords } from "../i18n";
import { readIsoDate, shownDate } from "../text/dates";

export function dayShown(iso: string): string {
  const date = readIsoDate(iso);
  return date === undefined ? iso : shownDate(date);
}

/** From which day to which a release applies, as far as that is said. */
export function Period({ release }: { release: ListRelease }) {
  const { text } = useWords();
  const { from, to } = release;
  if (from === undefined && to === undefined) return text(release.state === "active" ? "terminology.everyDay" : "value.none");
  if (to === undefined) return text("terminology.since", { from: dayShown(from ?? "") });
  if (from === undefined) return text("terminology.until", { to: dayShown(to) });
  return text("terminology.fromTo", { from: dayShown(from), to: dayShown(to) });
}
