/** Puts a part of the page on the screen, with answers as the API would give them. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, Outlet, RouterProvider, useLocation } from "react-router";
import { vi } from "vitest";
import type { Coverage, Window } from "../../src/api/schema";
import { AddressNow } from "../../src/app/address";
import { WordingContext, wording, type Language } from "../../src/words";
import { en } from "../../src/words/en";
import { zh } from "../../src/words/zh";

export const WINDOW: Window = { from: "2026-03-04", to: "2026-03-10", as_of: "2026-03-10", timezone: "Asia/Shanghai", basis: "posted", baseline: "within_day", partial: false };

export const COVERAGE: Coverage = {
  videos_considered: 4, videos_without_product: 0, videos_without_category: 0, videos_without_creator: 0, videos_relinked: 0, single_snapshot_days: 0, falling_increments: 0, gap_increments: 0,
  growth_between_days: { digg_count: 135, collect_count: null, share_count: null, comment_count: null, play_count: null, recommend_count: null, admire_count: null },
  days_without_crawl: ["2026-03-04"], last_snapshot: "2026-03-10T20:30:00+08:00",
};

export const META = {
  data_version: "v", timezone: "Asia/Shanghai", first_day: "2026-03-03", last_day: "2026-03-10", days_covered: 7, last_snapshot: "2026-03-10T20:30:00+08:00", crawl_gaps: [{ from: "2026-03-04", to: "2026-03-04" }],
  metrics: ["digg", "collect"], video_count: 4, creator_count: 2, product_count: 2, category_count: 2, summary_count: 9,
  rows: { read: 20, accepted: 20, blank: 0, inexact_counters: 0, rejected: 0, rejected_by_reason: {} }, runs: [], version: "0.1.0",
};

type Answers = Record<string, unknown | ((url: URL) => unknown)>;

/** Every address that was asked, in order. */
export function serve(answers: Answers): URL[] {
  const asked: URL[] = [];
  vi.stubGlobal("fetch", (input: string) => {
    const url = new URL(input, "http://here");
    asked.push(url);
    const known = { "/api/meta": { data: META }, "/api/categories": { data: [], window: WINDOW, coverage: COVERAGE }, ...answers }[url.pathname];
    const body = typeof known === "function" ? (known as (url: URL) => unknown)(url) : known;
    if (body instanceof Response) return Promise.resolve(body);
    const status = body === undefined ? 404 : 200;
    return Promise.resolve(new Response(JSON.stringify(body ?? { type: "", title: "", status, detail: `${url.pathname} is not known`, errors: [] }), { status }));
  });
  return asked;
}

export function show(part: ReactNode, { at = "/", path = "*", language = "zh" as Language } = {}) {
  const address = { now: "" };
  function Address() {
    const { pathname, search } = useLocation();
    address.now = pathname + search;
    return <Outlet />;
  }
  const router = createMemoryRouter([{ Component: Address, children: [{ path, element: part }] }], { initialEntries: [at] });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const shown = render(
    <WordingContext value={wording(language === "zh" ? zh : en, language)}>
      <QueryClientProvider client={queries}>
        <AddressNow value={() => router.state.location.search}><RouterProvider router={router} /></AddressNow>
      </QueryClientProvider>
    </WordingContext>,
  );
  return { ...shown, address };
}
