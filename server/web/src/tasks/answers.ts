import type { Task, TaskComparison, TaskStepName, Verdict } from "../api/types";

/** What a clerk can do with a task: answer its question, or leave it for later, for the hospital or for a lead. */
export type Action = Verdict | "defer" | "ask-hospital" | "escalate";

export const STEPS: Partial<Record<Action, TaskStepName>> = { defer: "defer", "ask-hospital": "ask-hospital", escalate: "escalate" };

/** The key of each action is its place, the same on every kind of task. */
const KEYS: Record<Action, number> = {
  same: 1,
  correction: 1,
  dismiss: 1,
  different: 2,
  accept: 2,
  split: 3,
  reject: 3,
  defer: 4,
  "ask-hospital": 5,
  "wrong-identifier": 6,
  escalate: 7,
};

export interface Choosable {
  action: Action;
  digit: number;
  /** Why it cannot be chosen now; a key of the family `compared`. */
  blocked?: "one_person" | "two_persons" | "too_many" | "decided_first" | "no_number";
}

/** What may be done with the task, in the order of its keys. */
export function actionsOf(task: Task, comparison: TaskComparison, username: string): Choosable[] {
  const isOnePerson = task.otherPerson === task.person;
  const isSecond = task.firstBy !== undefined;
  const actions: Action[] = [...task.answers, "ask-hospital", "escalate"];
  if (!isSecond) actions.push("defer");
  return actions
    .map((action): Choosable => {
      const choosable = { action, digit: KEYS[action] };
      if (isSecond && task.firstBy === username && action !== "escalate") return { ...choosable, blocked: "decided_first" };
      if (action === "different" && isOnePerson) return { ...choosable, blocked: "one_person" };
      if (action === "split" && !isOnePerson) return { ...choosable, blocked: "two_persons" };
      if (action === "split" && comparison.more > 0) return { ...choosable, blocked: "too_many" };
      if (action === "wrong-identifier" && numbersOf(comparison).length === 0) return { ...choosable, blocked: "no_number" };
      return choosable;
    })
    .filter(({ action }) => !(isSecond && action === "ask-hospital"))
    .sort((a, b) => a.digit - b.digit);
}

/** Codes of reasons that fit an action, the likeliest first; their digits are their places. */
export const REASONS: Record<Action, readonly string[]> = {
  same: ["same-card", "same-history", "duplicate-registration", "confirmed-by-hospital", "confirmed-by-patient", "other"],
  different: ["namesakes", "twins", "relatives-card", "newborn-on-mothers-number", "confirmed-by-hospital", "confirmed-by-patient", "other"],
  split: ["record-reused", "namesakes", "twins", "relatives-card", "decided-wrongly", "other"],
  "wrong-identifier": ["relatives-card", "newborn-on-mothers-number", "mistyped-number", "record-reused", "confirmed-by-hospital", "other"],
  accept: ["another-patient", "record-reused", "confirmed-by-hospital", "other"],
  correction: ["typing-corrected", "confirmed-by-hospital", "confirmed-by-patient", "other"],
  reject: ["another-patient", "mistyped-number", "confirmed-by-hospital", "other"],
  dismiss: ["typing-corrected", "confirmed-by-hospital", "other"],
  defer: ["needs-hospital", "needs-lead", "other"],
  "ask-hospital": ["needs-hospital", "mistyped-number", "record-reused", "other"],
  escalate: ["needs-lead", "other"],
};

/** Columns whose number can be found not to be the patient's. */
const NUMBERS = ["national_id", "insurance_no", "phone"];

/** The numbers of the task's own records. */
export function numbersOf(comparison: TaskComparison): { source: string; column: string; record: number }[] {
  return comparison.rows
    .filter((row) => NUMBERS.includes(row.field))
    .flatMap((row) =>
      comparison.records.flatMap((record, index) =>
        record.subject && !record.held && (row.cells[index]?.pieces.length ?? 0) > 0 && !row.cells[index]?.marks.includes("wrong")
          ? [{ source: record.sourceId, column: row.field, record: index }]
          : [],
      ),
    );
}

/** A, B, C: how people name the columns when they speak of them. */
export function letterOf(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}

/** What is said and not sent yet. It outlives a refusal: nothing that was written is lost. */
export interface Draft {
  action?: Action;
  reason?: string;
  note: string;
  /** For a split: the group of each record, by its place. */
  groups: Record<string, number>;
  source?: string;
  column?: string;
  days: number;
}

export const EMPTY_DRAFT: Draft = { note: "", groups: {}, days: 1 };

/** The records that a split parts. */
export function ownRecords(comparison: TaskComparison): string[] {
  return comparison.records.filter(({ person }) => person === comparison.task.person).map(({ sourceId }) => sourceId);
}
