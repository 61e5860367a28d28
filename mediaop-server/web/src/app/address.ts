/** The page's state is its address: what is chosen can be sent to somebody, and the back button works. */
import { createContext, use, useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Params } from "../api/questions";

/** What all pages share, and take along from one to the next. */
export const SHARED = ["period_days", "from", "to", "as_of", "metric", "basis", "baseline", "linked", "similarity", "category", "category2"] as const;

/** Values that need not be written, because they hold anyway. */
const DEFAULTS: Record<string, string> = {
  period_days: "7", metric: "digg", basis: "posted", baseline: "within_day", linked: "linked", similarity: "0.05", page: "1", measure: "total", group_by: "category", axes: "auto",
};

export type Change = Record<string, string | number | null | undefined | string[]>;

/** The parameters after a change: defaults and empty values are left out; what changes the rows goes back to their first page. */
export function changed(before: URLSearchParams, change: Change): URLSearchParams {
  const after = new URLSearchParams(before);
  const moves = Object.keys(change).some((name) => !["page", "sort", "why", "x_line", "y_line", "box", "axes", "open"].includes(name));
  // Limits drawn for one number mean nothing for another.
  const redrawn = ["metric", "measure", "basis"].some((name) => name in change);
  const undone: Change = { ...(moves && { page: null }), ...(redrawn && { box: null, x_line: null, y_line: null }) };
  for (const [name, value] of Object.entries({ ...undone, ...change })) {
    after.delete(name);
    if (Array.isArray(value)) value.forEach((one) => after.append(name, one));
    else if (value != null && String(value) !== "" && String(value) !== DEFAULTS[name]) after.set(name, String(value));
  }
  return after;
}

/** The search part of a link to another page that keeps the shared filters. */
export function carried(params: URLSearchParams, more: Change = {}): string {
  const kept = new URLSearchParams();
  for (const name of SHARED) {
    const value = params.get(name);
    if (value) kept.set(name, value);
  }
  const text = changed(kept, more).toString();
  return text ? `?${text}` : "";
}

/** The address by now, which what is drawn may be behind: changes that follow each other quickly add up. */
export const AddressNow = createContext<(() => string) | null>(null);

export interface Address {
  get(name: string): string | null;
  getAll(name: string): string[];
  /** A change that rests on what is chosen is a function of that. */
  set(change: Change | ((now: URLSearchParams) => Change), how?: { replace?: boolean }): void;
  /** The search part of a link that keeps the shared filters. */
  link(path: string, more?: Change): string;
  /** Everything, as parameters of a question. */
  params: Params;
}

export function useAddress(): Address {
  const [search, setSearch] = useSearchParams();
  const now = use(AddressNow);
  const set = useCallback<Address["set"]>(
    (change, how) => setSearch((drawn) => {
      const before = now ? new URLSearchParams(now()) : drawn;
      return changed(before, typeof change === "function" ? change(before) : change);
    }, { replace: how?.replace ?? false, preventScrollReset: true }),
    [setSearch, now],
  );
  return useMemo(
    () => ({
      get: (name: string) => search.get(name),
      getAll: (name: string) => search.getAll(name),
      set,
      link: (path: string, more?: Change) => path + carried(search, more),
      params: Object.fromEntries(search.entries()),
    }),
    [search, set],
  );
}
