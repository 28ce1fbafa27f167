import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/questions";

export interface Load {
  id: string;
  state: "waiting" | "running" | "done" | "failed";
  uploadedBy: string;
  uploadedAt: string;
  endedAt?: string;
  bytes: number;
  stage?: string;
  stageDone?: number;
  stageTotal?: number;
  rows?: number;
  badRows?: number;
  created?: number;
  fed?: number;
  failedBy?: string;
}

export interface Export {
  id: string;
  state: "requested" | "approved" | "done" | "failed" | "expired";
  requestedBy: string;
  client: string;
  purposes: string[];
  types: string[];
  requestedAt: string;
  approvedBy?: string;
  endedAt?: string;
  expiresAt: string;
  persons: number;
  sources: number;
  failure?: string;
}

export interface Keys {
  encrypted: boolean;
  epochs: { epoch: number; state: string; madeAt: string }[];
  proposedBy?: string;
  runs: { run: number; epoch: number; phase: string; records: number; ofRecords: number; startedBy: string; secondBy?: string; startedAt: string; updatedAt: string; failure?: string }[];
}

export interface DeadNotice {
  number: number;
  destination: string;
  position: number;
  person: string;
  tries: number;
  answer: string;
  at: string;
  state: "dead" | "replay" | "sent";
}

export interface Destinations {
  last: number;
  items: { destination: string; position?: number; behind: number; dead: number }[];
}

export interface ClientUse {
  client: string;
  entries: number;
  denied: number;
  lastAt: string;
}

export interface Revocation {
  kind: "user" | "client" | "token";
  name: string;
  at: string;
}

/** Jobs and queues move by themselves: looked at again now and then while the page is open. */
const LOOK_AGAIN_MILLIS = 10_000;

function useRead<T>(key: string, path: string) {
  const api = useApi();
  return useQuery({ queryKey: [key], queryFn: () => api.get<T>(path), refetchInterval: LOOK_AGAIN_MILLIS });
}

export const useFacilities = () => useRead<{ items: string[] }>("facilities", "/api/v1/facilities");
export const useLoads = () => useRead<{ items: Load[] }>("loads", "/api/v1/loads");
export const useExports = () => useRead<{ items: Export[] }>("exports", "/api/v1/exports");
export const useKeys = () => useRead<Keys>("keys", "/api/v1/keys");
export const useDestinations = () => useRead<Destinations>("destinations", "/api/v1/notices/destinations");
export const useDeadNotices = () => useRead<{ items: DeadNotice[]; next?: number }>("dead-notices", "/api/v1/notices?limit=100");
export const useClients = () => useRead<{ days: number; items: ClientUse[] }>("clients", "/api/v1/access-log/clients");
export const useRevocations = () => useRead<{ items: Revocation[] }>("revocations", "/api/v1/revocations");

/** A step of a job; what was asked about it is asked anew. */
function useStep<T>(key: readonly string[], step: (api: ReturnType<typeof useApi>, on: T) => Promise<unknown>) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (on: T) => step(api, on),
    onSettled: () => {
      for (const one of key) void client.invalidateQueries({ queryKey: [one] });
    },
  });
}

export const useReplay = () => useStep<number>(["dead-notices", "destinations"], (api, number) => api.post(`/api/v1/notices/${number}/replay`));
export const useResume = () => useStep<string>(["loads"], (api, id) => api.post(`/api/v1/loads/${encodeURIComponent(id)}/resume`));
export const useApproval = () => useStep<string>(["exports"], (api, id) => api.post(`/api/v1/exports/${encodeURIComponent(id)}/approve`));
export const useExportEnd = () => useStep<string>(["exports"], (api, id) => api.delete(`/api/v1/exports/${encodeURIComponent(id)}`));
export const useRotation = () => useStep<void>(["keys"], (api) => api.post("/api/v1/keys/rotate"));
export const useRevoke = () =>
  useStep<{ kind: Revocation["kind"]; name: string }>(["revocations"], (api, revoked) => api.post("/api/v1/revocations", revoked));
