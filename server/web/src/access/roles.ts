import type { Role } from "../api/types";

/** Which pages a role has use for. What it may really see, the server decides; this only spares it from doors that stay shut. */
const OF_PEOPLE: readonly Role[] = ["clerk", "clerk-lead"];
const OF_RELEASES: readonly Role[] = ["terminology-admin", "auditor", "admin"];
const OF_MAPPINGS: readonly Role[] = ["terminology-admin"];
const OF_ACCESS: readonly Role[] = ["auditor", "admin"];
const OF_QUALITY: readonly Role[] = ["clerk-lead", "admin"];
const OF_ADMINISTRATION: readonly Role[] = ["admin"];

export function seesPeople(roles: readonly Role[]): boolean {
  return roles.some((role) => OF_PEOPLE.includes(role));
}

export function seesAccess(roles: readonly Role[]): boolean {
  return roles.some((role) => OF_ACCESS.includes(role));
}

export function seesReleases(roles: readonly Role[]): boolean {
  return roles.some((role) => OF_RELEASES.includes(role));
}

export function seesMappings(roles: readonly Role[]): boolean {
  return roles.some((role) => OF_MAPPINGS.includes(role));
}

/** Of what hospitals send, and of how it is matched. */
export function seesQuality(roles: readonly Role[]): boolean {
  return roles.some((role) => OF_QUALITY.includes(role));
}

export function seesAdministration(roles: readonly Role[]): boolean {
  return roles.some((role) => OF_ADMINISTRATION.includes(role));
}

/** Where a person of these roles begins. */
export function firstPlace(roles: readonly Role[]): "/" | "/codes" | "/access-log" {
  if (seesPeople(roles)) return "/";
  return seesAccess(roles) ? "/access-log" : "/codes";
}
