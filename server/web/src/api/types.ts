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
  link?: SourceLink;
}

export interface HistoryEvent {
  at: string;
  event: string;
  by?: string;
  /** The source record that came or went. */
  detail?: string;
  /** The person it came to. */
  person?: string;
  /** The person it was with before. */
  previous?: string;
}

export interface Person {
  enterpriseId: string;
  status: string;
  replacedBy?: string;
  golden: GoldenValue[];
  sources: SourceRecord[];
  history: HistoryEvent[];
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
}

/** RFC 9457; `code` is the server's stable error name. */
export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  code?: string;
  messageKey?: string;
}
