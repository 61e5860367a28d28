import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import type { Coverage, RowCounts, Window } from "../../src/api/schema";
import { CreatorPage } from "../../src/pages/creators/CreatorPage";
import { CreatorsPage } from "../../src/pages/creators/CreatorsPage";
import { HotPage } from "../../src/pages/hot/HotPage";
import { MatrixPage } from "../../src/pages/matrix/MatrixPage";
import { ProductPage } from "../../src/pages/product/ProductPage";
import { leavesMuchOut } from "../../src/parts/LeftOut";
import { wording } from "../../src/words";
import { en } from "../../src/words/en";
import { refused, unknown } from "../../src/words/problems";
import { zh } from "../../src/words/zh";
import { COVERAGE, META, serve, show, WINDOW } from "./page";

const GAINED: Window = { ...WINDOW, basis: "gained" };
const none = { page: 1, page_size: 20, total: 0 };
const hot = (window: Window, coverage: Coverage) => ({ "/api/products/hot": { data: [], window, coverage, page: none } });
const problem = (status: number, detail: string, errors: { param: string; reason: string }[] = []) =>
  () => new Response(JSON.stringify({ type: "", title: "", status, detail, errors }), { status });

describe("gains that lack days with a single crawl", () => {
  // Seven days less one without a crawl, four videos: 24 days of videos.
  test.each([[0, false], [2, false], [3, true], [24, true]])("%d of 24: %s", (single_snapshot_days, much) => {
    expect(leavesMuchOut(GAINED, { ...COVERAGE, single_snapshot_days })).toBe(much);
  });
  test("are none where the start counts them, and no matter for what was posted", () => {
    const coverage = { ...COVERAGE, single_snapshot_days: 24 };
    expect(leavesMuchOut({ ...GAINED, baseline: "previous_close" }, coverage)).toBe(false);
    expect(leavesMuchOut(WINDOW, coverage)).toBe(false);
  });
  test.each([["zh", zh], ["en", en]] as const)("are told in %s even where nothing is left, with the way to count them", async (language, t) => {
    serve(hot(GAINED, { ...COVERAGE, single_snapshot_days: 24 }));
    const { address } = show(<HotPage />, { at: "/hot?page=2", language });
    expect((await screen.findByRole("note")).textContent).toContain(t.coverage.leftOut(24));
    await userEvent.click(screen.getByRole("button", { name: t.coverage.tryPreviousClose }));
    expect(address.now).toBe("/hot?baseline=previous_close");
  });
  test("are no matter of a few", async () => {
    serve(hot(GAINED, { ...COVERAGE, single_snapshot_days: 2 }));
    show(<HotPage />);
    await screen.findByText(zh.panel.empty);
    expect(screen.queryByRole("note")).toBeNull();
  });
});

describe("a database without data", () => {
  const empty = (rows: RowCounts) => serve({ ...hot(GAINED, COVERAGE), "/api/meta": { data: { ...META, summary_count: 0, rows } } });
  test.each([["zh", zh], ["en", en]] as const)("says in %s why all rows were rejected, and where more is told", async (language, t) => {
    const rejected_by_reason = { counter_negative: { count: 1, examples: ["row 0"] }, update_ts_in_seconds: { count: 4, examples: ["row 1: update_ts is 5", "row 2"] } };
    empty({ ...META.rows, read: 5, accepted: 0, rejected: 5, rejected_by_reason });
    show(<HotPage />, { language });
    expect((await screen.findByText(t.panel.emptyAllRejected(5))).textContent).toContain("5");
    expect(screen.getByText("row 1: update_ts is 5").parentElement?.textContent).toContain(t.data.reasons.update_ts_in_seconds!);
    expect(screen.getByRole("link", { name: t.nav.data }).getAttribute("href")).toBe("/data");
  });
  test("says how rows come in where there are none", async () => {
    empty({ ...META.rows, read: 0, accepted: 0 });
    show(<HotPage />);
    expect(await screen.findByText(zh.panel.emptyNoData)).toBeTruthy();
  });
});

