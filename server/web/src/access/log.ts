import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/questions";

/** An entry of the access log; of a list the person's id is hidden but for its end, and address and request are not there. */
export interface LogEntry {
  position: number;
  at: string;
  actor: string;
  client: string;
  organization: string;
  role: string;
  action: string;
  purpose: string;
  outcome: string;
  question: string;
  person?: string;
  about?: string;
  address?: string;
  requestId?: string;
}

export interface Verification {
  intact: boolean;
  entries: number;
  signedTo: number;
  checkpoints: number;
  findings: { kind: string; from: number; to: number }[];
}

export interface LogStanding {
  entries: number;
  checkpointEverySeconds: number;
  checkpoint?: { position: number; at: string; ageSeconds: number; hash: string };
  checked?: { at: string; verification: Verification };
  share: { days: number; entries: number; denied: number; deniedPercent?: number };
  emergencies: { waiting: number; overdue: number; oldestDueAt?: string };
}

export interface Emergency {
  number: number;
  user: string;
  client: string;
  person: string;
  reason: string;
  openedAt: string;
  dueAt: string;
  justified?: boolean;
  reviewedBy?: string;
  reviewedAt?: string;
}

export const FILTERS = ["person", "user", "client", "facility", "purpose", "action", "outcome", "from", "before"] as const;
export type LogFilter = Partial<Record<(typeof FILTERS)[number], string>>;

export const ENTRIES_PER_PAGE = 50;

export function useLogEntries(filter: LogFilter, offset: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["log-entries", filter, offset],
    queryFn: () => {
      const question = new URLSearchParams({ offset: String(offset), limit: String(ENTRIES_PER_PAGE) });
      for (const [name, value] of Object.entries(filter)) if (value !== "") question.set(name, value);
      return api.get<{ total: number; items: LogEntry[] }>(`/api/v1/access-log/entries?${question}`);
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** Each call is itself an entry of the log. */
export function useLogEntry() {
  const api = useApi();
  return useMutation({ mutationFn: (position: number) => api.get<LogEntry>(`/api/v1/access-log/entries/${position}`) });
}

export function useLogStanding() {
  const api = useApi();
  return useQuery({ queryKey: ["log-standing"], queryFn: () => api.get<LogStanding>("/api/v1/access-log/standing"), refetchInterval: 60_000 });
}

export function useVerification() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<Verification>("/api/v1/access-log/verify"),
    onSuccess: () => client.invalidateQueries({ queryKey: ["log-standing"] }),
  });
}

export function useEmergencies(state: "waiting" | "reviewed") {
  const api = useApi();
  return useQuery({
    queryKey: ["emergencies", state],
    queryFn: () => api.get<{ items: Emergency[] }>(`/api/v1/break-glass?state=${state}`),
  });
}

export function useEmergencyReview() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ number, justified }: { number: number; justified: boolean }) =>
      api.post<void>(`/api/v1/break-glass/${number}/review`, { justified }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["emergencies"] });
      void client.invalidateQueries({ queryKey: ["log-standing"] });
    },
  });
}
