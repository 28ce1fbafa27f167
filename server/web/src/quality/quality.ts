import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/questions";

export interface Measured {
  taken: number;
  refused: number;
  errorPercent?: number;
  p95Millis?: number;
  versions: number;
  created: number;
  updates: number;
  removals: number;
  completeness: Record<string, number>;
  validity: Record<string, { said: number; valid: number; percent: number }>;
  failures: Record<string, number>;
  firstOfJanuaryPercent?: number;
  duplicatesPerThousand?: number;
  overlaysPerTenThousand?: number;
  autoLinkPercent?: number;
  reviewPercent?: number;
  unmergePercent?: number;
  profilePercent?: number;
}

export interface FacilityQuality {
  facility: string;
  lastAt?: string;
  minutesSinceLast?: number;
  measures: Measured;
  days?: { day: string; taken: number; refused: number }[];
}

export interface Definition {
  measure: string;
  unit: string;
  vi: string;
  en: string;
}

export interface QualityPage {
  from: string;
  to: string;
  waiting: number;
  firstOfJanuaryExpectedPercent: number;
  facilities: FacilityQuality[];
  definitions: Definition[];
}

export interface QualityTrend {
  from: string;
  to: string;
  waiting: number;
  firstOfJanuaryExpectedPercent: number;
  whole: FacilityQuality;
  days: { day: string; measures: Measured }[];
  profile: { name: string; fields: number; inReach: number; items: { field: string; column?: string; reach: string; vi: string; en: string; percent?: number }[] };
  definitions: Definition[];
}

export interface Failures {
  items: { source: string; version: number; rule: string; at: string }[];
  rules: { rule: string; vi: string; en: string }[];
}

export interface RefusedMessage {
  number: number;
  application: string;
  facility: string;
  controlId: string;
  event: string;
  receivedAt: string;
  lastAt: string;
  times: number;
  condition: string;
  errorCode: string;
  place?: string;
  diagnostic: string;
  state: "refused" | "taken" | "dismissed";
  settledBy?: string;
}

export function useQuality(from: string, to: string) {
  const api = useApi();
  return useQuery({ queryKey: ["quality", from, to], queryFn: () => api.get<QualityPage>(`/api/v1/quality?${new URLSearchParams({ from, to })}`) });
}

export function useFacilityQuality(facility: string, from: string, to: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["quality", facility, from, to],
    queryFn: () => api.get<QualityTrend>(`/api/v1/quality/${encodeURIComponent(facility)}?${new URLSearchParams({ from, to })}`),
  });
}

export function useFailures(facility: string, rule: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["quality-failures", facility, rule],
    queryFn: () => api.get<Failures>(`/api/v1/quality/${encodeURIComponent(facility)}/failures?${new URLSearchParams(rule === undefined ? { limit: "50" } : { rule, limit: "50" })}`),
  });
}

export function useRefusedMessages(facility: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["refused-messages", facility],
    queryFn: () => api.get<{ items: RefusedMessage[]; next?: number }>(`/api/v1/messages?${new URLSearchParams({ facility, state: "refused" })}`),
  });
}

/** What the message says: each call is an entry of the access log. */
export function useOpenedMessage() {
  const api = useApi();
  return useMutation({ mutationFn: (number: number) => api.get<{ message: RefusedMessage; content: string }>(`/api/v1/messages/${number}`) });
}

export function useSettledMessage() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ number, content }: { number: number; content?: string }) =>
      content === undefined
        ? api.post<RefusedMessage>(`/api/v1/messages/${number}/dismiss`)
        : api.post<RefusedMessage>(`/api/v1/messages/${number}/resend`, { content }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["refused-messages"] });
      void client.invalidateQueries({ queryKey: ["quality"] });
    },
  });
}

/** Days back from the present one, in Vietnam, both ends counted. */
export function period(days: number, now: Date): { from: string; to: string } {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", year: "numeric", month: "2-digit", day: "2-digit" });
  return { from: day.format(new Date(now.getTime() - (days - 1) * 86_400_000)), to: day.format(now) };
}

/** Every day of a time, those on which nothing came too. */
export function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
