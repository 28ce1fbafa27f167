/** What the terminology admin's pages ask of `/api/v1`: releases of code lists, files of lists, hospitals' lists on their way to maps. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Language, useWords } from "../i18n";
import { useApi } from "./questions";
import type { Children, ChildrenQuestion } from "./types";

export type ReleaseState = "draft" | "validated" | "approved" | "scheduled" | "active" | "retired";

export interface ListRelease {
  type: "CodeSystem" | "ValueSet" | "ConceptMap";
  system: string;
  version: string;
  name: string;
  publisher?: string;
  decision?: string;
  licence?: string;
  sourceSha256?: string;
  state: ReleaseState;
  /** First and last day on which it applies. */
  from?: string;
  to?: string;
  concepts?: number;
  digest?: string;
  validatedBy?: string;
  approvedBy?: string;
}

/** In the order in which they are told. */
export const CHANGE_CLASSES = ["new", "removed", "retired", "changed-in-meaning", "changed-in-form"] as const;
export type ChangeClass = (typeof CHANGE_CLASSES)[number];

export interface CodeChange {
  code: string;
  display: string;
  kind: ChangeClass;
  differences: { what: string; before: string; after: string; meaning: boolean }[];
}

export interface ReleaseDiff {
  before: string;
  after: string;
  counts: Record<ChangeClass, number>;
  same: number;
  notCompared: string[];
  total: number;
  items: CodeChange[];
}

export interface Impact {
  /** How many codes the later release no longer has, or says not to use. */
  codes: number;
  /** How many codes it says something else of. */
  changed: number;
  broken: { type: string; url: string; version: string; count: number; codes: string[] }[];
  /** The last so many days, of which uses are told. */
  days: number;
  uses: number;
  facilities: string[];
  used: { code: string; display: string; kind: ChangeClass; uses: number; count: number; facilities: string[] }[];
  mappings: { number: number; facility: string; name: string; rows: number }[];
}

export interface Pair {
  system: string;
  before: string;
  after: string;
}

export type StepName = "validate" | "approve" | "activate" | "retire" | "rollback";

export interface Step {
  system: string;
  version?: string;
  from?: string;
}

export interface DeclaredList {
  name: string;
  title: string;
  system: string;
  version: string;
  publisher?: string;
  decision?: string;
  licence?: string;
}

export interface Columns {
  sheets: string[];
  sheet?: string;
  rows: string[][];
}

export interface ListIssue {
  severity: "error" | "warning";
  code: string;
  table?: string;
  /** 0 for the file as a whole. */
  row: number;
  column?: string;
  messages: Record<Language, string>;
}

export interface Draft {
  system: string;
  version: string;
  name: string;
  rowsRead: number;
  rowsRefused: number;
  concepts: number;
  errors: number;
  warnings: number;
  kinds: Record<string, number>;
  issues: ListIssue[];
  against?: string;
  counts: Partial<Record<ChangeClass, number>>;
  same?: number;
  changes: CodeChange[];
  release?: ListRelease;
}

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** The file as its route takes it: the browser's own word for it depends on what is installed. */
export function asSent(file: File): Blob {
  const type = file.name.toLowerCase().endsWith(".xlsx") ? WORKBOOK : file.name.toLowerCase().endsWith(".json") ? "application/fhir+json" : "text/csv";
  return file.slice(0, file.size, type);
}

/** So much of a text file has its header and a few rows. */
const PREVIEW_BYTES = 1 << 18;

async function beginning(file: File): Promise<Blob> {
  const sent = asSent(file);
  if (sent.type === WORKBOOK || file.size <= PREVIEW_BYTES) return sent;
  // Up to a line's end, so that no letter is cut in two.
  const bytes = new Uint8Array(await file.slice(0, PREVIEW_BYTES).arrayBuffer());
  const end = bytes.lastIndexOf("\n".charCodeAt(0)) + 1;
  return file.slice(0, end === 0 ? PREVIEW_BYTES : end, sent.type);
}

function query(values: Record<string, string | number | boolean | undefined>): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== "") found.set(name, String(value));
  return found.toString();
}

export function useReleases() {
  const api = useApi();
  return useQuery({ queryKey: ["releases"], queryFn: () => api.get<{ generation: number; items: ListRelease[] }>("/api/v1/releases") });
}

