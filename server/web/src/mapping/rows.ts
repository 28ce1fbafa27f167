import type { MappingRow } from "../api/terminology";
import type { Tone } from "../ui/Badge";
import type { IconName } from "../ui/Icon";

/** What the list of rows may be narrowed to. */
export const FILTERS = ["mine", "open", "decided", "disputed", "agreed", "all"] as const;
export type Filter = (typeof FILTERS)[number];

export const ORDERS = ["uses", "list"] as const;
export type Order = (typeof ORDERS)[number];

/** Whether this reader has still to say something of it. */
export function needsMe(row: MappingRow): boolean {
  return row.own === undefined && row.state !== "agreed";
}

export function chosenRows(rows: readonly MappingRow[], filter: Filter, order: Order): number[] {
  const fits = (row: MappingRow) => filter === "all" || (filter === "mine" ? needsMe(row) : row.state === filter);
  const chosen = rows.filter(fits);
  if (order === "uses") chosen.sort((a, b) => b.uses - a.uses || a.row - b.row);
  return chosen.map(({ row }) => row);
}

export const SIGNS: Record<MappingRow["state"], { tone: Tone; icon: IconName }> = {
  open: { tone: "quiet", icon: "empty" },
  decided: { tone: "calm", icon: "person" },
  disputed: { tone: "waiting", icon: "different" },
  agreed: { tone: "strong", icon: "people" },
};
