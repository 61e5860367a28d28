/** One hook for each question of the API. The answers' types come from its description. */
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { ask } from "./client";
import type { paths } from "./schema";

type Get = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: { content: { "application/json": infer A } } } } } ? A : never };
type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : Record<string, never>;

type Value = string | number | undefined | null;
/** Parameters as the page's address holds them: the API refuses what it cannot accept, and says why. */
export type Params = Record<string, Value | string[]>;

/** A question's address, with what was given and no more. */
export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) value.forEach((one) => query.append(name, one));
    else if (value != null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Parameters that the path's question takes; the others are left out. */
function only<P extends keyof paths>(params: Params, names: readonly (keyof Query<P> & string)[]): Params {
  return Object.fromEntries(names.filter((name) => params[name] != null).map((name) => [name, params[name]])) as Params;
}

/** The one metric of answers that know no `overall`, of which the address may tell from another page: likes then. */
export const oneMetric = <M>(metric: M) => (metric === "overall" ? null : metric);

export interface Asked<A> {
  query: UseQueryResult<A>;
  /** Where the answer comes from, for links to its other forms. */
  address: string;
}

function useAnswer<A>(url: string, enabled = true): Asked<A> {
  const query = useQuery<A>({
    queryKey: [url],
    queryFn: ({ signal }) => ask<A>(url, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
  return { query, address: url };
}

const W = ["period_days", "from", "to", "as_of", "baseline", "linked"] as const;
const WB = [...W, "basis"] as const;
const O = ["metric", "similarity"] as const;
const P = ["page", "page_size"] as const;
const C = ["category", "category2"] as const;

const id = encodeURIComponent;

export const useCreators = (params: Params, enabled = true) =>
  useAnswer<Get["/api/creators"]>(address("/api/creators", only<"/api/creators">(params, [...WB, ...O, ...P, ...C, "q", "product_id"])), enabled);

export const useCreatorProducts = (creator: string, params: Params) =>
  useAnswer<Get["/api/creators/{creator_id}/products"]>(
    address(`/api/creators/${id(creator)}/products`, only<"/api/creators/{creator_id}/products">(params, [...WB, ...O, ...C, "group_by"])),
  );

export const useProducts = (params: Params, enabled = true) =>
  useAnswer<Get["/api/products"]>(address("/api/products", only<"/api/products">(params, [...WB, ...O, ...P, ...C, "q"])), enabled);

export const useMatrix = (params: Params) =>
  useAnswer<Get["/api/products/matrix"]>(
    address("/api/products/matrix", only<"/api/products/matrix">({ ...params, metric: oneMetric(params.metric) }, [...WB, ...O, ...C, "measure", "min_metric", "min_videos", "min_creators"])),
  );

export const useHot = (params: Params) =>
  useAnswer<Get["/api/products/hot"]>(address("/api/products/hot", only<"/api/products/hot">({ ...params, metric: oneMetric(params.metric) }, [...W, ...O, ...P, ...C])));

export const useVideos = (params: Params, enabled = true) =>
  useAnswer<Get["/api/videos"]>(address("/api/videos", only<"/api/videos">(params, [...WB, ...O, ...P, ...C, "product_id", "creator_id"])), enabled);

export type DailySubject = { of: "videos" | "creators" | "products"; id: string };
export const useDaily = (subject: DailySubject, params: Params) =>
  useAnswer<Get["/api/videos/{aweme_id}/daily"]>(
    address(`/api/${subject.of}/${id(subject.id)}/daily`, only<"/api/videos/{aweme_id}/daily">(params, W)),
  );

export const useSnapshots = (video: string, params: Params, enabled = true) =>
  useAnswer<Get["/api/videos/{aweme_id}/snapshots"]>(
    address(`/api/videos/${id(video)}/snapshots`, only<"/api/videos/{aweme_id}/snapshots">(params, W)),
    enabled,
  );

export const useBenchmark = (params: Params) =>
  useAnswer<Get["/api/benchmark/creators"]>(address("/api/benchmark/creators", only<"/api/benchmark/creators">(params, [...WB, ...O, ...P, ...C])));

export const useBestVideos = (params: Params) =>
  useAnswer<Get["/api/benchmark/videos"]>(address("/api/benchmark/videos", only<"/api/benchmark/videos">(params, [...WB, ...O, ...P, ...C])));

export const useCompare = (creators: string[], params: Params) =>
  useAnswer<Get["/api/benchmark/compare"]>(
    address("/api/benchmark/compare", { ...only<"/api/benchmark/compare">(params, [...WB, ...O]), creator_id: creators }),
    creators.length >= 2,
  );

export const useCategories = (params: Params) =>
  useAnswer<Get["/api/categories"]>(address("/api/categories", only<"/api/categories">(params, WB)));

export const useMeta = () => useAnswer<Get["/api/meta"]>("/api/meta");
