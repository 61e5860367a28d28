/** The token that a server may ask for: kept for this tab alone, and shown with every request. */
import { useSyncExternalStore } from "react";

const KEY = "mediaop.token";

export interface TokenState {
  token: string | null;
  /** Whether the server has refused the last request for want of a token. */
  wanted: boolean;
  /** Whether it was refused although one was shown. */
  wrong: boolean;
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

let state: TokenState = { token: kept(), wanted: false, wrong: false };
const listeners = new Set<() => void>();

function become(next: TokenState) {
  state = next;
  try {
    if (next.token === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, next.token);
  } catch {
    // A browser that keeps nothing asks again in the next tab.
  }
  listeners.forEach((listener) => listener());
}

/** Keeps a token; whether it is the right one, the next answer says. */
export const giveToken = (token: string) => become({ token, wanted: false, wrong: false });

export const forgetToken = () => become({ token: null, wanted: true, wrong: false });

export const hasToken = () => state.token !== null;

/** `fetch`, with the token where there is one. */
export async function fetchShowing(address: string, init: RequestInit = {}): Promise<Response> {
  const shown = state.token;
  const headers = new Headers(init.headers);
  if (shown !== null) headers.set("authorization", `Bearer ${shown}`);
  const response = await fetch(address, { ...init, headers });
  const asks = response.status === 401 && /^bearer\b/i.test(response.headers.get("www-authenticate") ?? "");
  // What was asked with another token says nothing of this one.
  if (asks && shown === state.token && !(state.wanted && state.wrong === (shown !== null))) {
    become({ token: shown, wanted: true, wrong: shown !== null });
  }
  return response;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const useToken = (): TokenState => useSyncExternalStore(subscribe, () => state);
