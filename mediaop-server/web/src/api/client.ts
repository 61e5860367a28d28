import type { Problem } from "./schema";

/** An answer that says why there is none. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem, readonly retryAfterMs: number | null) {
    super(problem.detail);
  }
  get status() {
    return this.problem.status;
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {}

async function problemOf(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get("retry-after"));
  const retryAfterMs = seconds > 0 ? seconds * 1000 : null;
  try {
    return new ApiProblem((await response.json()) as Problem, retryAfterMs);
  } catch {
    const { status, statusText } = response;
    return new ApiProblem({ type: "about:blank", title: statusText, status, detail: `HTTP ${status}`, errors: [] }, retryAfterMs);
  }
}

/** Asks the API; the body as it is, or an error that says why not. */
export async function ask<T>(address: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, init);
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}