/** @param limit 0 for the counts alone */
export function useReleaseDiff(pair: Pair | undefined, kind: ChangeClass | undefined, offset: number, limit: number) {
  const api = useApi();
  const question = { ...pair, ...(kind === undefined ? {} : { classes: [kind] }), offset, limit };
  return useQuery({
    queryKey: ["release-diff", question],
    queryFn: () => api.post<ReleaseDiff>("/api/v1/releases/diff", question),
    enabled: pair !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useImpact(pair: Pair | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["release-impact", pair],
    queryFn: () => api.post<Impact>("/api/v1/releases/impact", pair),
    enabled: pair !== undefined,
  });
}

export function useReleaseStep() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, step }: { name: StepName; step: Step }) => api.post<ListRelease>(`/api/v1/releases/${name}`, step),
    // A refusal may tell of a step that somebody else took.
    onSettled: () => {
      for (const key of ["releases", "code-systems", "release-impact"]) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export function useDeclarations() {
  const api = useApi();
  return useQuery({ queryKey: ["declarations"], queryFn: () => api.get<{ items: DeclaredList[] }>("/api/v1/releases/declarations") });
}

export function useColumns(file: File | undefined, sheet: string, delimiter: string) {
  const api = useApi();
  const { language } = useWords();
  return useQuery({
    // What is wrong with a file is said in the language of who asks.
    queryKey: ["columns", language, file?.name, file?.size, file?.lastModified, sheet, delimiter],
    queryFn: async () => api.post<Columns>(`/api/v1/releases/columns?${query({ sheet, delimiter, file: file?.name })}`, await beginning(file as File)),
    enabled: file !== undefined,
    retry: false,
    placeholderData: keepPreviousData,
  });
}

export interface DraftQuestion {
  file: File;
  list?: string;
  declaration?: string;
  version?: string;
  from?: string;
  dryRun: boolean;
  acceptErrors?: boolean;
  warnings?: number;
}

export function useDraft() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, ...question }: DraftQuestion) => api.post<Draft>(`/api/v1/releases/drafts?${query({ ...question, file: file.name })}`, asSent(file)),
    onSuccess: (draft) => {
      if (draft.release !== undefined) void client.invalidateQueries({ queryKey: ["releases"] });
    },
  });
}

export function useChildren(question: ChildrenQuestion | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["children", question],
    queryFn: () => api.post<Children>("/api/v1/code-systems/children", question),
    enabled: question !== undefined,
    placeholderData: keepPreviousData,
  });
}

export interface Mapping {
  number: number;
  facility?: string;
  name: string;
  sourceSystem: string;
  targetSystem: string;
  targetVersion: string;
  url: string;
  createdBy: string;
  createdAt: string;
}

export type RowState = "open" | "decided" | "disputed" | "agreed";

export interface MappingProgress {
  rows: Record<RowState, number>;
  uses: Record<RowState, number>;
  mappedShare: number;
  mappedUsesShare: number;
  suggestedShare?: number;
  agreedShare?: number;
}

export interface MappingDetails {
  mapping: Mapping;
  progress: MappingProgress;
  published: { version: string; by: string; at: string; rows: number }[];
}

export interface NewMapping {
  facility?: string;
  name: string;
  sourceSystem: string;
  targetSystem: string;
  targetVersion?: string;
  url: string;
}

/** In the order of their key. */
export const RELATIONS = ["equivalent", "broader", "narrower", "inexact"] as const;
export type Relation = (typeof RELATIONS)[number];

export interface MappingDecision {
  kind: "map" | "no-map" | "reject";
  code?: string;
  display?: string;
  relation?: Relation;
  /** All of them, where several are meant; the first is the one above. */
  targets: { code: string; display: string; relation: Relation; dependsOn?: { property: string; value: string }[] }[];
  origin: string;
  probability?: number;
  note?: string;
  by: string;
  at: string;
}

export interface Suggestion {
  code: string;
  display: string;
  /** In [0, 1]. */
  probability: number;
  reasons: { kind: string; detail?: string; speaksFor: boolean }[];
}

export interface MappingRow {
  row: number;
  code: string;
  name: string;
  group?: string;
  ingredient?: string;
  strength?: string;
  form?: string;
  route?: string;
  uses: number;
  state: RowState;
  decision?: MappingDecision;
  review?: MappingDecision;
  own?: MappingDecision;
  suggestions: Suggestion[];
}

export interface Repair {
  row: number;
  code: string;
  name: string;
  decision: MappingDecision;
  kind: ChangeClass;
  differences: { what: string; before: string; after: string }[];
  suggestions: Suggestion[];
}

const ROWS_PER_PAGE = 500;

