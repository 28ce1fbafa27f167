import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/questions";
import type { Explanation } from "../api/types";

/** In bits: from `link` on a pair is one person, from `review` on a clerk is asked. */
export interface Thresholds {
  review: number;
  link: number;
}

export interface WeightBin {
  /** The weights are this or more, and less than one more. */
  bits: number;
  linked: number;
  review: number;
  heldApart: number;
}

export interface Weights {
  model: string;
  thresholds: Thresholds;
  simulated: Thresholds;
  bins: WeightBin[];
  moves: { linkedStay: number; linkedToReview: number; linkedParted: number; reviewToLink: number; reviewStay: number; reviewDropped: number; heldApart: number };
  load: { days: number; present: number; simulated: number };
}

export interface Reviews {
  calibration: { bits: number; pairs: number; same: number; expected: number; share: number; low: number; high: number }[];
  agreement: { days: number; tasks: number; agreed: number; kappa?: number; answers: { first: string; second: string; tasks: number }[] };
  accuracy: { clerk: string; pairs: number; right: number; otherwise: number; share?: number; low?: number; high?: number }[];
}

export interface Levels {
  model: string;
  items: { comparison: string; level: string; m: number; u: number; bits: number }[];
}

export interface Run {
  run: number;
  kind: "rehearsal" | "activation";
  model: string;
  against: string;
  state: "running" | "done" | "failed";
  phase: string;
  records: number;
  joins: number;
  splits: number;
  reviews: number;
  changes: number;
  startedBy: string;
  secondBy?: string;
  startedAt: string;
  updatedAt: string;
  failure?: string;
  summary: string;
}

export interface Models {
  inUse: string;
  shipped: string;
  models: { version: string; addedBy: string; addedAt: string; proposedBy?: string }[];
  runs: Run[];
}

export type FindingKind = "join" | "split" | "review";

export interface Finding {
  finding: number;
  kind: FindingKind;
  persons: string[];
  groups: string[][];
  source: string;
  otherSource: string;
  weightBefore: number;
  weightAfter: number;
}

const RUNNING_LOOK_MILLIS = 3_000;

export function useWeights(simulated: Partial<Thresholds>) {
  const api = useApi();
  return useQuery({
    queryKey: ["weights", simulated],
    queryFn: () => {
      const question = new URLSearchParams();
      if (simulated.review !== undefined) question.set("review", String(simulated.review));
      if (simulated.link !== undefined) question.set("link", String(simulated.link));
      return api.get<Weights>(`/api/v1/matching/weights?${question}`);
    },
    placeholderData: keepPreviousData,
  });
}

export function useReviews() {
  const api = useApi();
  return useQuery({ queryKey: ["matching-reviews"], queryFn: () => api.get<Reviews>("/api/v1/matching/reviews") });
}

export function useLevels() {
  const api = useApi();
  return useQuery({ queryKey: ["matching-levels"], queryFn: () => api.get<Levels>("/api/v1/matching/levels") });
}

export function useModels() {
  const api = useApi();
  return useQuery({
    queryKey: ["models"],
    queryFn: () => api.get<Models>("/api/v1/models"),
    refetchInterval: (query) => (query.state.data?.runs.some((run) => run.state === "running") ? RUNNING_LOOK_MILLIS : false),
  });
}

export function useRun(run: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["model-run", run],
    queryFn: () => api.get<Run>(`/api/v1/models/runs/${run}`),
    refetchInterval: (query) => (query.state.data?.state === "running" ? RUNNING_LOOK_MILLIS : false),
  });
}

export function useFindings(run: number, kind: FindingKind | undefined, after: number | undefined, isDone: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["model-findings", run, kind, after],
    queryFn: () => {
      const question = new URLSearchParams({ limit: "50" });
      if (kind !== undefined) question.set("kind", kind);
      if (after !== undefined) question.set("after", String(after));
      return api.get<{ items: Finding[]; next?: number }>(`/api/v1/models/runs/${run}/findings?${question}`);
    },
    enabled: isDone,
    placeholderData: keepPreviousData,
  });
}

/** The evidence of a finding, by the model in use and by the one that was tried; for leads, and in the access log. */
export function useFinding(run: number) {
  const api = useApi();
  return useMutation({
    mutationFn: (finding: number) => api.get<{ finding: Finding; before: Explanation; after: Explanation }>(`/api/v1/models/runs/${run}/findings/${finding}`),
  });
}

export function useModelStep() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ step, version }: { step: "rehearse" | "activate"; version: string }) => api.post<unknown>(`/api/v1/models/${step}`, { version }),
    onSettled: () => client.invalidateQueries({ queryKey: ["models"] }),
  });
}
