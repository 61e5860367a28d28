import { placed } from "./place";
import type { Problem } from "./schema";
import { fetchShowing } from "./token";

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

/** What a refusal says. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const seconds = Number(response.headers.get("retry-after"));
  const retryAfterMs = seconds > 0 ? seconds * 1000 : null;
  try {
    return new ApiProblem((await response.json()) as Problem, retryAfterMs);
  } catch {
    const { status, statusText } = response;
    return new ApiProblem({ type: "about:blank", title: statusText, status, detail: `HTTP ${status}`, errors: [] }, retryAfterMs);
  }
}

/** The response to a path of the API, or an error that says why there is none. */
export async function respond(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetchShowing(placed(path), init);
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Asks the API; the body as it is. */
export const ask = async <T>(path: string, init?: RequestInit): Promise<T> => (await (await respond(path, init)).json()) as T;
