import { keepPreviousData, MutationCache, QueryCache, QueryClient, QueryClientProvider, useMutation, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { type Api, ProblemError } from "./client";
import type { CodeQuestion, CodeSearch, PersonSearch, Session } from "./types";

const ApiContext = createContext<Api | undefined>(undefined);
const SESSION = ["session"] as const;

/** Answers about people are kept in memory only, and no longer than this after the last page that showed them. */
const KEPT_MILLIS = 5 * 60_000;
/** How often a question is asked again by itself: often while the server starts, once when a connection broke. */
const RETRIES_WHILE_STARTING_MAX = 4;
const RETRIES_OFFLINE_MAX = 1;

/** What the session question answers: who is logged in, that nobody is, or that somebody was. */
export type SessionState = { kind: "open"; session: Session } | { kind: "none" } | { kind: "ended" };

export function ApiProvider({ api, children }: { api: Api; children: ReactNode }) {
  const [client] = useState(createClient);
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

function createClient(): QueryClient {
  const noteEnd = (error: Error) => {
    if (!(error instanceof ProblemError) || error.status !== 401) return;
    if (client.getQueryData<SessionState>(SESSION)?.kind !== "open") return;
    client.setQueryData<SessionState>(SESSION, { kind: "ended" });
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: noteEnd }),
    mutationCache: new MutationCache({ onError: noteEnd }),
    defaultOptions: {
      queries: {
        gcTime: KEPT_MILLIS,
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        networkMode: "always",
        retry: (failures, error) => failures < retriesMax(error),
        retryDelay: (failures) => Math.min(1000 * 2 ** failures, 8000),
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

function retriesMax(error: Error): number {
  if (!(error instanceof ProblemError)) return 0;
  if (error.status === 503) return RETRIES_WHILE_STARTING_MAX;
  return error.problem.code === "OFFLINE" ? RETRIES_OFFLINE_MAX : 0;
}

function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error("useApi needs an ApiProvider above it");
  return api;
}

export function useSession() {
  const api = useApi();
  return useQuery({
    queryKey: SESSION,
    queryFn: async (): Promise<SessionState> => {
      try {
        return { kind: "open", session: await api.session() };
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) return { kind: "none" };
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** Leaves by a fresh page load, so that nothing the session showed stays in memory; the server has the browser clear what it stored. */
export function useLogOut(onLoggedOut: () => void) {
  const api = useApi();
  return useMutation({
    mutationFn: () => api.logOut(),
    onSuccess: () => {
      onLoggedOut();
      window.location.replace("/");
    },
  });
}

export function usePersonSearch(search: PersonSearch | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["persons", search],
    queryFn: () => api.searchPersons(search ?? {}),
    enabled: search !== undefined,
  });
}

export function usePerson(enterpriseId: string) {
  const api = useApi();
  return useQuery({ queryKey: ["person", enterpriseId], queryFn: () => api.person(enterpriseId) });
}

export function useExplanation(enterpriseId: string, source: string, other: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["explanation", enterpriseId, source, other],
    queryFn: () => api.explanation(enterpriseId, source, other),
  });
}

export function useAccessLog(enterpriseId: string) {
  const api = useApi();
  return useQuery({ queryKey: ["access-log", enterpriseId], queryFn: () => api.accessLog(enterpriseId), staleTime: 0 });
}

export function useCodeSystems() {
  const api = useApi();
  return useQuery({ queryKey: ["code-systems"], queryFn: () => api.codeSystems() });
}

export function useCodeSearch(search: CodeSearch | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["codes", search],
    queryFn: () => api.searchCodes(search ?? { system: "", text: "", limit: 0, offset: 0 }),
    enabled: search !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useConcept(question: CodeQuestion) {
  const api = useApi();
  return useQuery({ queryKey: ["concept", question], queryFn: () => api.concept(question) });
}