describe("a window outside the data", () => {
  test.each([["2026-03-11", "2026-03-17"], ["2026-02-01", "2026-03-02"]])("from %s to %s leads to the data's last day", async (from, to) => {
    serve(hot({ ...GAINED, from, to, as_of: to }, COVERAGE));
    const { address } = show(<HotPage />, { at: `/hot?from=${from}&to=${to}` });
    await userEvent.click(await screen.findByRole("button", { name: "看数据最后一天（2026-03-10）" }));
    expect(address.now).toBe("/hot?as_of=2026-03-10");
    expect(screen.queryByRole("button", { name: zh.panel.tryLonger })).toBeNull();
  });
  test("is not one that meets it on a day", async () => {
    serve(hot({ ...GAINED, from: META.last_day, to: "2026-03-16", as_of: "2026-03-16" }, COVERAGE));
    show(<HotPage />);
    expect(await screen.findByRole("button", { name: zh.panel.tryLonger })).toBeTruthy();
    expect(screen.queryByRole("button", { name: /看数据最后一天/ })).toBeNull();
  });
});

describe("a list that is empty", () => {
  test.each([["zh", zh], ["en", en]] as const)("for a search names it in %s, and takes it away", async (language, t) => {
    serve({ "/api/creators": { data: [], window: WINDOW, coverage: COVERAGE, page: none } });
    const { address } = show(<CreatorsPage />, { at: "/creators?period_days=3&q=zzzz", language });
    expect(await screen.findByText(t.panel.emptySearch("zzzz"))).toBeTruthy();
    expect(screen.queryByText(t.panel.emptyWindow(WINDOW.from, WINDOW.to))).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: t.panel.tryNoSearch }));
    expect(address.now).toBe("/creators?period_days=3");
    expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("");
  });
  test("for limits names them, and takes them away", async () => {
    serve({ "/api/products/matrix": { data: { metric: "digg", measure: "total", median_x: null, median_y: null, points: [] }, window: WINDOW, coverage: COVERAGE } });
    const { address } = show(<MatrixPage />, { at: "/?min_creators=50&min_metric=7&metric=share" });
    expect(await screen.findByText("没有商品达到所设的下限：达标线 7、达人至少 50。")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: zh.panel.tryNoLimits }));
    expect(address.now).toBe("/?metric=share");
  });
  test("for its days does not blame the limits", async () => {
    serve({ "/api/products/matrix": { data: { metric: "digg", measure: "total", median_x: null, median_y: null, points: [] }, window: WINDOW, coverage: { ...COVERAGE, videos_considered: 0 } } });
    show(<MatrixPage />, { at: "/?min_creators=50" });
    expect(await screen.findByText(zh.panel.emptyWindow(WINDOW.from, WINDOW.to))).toBeTruthy();
  });
  test("for its page alone leads to the first", async () => {
    serve({ "/api/products/hot": { data: [], window: GAINED, coverage: COVERAGE, page: { page: 9999, page_size: 20, total: 41 } } });
    const { address } = show(<HotPage />, { at: "/hot?page=9999&period_days=3" });
    expect(await screen.findByText("没有第 9,999 页，一共 3 页。")).toBeTruthy();
    expect(screen.queryByRole("button", { name: zh.panel.tryLonger })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: zh.panel.tryFirstPage }));
    expect(address.now).toBe("/hot?period_days=3");
  });
});

describe("a refusal", () => {
  const said = (param: string, reason: string) => refused({ param, reason }, zh);
  test.each([
    ["metric", '"lik" is unknown: expected digg, collect', "指标（metric）：没有 \"lik\" 这个选项，可选 digg, collect。"],
    ["page", "0 is out of range: expected 1 to 1000000000", "页码（page）：0 超出范围，应在 1 与 1000000000 之间。"],
    ["from", '"2026-1-1" is no date: expected YYYY-MM-DD, from 1970-01-01 on', "开始日期（from）：\"2026-1-1\" 不是日期，应写作 年-月-日，如 2026-01-31。"],
    ["page", '"x" is not a whole number', "页码（page）：\"x\" 不是整数。"],
    ["category", '"xx" is not known', "一级品类（category）：数据里没有 \"xx\"。"],
    ["from", "2026-01-02 is after the window's end, 2026-01-01", "开始日期（from）：2026-01-02 晚于结束日期 2026-01-01。"],
    ["period_days", "stands beside from or to: give one form or the other", "时间（period_days）：天数和起止日期只能给一种。"],
    ["category2", "has a meaning only within its category: give both", "二级品类（category2）：要和一级品类一起给出。"],
    ["zzz", "a reason of a later version", "zzz：无法接受。"],
  ])("of %s (%s) is said in Chinese", (param, reason, line) => expect(said(param, reason)).toBe(line));

  test("names what is not there, of the kinds there are", () => {
    expect(unknown('creator "a "b" c" by the end of 2026-03-10 is not known', zh)).toBe('截至 2026-03-10，数据里没有这个达人：a "b" c');
    expect(unknown("this path is not known", zh)).toBeNull();
  });
  test("comes in Chinese first, and what is wrong can be left out", async () => {
    const errors = [{ param: "page", reason: "0 is out of range: expected 1 to 9" }, { param: "metric", reason: '"lik" is unknown: expected digg' }];
    serve({ "/api/products/hot": problem(400, "2 parameters are not valid: page, metric", errors) });
    const { address } = show(<HotPage />, { at: "/hot?page=0&metric=lik&period_days=3" });
    const text = (await screen.findByRole("alert")).textContent!;
    expect(text.indexOf("页码（page）：0 超出范围")).toBeGreaterThan(-1);
    expect(text.indexOf("页码（page）：0 超出范围")).toBeLessThan(text.indexOf("2 parameters are not valid"));
    await userEvent.click(screen.getByRole("button", { name: zh.panel.tryWithout }));
    expect(address.now).toBe("/hot?period_days=3");
  });
});

