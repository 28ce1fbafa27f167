import type { ListRelease, ReleaseState, StepName } from "../api/terminology";
import { withoutMarks } from "../text/unicode";
import type { Tone } from "../ui/Badge";
import type { IconName } from "../ui/Icon";

export const STATES: readonly ReleaseState[] = ["draft", "validated", "approved", "scheduled", "active", "retired"];

/** Those that wait for somebody to do something. */
export const WAITING: readonly ReleaseState[] = ["draft", "validated", "approved"];

export const SIGNS: Record<ReleaseState, { tone: Tone; icon: IconName }> = {
  draft: { tone: "quiet", icon: "empty" },
  validated: { tone: "waiting", icon: "people" },
  approved: { tone: "calm", icon: "same" },
  scheduled: { tone: "calm", icon: "clock" },
  active: { tone: "strong", icon: "same" },
  retired: { tone: "quiet", icon: "lock" },
};

/** All releases of one list, value set or map. */
export interface ListOfReleases {
  system: string;
  type: ListRelease["type"];
  name: string;
  releases: ListRelease[];
  inForce: ListRelease | undefined;
}

/** What is still to come first, then what is in force, then what was, the latest first. */
const ORDER: readonly ReleaseState[] = ["draft", "validated", "approved", "scheduled", "active", "retired"];

export function byList(releases: readonly ListRelease[]): ListOfReleases[] {
  const lists = new Map<string, ListRelease[]>();
  for (const release of releases) lists.set(`${release.type} ${release.system}`, [...(lists.get(`${release.type} ${release.system}`) ?? []), release]);
  const collator = new Intl.Collator("vi");
  return [...lists.values()]
    .map((all) => {
      const sorted = [...all].sort(
        (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (b.from ?? "").localeCompare(a.from ?? "") || collator.compare(b.version, a.version),
      );
      const inForce = sorted.find(({ state }) => state === "active");
      const named = inForce ?? sorted[0];
      return { system: named?.system ?? "", type: named?.type ?? "CodeSystem", name: named?.name ?? "", releases: sorted, inForce };
    })
    .sort((a, b) => collator.compare(a.name, b.name) || a.system.localeCompare(b.system));
}

/** Whether all words are in its name, its address or what its releases say of themselves, marks aside. */
export function fits(list: ListOfReleases, words: string): boolean {
  const all = withoutMarks([list.system, ...list.releases.flatMap(({ name, version, publisher, decision }) => [name, version, publisher, decision])].join(" "));
  return withoutMarks(words)
    .split(/\s+/u)
    .every((word) => all.includes(word));
}

/** What is done with a release next; why not, where its reader may not. */
export interface NextStep {
  name: StepName;
  blocked?: "own" | "second";
}

export function nextStep(release: ListRelease, username: string, isTerminologyAdmin: boolean): NextStep | undefined {
  switch (release.state) {
    case "draft":
      return isTerminologyAdmin ? { name: "validate" } : undefined;
    case "validated":
      // Value sets and maps take no second person.
      if (release.type !== "CodeSystem") return isTerminologyAdmin ? { name: "activate" } : undefined;
      return release.validatedBy === username ? { name: "approve", blocked: "own" } : { name: "approve" };
    case "approved":
      return isTerminologyAdmin ? { name: "activate" } : undefined;
    case "scheduled":
    case "active":
      return isTerminologyAdmin ? { name: "retire" } : undefined;
    case "retired":
      return undefined;
  }
}

/** What a release is compared with, unless somebody says otherwise: the one in force, or else the one before it. */
export function pairOf(list: ListOfReleases): { before: string; after: string } | undefined {
  const waiting = list.releases.find(({ state }) => WAITING.includes(state) || state === "scheduled");
  const former = list.releases.find(({ state }) => state === "retired");
  if (waiting !== undefined && list.inForce !== undefined) return { before: list.inForce.version, after: waiting.version };
  if (list.inForce !== undefined && former !== undefined) return { before: former.version, after: list.inForce.version };
  const [after, before] = list.releases;
  return after === undefined || before === undefined ? undefined : { before: before.version, after: after.version };
}
