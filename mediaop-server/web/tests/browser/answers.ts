import type { paths } from "../../src/api/schema";

/** What a path answers, by its description. */
export type Data<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { "application/json": infer A } } } } } ? A : never;
