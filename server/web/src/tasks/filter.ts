import type { Task, TaskFilter, TaskState, TaskType } from "../api/types";

/** Gravest first, as the server orders them. */
export const TYPES: readonly TaskType[] = ["overlay", "id-conflict", "duplicate", "link", "id-check", "data-quality"];

/** What a list may be narrowed to. `open` is all that is not resolved, but for what waits for another person than its reader. */
export const STATES = ["open", "ready", "taken", "second-review", "waiting", "resolved"] as const;
export type StateChoice = (typeof STATES)[number];

const STATES_OF: Record<StateChoice, readonly TaskState[]> = {
  open: [],
  ready: ["new", "reopened"],
  taken: ["assigned", "in-review"],
  "second-review": ["second-review"],
  waiting: ["deferred", "waiting-for-hospital"],
  resolved: ["resolved"],
};

/** At least so many days old. */
export const AGES_DAYS = [0, 1, 7, 30] as const;

/** What stands in the address: kinds of tasks, a hospital's code, an age; never anything about a patient. */
export interface Filter {
  types: readonly TaskType[];
  state: StateChoice;
  facility: string;
  ageDays: number;
  mine: boolean;
  order: "gravest" | "oldest";
}

export function readFilter(address: URLSearchParams): Filter {
  const state = STATES.find((choice) => choice === address.get("state")) ?? "open";
  const age = Number(address.get("age"));
  return {
    types: TYPES.filter((type) => address.getAll("type").includes(type)),
    state,
    facility: address.get("facility") ?? "",
    ageDays: AGES_DAYS.find((days) => days === age) ?? 0,
    mine: address.get("mine") === "yes",
    order: address.get("order") === "oldest" ? "oldest" : "gravest",
  };
}

export function writeFilter(filter: Filter): URLSearchParams {
  const address = new URLSearchParams();
  for (const type of filter.types) address.append("type", type);
  if (filter.state !== "open") address.set("state", filter.state);
  if (filter.facility !== "") address.set("facility", filter.facility);
  if (filter.ageDays !== 0) address.set("age", String(filter.ageDays));
  if (filter.mine) address.set("mine", "yes");
  if (filter.order !== "gravest") address.set("order", filter.order);
  return address;
}

const DAY_MILLIS = 86_400_000;

/** @param today its beginning, so that the question stays the same while somebody works */
export function questionOf(filter: Filter, username: string, now: Date): TaskFilter {
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  return {
    types: [...filter.types],
    states: [...STATES_OF[filter.state]],
    gravestFirst: filter.order === "gravest",
    ...(filter.facility === "" ? {} : { facility: filter.facility }),
    ...(filter.state === "open" ? { undecidedBy: username } : {}),
    ...(filter.mine ? { assignee: username } : {}),
    ...(filter.ageDays === 0 ? {} : { openedBefore: new Date(hour.getTime() - filter.ageDays * DAY_MILLIS).toISOString() }),
  };
}

/** Whether somebody else has it now. */
export function isHeldByOther(task: Task, username: string, now: Date): boolean {
  return task.assignee !== undefined && task.assignee !== username && task.until !== undefined && new Date(task.until) > now;
}

/** Whether it can be worked on: not waiting for anybody else. */
export function isReady(task: Task, username: string, now: Date): boolean {
  const waits = task.state === "deferred" || task.state === "waiting-for-hospital" || task.state === "resolved";
  return !waits && !isHeldByOther(task, username, now) && task.firstBy !== username;
}