export function useMappings() {
  const api = useApi();
  return useQuery({ queryKey: ["mappings"], queryFn: () => api.get<{ items: Mapping[] }>("/api/v1/mappings") });
}

export function useMapping(number: number) {
  const api = useApi();
  return useQuery({ queryKey: ["mapping", number], queryFn: () => api.get<MappingDetails>(`/api/v1/mappings/${number}`) });
}

export function useNewMapping() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mapping: NewMapping) => api.post<Mapping>("/api/v1/mappings", mapping),
    onSuccess: () => client.invalidateQueries({ queryKey: ["mappings"] }),
  });
}

/** All rows of a list without their suggestions, page after page. */
export function useMappingRows(number: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["mapping-rows", number],
    queryFn: async () => {
      const rows: MappingRow[] = [];
      let after: number | undefined = 0;
      while (after !== undefined) {
        const page: { items: MappingRow[]; next?: number } = await api.get(`/api/v1/mappings/${number}/rows?${query({ after, limit: ROWS_PER_PAGE })}`);
        rows.push(...page.items);
        after = page.next;
      }
      return rows;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

function suggestionsOf(api: ReturnType<typeof useApi>, number: number, row: number | undefined) {
  return {
    queryKey: ["mapping-suggestions", number, row],
    queryFn: async () => {
      const page = await api.get<{ items: MappingRow[] }>(`/api/v1/mappings/${number}/rows?${query({ after: (row ?? 1) - 1, limit: 1, suggestions: 9 })}`);
      return page.items[0]?.suggestions ?? [];
    },
    staleTime: 60_000,
  };
}

export function useSuggestions(number: number, row: number | undefined) {
  const api = useApi();
  return useQuery({ ...suggestionsOf(api, number, row), enabled: row !== undefined });
}

/** Asks ahead, so that the next row's suggestions stand there when it is reached. */
export function usePrefetchSuggestions(number: number) {
  const api = useApi();
  const client = useQueryClient();
  return (row: number) => void client.prefetchQuery(suggestionsOf(api, number, row));
}

export interface NewDecision {
  kind: "map" | "no-map" | "reject";
  code?: string;
  relation?: Relation;
  note?: string;
}

export function useMappingDecision(number: number) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ row, decision }: { row: number; decision: NewDecision }) => api.post<MappingRow>(`/api/v1/mappings/${number}/rows/${row}/decisions`, decision),
    onSuccess: (row) => {
      const key = ["mapping-rows", number];
      // One row is newer by it; the list is as old as it was.
      const updatedAt = client.getQueryState(key)?.dataUpdatedAt ?? 0;
      client.setQueryData<MappingRow[]>(key, (rows) => rows?.map((former) => (former.row === row.row ? row : former)), { updatedAt });
      void client.invalidateQueries({ queryKey: ["mapping", number] });
      void client.invalidateQueries({ queryKey: ["mapping-history", number, row.row] });
    },
  });
}

export function useRowHistory(number: number, row: number, isWanted: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["mapping-history", number, row],
    queryFn: () => api.get<{ items: MappingDecision[] }>(`/api/v1/mappings/${number}/rows/${row}/decisions`),
    enabled: isWanted,
  });
}

export interface Bulk {
  decided: number;
  left: number;
}

export function useAcceptPreview(number: number, probability: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["mapping-accept", number, probability],
    queryFn: () => api.post<Bulk>(`/api/v1/mappings/${number}/accept`, { probability, preview: true }),
    staleTime: 0,
    gcTime: 0,
  });
}

/** What changes many rows at once, or the list's map: the list is asked for anew. */
export function useMappingChange<T>(number: number, change: (post: (path: string, body?: unknown) => Promise<T>) => Promise<T>) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => change((path, body) => api.post<T>(`/api/v1/mappings/${number}${path}`, body)),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["mapping", number] });
      void client.invalidateQueries({ queryKey: ["mapping-suggestions", number] });
      return client.invalidateQueries({ queryKey: ["mapping-rows", number] });
    },
  });
}

export function useRepairs(number: number, version: string | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["mapping-repairs", number, version],
    queryFn: () => api.get<{ items: Repair[] }>(`/api/v1/mappings/${number}/repairs?${query({ version })}`),
    enabled: version !== undefined,
  });
}

/** Parameters that say which column of a hospital's file is what. */
export function rowsPath(columns: Record<string, string | undefined>): string {
  return `/rows?${query(columns)}`;
}

export function exportPath(number: number, format: "csv" | "xlsx" | "fhir"): string {
  return `/api/v1/mappings/${number}/export?${query({ format })}`;
}