describe("what is not in the data", () => {
  test.each([
    ["product", <ProductPage />, "/products/:id", "/products/zzz", "/api/products/zzz/daily", "/?period_days=3"],
    ["creator", <CreatorPage />, "/creators/:id", "/creators/zzz", "/api/creators/zzz/products", "/creators?period_days=3"],
  ] as const)("a %s has an error and a way back, and no chart, no tabs", async (kind, page, path, at, question, back) => {
    serve({ [question]: problem(404, `${kind} "zzz" by the end of 2026-03-10 is not known`), "/api/products": { data: [], window: WINDOW, coverage: COVERAGE, page: none } });
    const { container } = show(page, { path, at: `${at}?period_days=3` });
    const line = await screen.findByText(`截至 2026-03-10，数据里没有这个${zh.refusal.kinds[kind]}：zzz`);
    const alert = line.closest<HTMLElement>("[role=alert]")!;
    expect(within(alert).getByRole("link", { name: zh.panel.backToList }).getAttribute("href")).toBe(back);
    expect(container.querySelectorAll(".card, [role=tab], .curve")).toHaveLength(0);
  });
  test("is not a product that merely has no videos in these days", async () => {
    const answer = { window: WINDOW, coverage: COVERAGE };
    serve({ "/api/products/p1/daily": { data: [], ...answer }, "/api/products": { data: [], ...answer, page: none }, "/api/videos": { data: [], ...answer, page: none } });
    show(<ProductPage />, { path: "/products/:id", at: "/products/p1" });
    expect(await screen.findAllByRole("button", { name: zh.panel.tryGained })).toHaveLength(1);
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

test.each([
  ["overall", 0.1234, "综合12.34%占全部商品"],
  ["play", 1234, "播放1,234"],
  ["share", 5, null],
] as const)("a product's page shows what it is ranked by, where that is %s", async (metric, value, tile) => {
  const answer = { window: WINDOW, coverage: COVERAGE };
  const counts = { total_digg_count: 5, total_collect_count: 5, total_share_count: 5, total_comment_count: 5, avg_digg_count: 5, avg_collect_count: 5, avg_share_count: 5, avg_comment_count: 5 };
  const row = { product_id: "p1", product_title: "口红", brand: null, category: null, category2: null, price: null, sales: null, video_count: 1, creator_count: 1, ...counts, last_seen: null, value };
  serve({ "/api/products/p1/daily": { data: [], ...answer }, "/api/products": { data: [row], ...answer, page: { ...none, total: 1 } }, "/api/videos": { data: [], ...answer, page: none } });
  const { container } = show(<ProductPage />, { path: "/products/:id", at: `/products/p1?metric=${metric}` });
  await screen.findByRole("heading", { name: /口红/ });
  const tiles = [...container.querySelectorAll(".tiles > div")].map((one) => one.textContent);
  expect(tiles).toHaveLength(tile ? 10 : 9);
  if (tile) expect(tiles).toContain(tile);
});

test("the order by bands is explained with the share that holds", async () => {
  serve({ "/api/creators": { data: [{ creator_id: "lily", nickname: "lily", fans: null, avatar: null, video_count: 1, product_count: 1, last_seen: null }], window: WINDOW, coverage: COVERAGE, page: { ...none, total: 1 } } });
  show(<CreatorsPage />, { at: "/creators?similarity=0.2" });
  expect(await screen.findByText(zh.bands(wording(zh, "zh").percent(0.2)))).toBeTruthy();
});
