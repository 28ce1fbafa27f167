/** What `/api/v1` says, as the server documents it in `/api/openapi.json`. One file, so that a generated one can take its place. */

export type Role = "hub" | "clerk" | "clerk-lead" | "terminology-admin" | "auditor" | "admin";

export interface Session {
  username: string;
  displayName: string;
  roles: Role[];
  csrf: { header: string; token: string };
}

export interface PersonSearch {
  name?: string;
  /** ISO 8601, possibly partial: 1975, 1975-04 or 1975-04-30. */
  birthDate?: string;
  identifier?: string;
  phone?: string;
  limit?: number;
}

export interface PersonSummary {
  enterpriseId: string;
  name?: string;
  birthDate?: string;
  gender?: string;
  /** Masked by the server. */
  nationalId?: string;
  address?: string;
  sourceCount: number;
  facilities: string[];
  /** In [0, 1]. */
  score?: number;
  grade?: string;
}

export interface PersonSearchResult {
  total: number;
  more: boolean;
  items: PersonSummary[];
}

export interface GoldenValue {
  field: string;
  value: string;
  sourceId?: string;
  facility?: string;
  rule?: string;
}

export interface SourceLink {
  decidedBy?: string;
  at?: string;
  modelVersion?: string;
  /** Match weight in bits. */
  weight?: number;
  /** The source record that this one was linked with. */
  with?: string;
}

export interface SourceRecord {
  sourceId: string;
  facility: string;
  mrn?: string;
  recordedAt?: string;
  receivedAt?: string;
  version?: number | string;
  fields: Record<string, string>;
  /** Hidden columns that say something else than the person's value. */
  differing?: string[];
  link?: SourceLink;
}

export interface HistoryEvent {
  at: string;
  event: string;
  by?: string;
  /** The source record that came or went, whose it is and the end of its number. */
  detail?: string;
  facility?: string;
  mrn?: string;
  /** The person it came to. */
  person?: string;
  /** The person it was with before. */
  previous?: string;
  /** The number of the change that it was part of, and what somebody decided in it; absent where the engine did. */
  change?: number;
  kind?: string;
  reason?: string;
  note?: string;
}

export interface Person {
  enterpriseId: string;
  status: string;
  replacedBy?: string;
  golden: GoldenValue[];
  sources: SourceRecord[];
  history: HistoryEvent[];
  /** Columns of which only the ends are shown. */
  hidden?: string[];
}

/** One field of a person in full. */
export interface UnmaskedField {
  field: string;
  golden?: string;
  /** What each record says, by its id. */
  sources: Record<string, string>;
}

export interface ExplainedComparison {
  comparison: string;
  level: number | string;
  levelLabel?: string;
  /** The comparison's whole part of the total, in bits: log2(m/u) of the level and what the frequency of the value adds. */
  bits: number;
  /** How much of `bits` is due to the frequency of the value; 0 where the comparison has no such part. */
  termFrequencyBits?: number;
  a?: string;
  b?: string;
}

export interface Explanation {
  priorBits: number;
  totalBits: number;
  /** In [0, 1]. */
  probability: number;
  decision: string;
  modelVersion: string;
  /** Match weights in bits. */
  thresholds: { review: number; link: number };
  comparisons: ExplainedComparison[];
  veto?: string;
}

export interface Release {
  system: string;
  version: string;
}

export interface CodeSystem {
  system: string;
  name: string;
  version: string;
  concepts: number;
  status: string;
}

export interface Designation {
  language?: string;
  value: string;
}

export interface CodeSearch {
  system: string;
  version?: string;
  text: string;
  limit: number;
  offset: number;
}

export interface CodeHit {
  code: string;
  display: string;
  designations?: Designation[];
}

export interface CodeSearchResult {
  total: number;
  items: CodeHit[];
  release: Release;
}

export interface CodeQuestion {
  system: string;
  version?: string;
  code: string;
}

export interface Concept {
  code: string;
  display: string;
  designations: Designation[];
  properties: { name: string; value: string }[];
  parents: NamedCode[];
  /** How many codes are right below it. */
  children: number;
  release: Release;
}

export interface NamedCode {
  code: string;
  display: string;
}

export interface ChildrenQuestion {
  system: string;
  version?: string;
  /** Absent for the codes that stand under none. */
  code?: string;
  limit: number;
  offset: number;
}

export interface ChildCode extends CodeHit {
  children: number;
  active: boolean;
}

export interface Children {
  hierarchy: boolean;
  /** From the top to the code that was asked about. */
  path: NamedCode[];
  total: number;
  items: ChildCode[];
  release: Release;
}

