import { createContext, useContext } from "react";
import type { PersonSearch } from "../api/types";

/** What stands in the search fields, and the last search that was sent. Memory only: never an address, never the browser's storage. */
export interface SearchState {
  fields: { name: string; birthDate: string; identifier: string; phone: string };
  sent: PersonSearch | undefined;
}

export const emptySearch: SearchState = {
  fields: { name: "", birthDate: "", identifier: "", phone: "" },
  sent: undefined,
};

export interface SearchMemoryValue {
  search: SearchState;
  setSearch(search: SearchState): void;
}

export const SearchMemory = createContext<SearchMemoryValue>({ search: emptySearch, setSearch: () => undefined });

export function useSearchMemory(): SearchMemoryValue {
  return useContext(SearchMemory);
}
