import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  QueryClientProvider,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { type Api, ProblemError } from "./client";
import { columnOf } from "../people/fields";
import type {
  CodeQuestion,
  CodeSearch,
  ComparedRow,
  Decision,
  Person,
  PersonSearch,
  Session,
  Task,
  TaskComparison,
  TaskFilter,
  TaskStep,
  TaskStepName,
  UnmaskedField,
  Verdict,
} from "./types";

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

export function useApi(): Api {
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

/** Lays the field that was shown in full into the person; it is gone with the page. */
export function useUnmaskPerson(enterpriseId: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (field: string) => api.unmaskPerson(enterpriseId, field),
    onSuccess: (shown: UnmaskedField) =>
      client.setQueryData<Person>(["person", enterpriseId], (old) => (old === undefined ? old : withShown(old, shown))),
  });
}

function withShown(person: Person, { field, golden, sources }: UnmaskedField): Person {
  return {
    ...person,
    hidden: (person.hidden ?? []).filter((other) => other !== field),
    golden: person.golden.map((value) => (columnOf(value.field) === field && golden !== undefined ? { ...value, value: golden } : value)),
    sources: person.sources.map((source) => {
      const said = sources[source.sourceId];
      if (said === undefined) return source;
      return field === "mrn" ? { ...source, mrn: said } : { ...source, fields: { ...source.fields, [field]: said } };
    }),
  };
}

/** What was shown in full goes with its page. */
export function useForgetPerson(enterpriseId: string) {
  useForget(["person", enterpriseId]);
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

/** Rows of a page of the work list; the list asks for the next one long before its reader is there. */
const TASKS_PER_PAGE = 100;
const FIGURES_EVERY_MILLIS = 30_000;

export function useTasks(filter: TaskFilter) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["tasks", filter],
    queryFn: ({ pageParam }) => api.tasks(filter, pageParam, TASKS_PER_PAGE),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    // A long list is asked for anew when its reader says so: it would be asked for page by page.
    refetchOnMount: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useTaskCounts() {
  const api = useApi();
  return useQuery({ queryKey: ["task-counts"], queryFn: () => api.taskCounts(), refetchInterval: FIGURES_EVERY_MILLIS });
}

export function useTaskFigures() {
  const api = useApi();
  return useQuery({ queryKey: ["task-figures"], queryFn: () => api.taskFigures(), refetchInterval: FIGURES_EVERY_MILLIS });
}

function comparisonOf(api: Api, id: string) {
  return queryOptions({ queryKey: ["comparison", id], queryFn: () => api.comparison(id), refetchOnMount: false });
}

export function useComparison(id: string) {
  return useQuery(comparisonOf(useApi(), id));
}

/** Asks ahead, so that the next task stands there when this one is done. Whoever is in it is in the access log, looked at or not. */
export function usePrefetchComparison() {
  const api = useApi();
  const client = useQueryClient();
  return useCallback((id: string) => void client.prefetchQuery(comparisonOf(api, id)), [api, client]);
}

/** Lays the field that was shown in full into the comparison; it is gone with it. */
export function useUnmask(id: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (field: string) => api.unmask(id, field),
    onSuccess: (row: ComparedRow) =>
      client.setQueryData<TaskComparison>(["comparison", id], (old) =>
        old === undefined ? old : { ...old, rows: old.rows.map((former) => (former.field === row.field ? row : former)) },
      ),
  });
}

export function useTaskPreview(id: string, verdict: Verdict | undefined, groups: string[][] | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["task-preview", id, verdict, groups],
    queryFn: () => api.previewTask(id, verdict ?? "same", groups),
    enabled: verdict !== undefined,
    staleTime: 0,
    gcTime: 0,
  });
}

/** The work list as this page knows it, after a step: the server's word replaces what was shown. */
function useNoteTask() {
  const client = useQueryClient();
  return useCallback(
    (task: Task) => {
      for (const [key, list] of client.getQueriesData<{ pages: { items: Task[] }[] }>({ queryKey: ["tasks"] })) {
        if (list === undefined) continue;
        const isLeft = task.state === "resolved" || (task.firstBy !== undefined && (key[1] as TaskFilter).undecidedBy === task.firstBy);
        client.setQueryData(
          key,
          {
            ...list,
            pages: list.pages.map((page) => ({
              ...page,
              items: page.items.flatMap((former) => (former.id !== task.id ? [former] : isLeft ? [] : [task])),
            })),
          },
          // One task is newer by it; the list is as old as it was.
          { updatedAt: client.getQueryState(key)?.dataUpdatedAt ?? 0 },
        );
      }
      void client.invalidateQueries({ queryKey: ["task-counts"] });
      void client.invalidateQueries({ queryKey: ["task-figures"] });
    },
    [client],
  );
}

export function useTaskStep() {
  const api = useApi();
  const note = useNoteTask();
  return useMutation({
    mutationFn: ({ id, name, step }: { id: string; name: TaskStepName; step: TaskStep }) => api.stepTask(id, name, step),
    onSuccess: note,
  });
}

export function useTaskDecision() {
  const api = useApi();
  const note = useNoteTask();
  return useMutation({
    mutationFn: ({ id, step }: { id: string; step: TaskStep }) => api.decideTask(id, step),
    onSuccess: ({ task }) => note(task),
  });
}

/** The task as it is now, asked when somebody was faster. */
export function useFreshTask() {
  const api = useApi();
  const note = useNoteTask();
  return useCallback(
    async (id: string) => {
      const task = await api.task(id);
      note(task);
      return task;
    },
    [api, note],
  );
}

export function useDecisionPreview(decision: Decision | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["decision-preview", decision],
    queryFn: () => api.previewDecision(decision ?? { kind: "undo" }),
    enabled: decision !== undefined,
    staleTime: 0,
    gcTime: 0,
  });
}

export function useDecision() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) => api.decide(decision),
    onSuccess: () => {
      for (const key of ["person", "persons", "comparison", "task-counts", "task-figures", "explanation"]) void client.invalidateQueries({ queryKey: [key] });
      void client.resetQueries({ queryKey: ["tasks"] });
    },
  });
}

/** Asks for the work list and its figures anew. */
export function useRefreshTasks() {
  const client = useQueryClient();
  return useCallback(() => {
    void client.invalidateQueries({ queryKey: ["task-counts"] });
    void client.invalidateQueries({ queryKey: ["task-figures"] });
    client.removeQueries({ queryKey: ["tasks"], type: "inactive" });
    // From the top; what was known stays until there is another answer.
    for (const [key, list] of client.getQueriesData<{ pages: unknown[]; pageParams: unknown[] }>({ queryKey: ["tasks"] })) {
      if (list === undefined) continue;
      const first = { ...list, pages: list.pages.slice(0, 1), pageParams: list.pageParams.slice(0, 1) };
      client.setQueryData(key, first, { updatedAt: client.getQueryState(key)?.dataUpdatedAt ?? 0 });
    }
    return client.refetchQueries({ queryKey: ["tasks"], type: "active" });
  }, [client]);
}

/** What was shown in full goes with its page: opened again, it is hidden again. */
export function useForgetComparison(id: string) {
  useForget(["comparison", id]);
}

function useForget(queryKey: readonly [string, string]) {
  const client = useQueryClient();
  const [kind, id] = queryKey;
  useEffect(
    () => () => {
      // After the page has let go of it.
      window.setTimeout(() => client.removeQueries({ queryKey: [kind, id], predicate: (query) => !query.isActive() }));
    },
    [client, kind, id],
  );
}