export interface AccessEvent {
  at: string;
  actor: string;
  client?: string;
  role?: string;
  action: string;
  purpose?: string;
  outcome: string;
  /** The source record that it was about, or the field of a task that was shown in full. */
  about?: string;
}

/** RFC 9457; `code` is the server's stable error name. */
export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  /** Of `detail`, where the server says it. */
  language?: string;
  code?: string;
  messageKey?: string;
}

export type TaskType = "overlay" | "id-conflict" | "duplicate" | "link" | "id-check" | "data-quality";
export type TaskState = "new" | "assigned" | "in-review" | "deferred" | "waiting-for-hospital" | "second-review" | "resolved" | "reopened";
/** What may be answered to a task's question. */
export type Verdict = "same" | "different" | "split" | "wrong-identifier" | "accept" | "correction" | "reject" | "dismiss";

export interface Task {
  id: string;
  type: TaskType;
  state: TaskState;
  /** To be given with the next step. */
  version: number;
  source: string;
  otherSource?: string;
  person: string;
  otherPerson?: string;
  facilities: string[];
  /** What the engine thought of the pair, in bits. */
  weight: number;
  cause: string;
  openedAt: string;
  updatedAt: string;
  assignee?: string;
  until?: string;
  escalated: boolean;
  asked?: string;
  reason?: string;
  note?: string;
  firstBy?: string;
  outcome?: string;
  decidedBy?: string;
  change?: number;
  answers: Verdict[];
}

export interface TaskFilter {
  types: TaskType[];
  states: TaskState[];
  facility?: string;
  assignee?: string;
  /** Without tasks in which this user was the first of two to decide. */
  undecidedBy?: string;
  openedBefore?: string;
  gravestFirst: boolean;
}

export interface TaskPage {
  items: Task[];
  /** On the first page only. */
  total?: number;
  next?: string;
}

export interface TaskCount {
  type: TaskType;
  state: TaskState;
  count: number;
}

export interface TaskFigures {
  days: { day: string; opened: number; resolved: number }[];
  open: number;
  olderThanWeek: number;
  oldest?: string;
  mine: number;
  resolvedTodayByMe: number;
  medianSeconds?: number;
  backlogDays?: number;
}

/** Letters next to each other that are alike in this; `MISSING` stand in the first record only. */
export interface Piece {
  text: string;
  part: "SAME" | "DIFFERS" | "MISSING";
}

export type DifferenceKind = "same" | "writing" | "tone-place" | "marks" | "letters" | "absent";

export interface ComparedCell {
  pieces: Piece[];
  normalised?: string;
  /** Against the first record; absent for it. */
  difference?: DifferenceKind;
  marks: string[];
}

export interface ComparedRow {
  field: string;
  comparison?: string;
  /** Hidden by the server but for the ends. */
  masked: boolean;
  shown: number;
  of: number;
  cells: ComparedCell[];
}

export interface ComparedRecord {
  sourceId: string;
  version: number;
  person: string;
  facility: string;
  recordedAt?: string;
  receivedAt: string;
  subject: boolean;
  held: boolean;
  evidence?: Explanation;
}

export interface TaskComparison {
  task: Task;
  records: ComparedRecord[];
  rows: ComparedRow[];
  more: number;
}

export interface PersonChange {
  enterpriseId: string;
  effect: "founded" | "changed" | "superseded" | "restored";
  replacedBy?: string;
  before: string[];
  after: string[];
  golden: { field: string; before?: string; after?: string }[];
}

export interface Consequences {
  kind: string;
  /** The number of the decision, by which it can be undone. */
  change?: number;
  /** The task in which a second person has to say so too. */
  task?: string;
  persons: PersonChange[];
  moved: { sourceId: string; facility: string; from: string; to: string }[];
  facilitiesTold: string[];
  overrides: number[];
  needsSecondPerson: boolean;
  basis: string;
}

/** What somebody says in a task. Ids and versions only: what they mean, the server knows. */
export interface TaskStep {
  version: number;
  verdict?: Verdict;
  until?: string;
  reason?: string;
  note?: string;
  basis?: string;
  groups?: string[][];
  source?: string;
  column?: string;
}

export type TaskStepName = "take" | "review" | "release" | "defer" | "escalate" | "ask-hospital";

export interface Decision {
  kind: "merge" | "separate" | "split" | "move" | "unmerge" | "undo";
  person?: string;
  other?: string;
  source?: string;
  groups?: string[][];
  change?: number;
  reason?: string;
  note?: string;
  basis?: string;
}
