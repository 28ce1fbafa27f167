import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/questions";

export const RIGHTS = ["access", "correct", "restrict", "object", "withdraw", "erase"] as const;
export const OUTCOMES = ["done", "partly", "refused", "taken_back"] as const;

/** What somebody asked about the data that is kept of them; days are counted by the server, in Vietnam. */
export interface SubjectRequest {
  number: number;
  person: string;
  right: (typeof RIGHTS)[number];
  reference: string;
  receivedOn: string;
  throughOthers: boolean;
  state: "received" | "answered" | "closed";
  answerBy: string;
  dueOn: string;
  /** Absent once it is closed. */
  daysLeft?: number;
  overdue: boolean;
  answerOverdue: boolean;
  registeredBy: string;
  registeredAt: string;
  answeredBy?: string;
  answeredAt?: string;
  extendedBy?: string;
  extendedAt?: string;
  extensionReason?: string;
  outcome?: (typeof OUTCOMES)[number];
  how?: string;
  closedBy?: string;
  closedAt?: string;
}

export interface SubjectRequests {
  today: string;
  open: number;
  overdue: number;
  unanswered: number;
  items: SubjectRequest[];
}

/** A step, and what it takes along. */
export type RequestStep =
  | { step: "register"; sent: { person: string; right: string; reference: string; receivedOn: string; throughOthers: boolean } }
  | { step: "answer"; number: number }
  | { step: "extend"; number: number; sent: { until: string; reason: string } }
  | { step: "close"; number: number; sent: { outcome: string; how: string } };

const PATH = "/api/v1/subject-requests";

export function useSubjectRequests(state: "open" | "closed") {
  const api = useApi();
  return useQuery({ queryKey: ["subject-requests", state], queryFn: () => api.get<SubjectRequests>(`${PATH}?state=${state}`) });
}

export function useRequestStep() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (taken: RequestStep) => {
      if (taken.step === "register") return api.post<SubjectRequest>(PATH, taken.sent);
      return api.post<SubjectRequest>(`${PATH}/${taken.number}/${taken.step}`, taken.step === "answer" ? undefined : taken.sent);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["subject-requests"] }),
  });
}
