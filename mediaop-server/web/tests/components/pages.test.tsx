import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { HotPage } from "../../src/pages/hot/HotPage";
import { CompareTab } from "../../src/pages/benchmark/CompareTab";
import { CreatorsTab } from "../../src/pages/benchmark/CreatorsTab";
import { DataPage } from "../../src/pages/data/DataPage";
import { MatrixPage } from "../../src/pages/matrix/MatrixPage";
import { VideosPage } from "../../src/pages/videos/VideosPage";
import { WhyPanel } from "../../src/parts/WhyPanel";
import { zh } from "../../src/words/zh";
import { COVERAGE, META, serve, show, WINDOW } from "./page";

// jsdom draws nothing.
vi.mock("../../src/pages/matrix/Scatter", () => ({ default: () => null }));

const page = { page: 1, page_size: 20, total: 1 };
const none = { digg_count: null, collect_count: null, share_count: null, comment_count: null, play_count: null };
const video = {
  aweme_id: "7310000000000000001", title: "<script>alert(1)</script>", creator_id: "lily", nickname: "\u202Eevil", product_id: "p1", product_title: "口".repeat(300), category: null, category2: null,
  create_time: 1772337600, published_on: "2026-03-01", ...none, digg_count: 5,
  total_digg_count: 5, total_collect_count: null, total_share_count: null, total_comment_count: null, total_play_count: null,
  gained_digg_count: 0, gained_collect_count: null, gained_share_count: null, gained_comment_count: null, gained_play_count: null,
  times_creator_median: null, aweme_url: "javascript:alert(1)", cover_url: "http://plain.example/x.jpg", last_snapshot: null,
};

const hotRow = { product_id: "p1", product_title: "口红", category: null, category2: null, gained: 150, previous: null, growth: null, growth_reason: "new", video_count: 1, new_video_count: 0, creator_count: 1, first_seen: null, daily: [null, 150] };

describe("hot products", () => {
  test("show what is missing as a dash, a change with its sign, and the running day", async () => {
    serve({ "/api/products/hot": { data: [hotRow], window: { ...WINDOW, basis: "gained", partial: true }, coverage: COVERAGE, page } });
    show(<HotPage />);
    const line = (await screen.findByText("口红")).closest("tr")!;
    expect(within(line).getByText("+150")).toBeTruthy();
    expect(within(line).getByText("新")).toBeTruthy();
    expect(line.querySelector('[data-column="previous"]')?.textContent).toBe("—");
    expect(screen.getByText("今天尚未结束，数据还会增加")).toBeTruthy();
  });

  test("that are none say why, and what would bring some", async () => {
    const asked = serve({ "/api/products/hot": { data: [], window: { ...WINDOW, basis: "gained" }, coverage: COVERAGE, page: { ...page, total: 0 } } });
    const { address } = show(<HotPage />, { at: "/hot?category=美妆" });
    expect(await screen.findByText("2026-03-04 至 2026-03-10 之间没有符合条件的作品。")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "试试更长的时间" }));
    expect(address.now).toContain("period_days=30");
    await waitFor(() => expect(asked.some((url) => url.pathname === "/api/products/hot" && url.searchParams.get("period_days") === "30")).toBe(true));
  });

  test("stand by likes where another page is ordered by overall", async () => {
    const asked = serve({ "/api/products/hot": { data: [hotRow], window: { ...WINDOW, basis: "gained" }, coverage: COVERAGE, page } });
    const { address } = show(<HotPage />, { at: "/hot?metric=overall&period_days=3" });
    await screen.findByRole("columnheader", { name: "期间增长 · 点赞" });
    expect(asked.filter((url) => url.pathname === "/api/products/hot").map((url) => url.search)).toEqual(["?period_days=3"]);
    expect(address.now).toBe("/hot?metric=overall&period_days=3");
  });

  test("say what is wrong with a filter, as the API says it", async () => {
    const problem = { type: "", title: "", status: 400, detail: "2 parameters are not valid: page, metric", errors: [{ param: "page", reason: "0 is out of range" }, { param: "metric", reason: "is unknown" }] };
    serve({ "/api/products/hot": new Response(JSON.stringify(problem), { status: 400 }) });
    show(<HotPage />);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("0 is out of range");
    expect(within(alert).getByRole("button", { name: /重\s?试/ })).toBeTruthy();
  });
});

describe("videos", () => {
  test("with nasty titles and links are text, and nothing else", async () => {
    serve({ "/api/videos": { data: [video], window: WINDOW, coverage: COVERAGE, page } });
    const { container } = show(<VideosPage />, { at: "/videos" });
    expect(await screen.findByText("<script>alert(1)</script>")).toBeTruthy();
    expect(container.querySelector("script, img[src]")).toBeNull();
    expect(screen.queryByText("在抖音打开")).toBeNull();
    expect(screen.getByText("\u202Eevil").tagName).toBe("BDI");
  });
  test.each([
    ["zh", "?category=美妆", { videos_without_product: 80, videos_without_category: 3 }, "计入 1 条作品，涉及 93 条，其中 80 条没有商品、3 条的商品没有品类"],
    ["en", "?category=美妆", { videos_without_product: 80, videos_without_category: 3 }, "1 of 93 videos counted (80 without a product, 3 whose product has no category)"],
    ["zh", "", { videos_without_product: 92, videos_without_category: 1 }, "计入 1 条作品，涉及 93 条，其中 92 条没有商品"],
    ["zh", "", { videos_considered: 1, videos_without_creator: 1 }, "涉及 1 条作品，其中 1 条不知道达人"],
  ] as const)("say in %s%s how many are counted, and what is unknown of the others: %o", async (language, category, known, line) => {
    serve({ "/api/videos": { data: [video], window: WINDOW, coverage: { ...COVERAGE, videos_considered: 93, ...known }, page } });
    show(<VideosPage />, { at: `/videos${category}`, language });
    expect((await screen.findByTestId("considered")).textContent).toBe(line);
  });
  test("tell a gain of 0 from one that is not known", async () => {
    serve({ "/api/videos": { data: [video], window: WINDOW, coverage: COVERAGE, page } });
    const { container } = show(<VideosPage />, { at: "/videos" });
    await screen.findByText("<script>alert(1)</script>");
    const gain = (metric: string) => container.querySelector(`[data-column="${metric}_count"] small`)?.textContent;
    expect([gain("digg"), gain("collect")]).toEqual(["0", "—"]);
  });
});

describe("the search for a product", () => {
  const named = (product_id: string) => ({ product_id, product_title: `商品 ${product_id}`, category: null, category2: null, video_count: 1 });
  const products = (url: URL) => ({ data: url.searchParams.get("q") === "口红" ? ["p2", "p1"].map(named) : url.searchParams.get("q") === "口" ? [named("p9")] : [], window: WINDOW, coverage: COVERAGE, page });
  const shown = () => {
    serve({ "/api/videos": { data: [], window: WINDOW, coverage: COVERAGE, page: { ...page, total: 0 } }, "/api/products": products });
    const { address } = show(<VideosPage />, { at: "/videos?category=美妆" });
    return { address, box: screen.getByRole("combobox", { name: zh.videos.search }) };
  };
  test("takes the first that fits at Enter, before the typing has rested", async () => {
    const { address, box } = shown();
    await userEvent.type(box, "口红{Enter}");
    await waitFor(() => expect(address.now).toBe("/videos?product_id=p2"));
  });
  test("says at Enter that nothing fits", async () => {
    const { address, box } = shown();
    await userEvent.type(box, "zzzz{Enter}");
    expect(await screen.findByText(zh.videos.none("zzzz"))).toBeTruthy();
    expect(address.now).not.toContain("product_id");
  });
});

describe("the matrix", () => {
  const point = { product_id: "p1", product_title: "口红", category: null, category2: null, video_count: 2, creator_count: 1, total: 7, avg: 3.5, median: 3.5, best: 9, best_aweme_id: null, good_video_count: 1, good_rate: 0.5 };
  const matrix = { data: { metric: "digg", measure: "total", median_x: 7, median_y: 2, points: [point] }, window: WINDOW, coverage: COVERAGE };
  test("says that a limit for good videos leaves products out, and takes one below 0 as it stands", async () => {
    const asked = serve({ "/api/products/matrix": matrix });
    const { address } = show(<MatrixPage />, { at: "/?min_metric=-5" });
    expect(await screen.findByText(zh.matrix.onlyGood("-5"))).toBeTruthy();
    expect(asked.find((url) => url.pathname.endsWith("matrix"))?.searchParams.get("min_metric")).toBe("-5");
    const field = screen.getByRole<HTMLInputElement>("spinbutton", { name: /^达标线/ });
    await userEvent.click(field);
    await userEvent.tab();
    expect([field.value, address.now]).toEqual(["-5", "/?min_metric=-5"]);
  });
  test("stands by likes where another page is ordered by overall", async () => {
    const asked = serve({ "/api/products/matrix": matrix });
    show(<MatrixPage />, { at: "/?metric=overall" });
    await screen.findByText("口红");
    expect(asked.filter((url) => url.pathname.endsWith("matrix")).map((url) => url.search)).toEqual([""]);
  });
  test("names what leaves its table empty: the search, or the box", async () => {
    serve({ "/api/products/matrix": matrix });
    const { address, container } = show(<MatrixPage />, { at: "/?find=zzz&box=0,9,0,9" });
    expect(await screen.findByText(zh.videos.none("zzz"))).toBeTruthy();
    expect(container.textContent).not.toContain(zh.table.empty);
    await userEvent.click(screen.getByRole("button", { name: zh.panel.tryNoSearch }));
    expect(await screen.findByText("口红")).toBeTruthy();
    await waitFor(() => expect(address.now).toBe("/?box=0%2C9%2C0%2C9"));
  });
  test("offers to clear a box without points", async () => {
    serve({ "/api/products/matrix": matrix });
    const { address } = show(<MatrixPage />, { at: "/?find=p1&box=100,900,0,9" });
    const why = await screen.findByText(zh.matrix.noneInBox);
    await userEvent.click(within(why.closest<HTMLElement>(".notice")!).getByRole("button", { name: zh.matrix.clearBox }));
    expect(await screen.findByText("口红")).toBeTruthy();
    expect(address.now).toBe("/?find=p1");
  });
  test("has no such limit unless one is given", async () => {
    serve({ "/api/products/matrix": matrix });
    show(<MatrixPage />);
    await screen.findByText("口红");
    expect(screen.queryByText(/只列有达标作品/)).toBeNull();
  });
});

test("dates begin with the days that are shown", async () => {
  serve({ "/api/products/hot": { data: [hotRow], window: { ...WINDOW, basis: "gained" }, coverage: COVERAGE, page } });
  const { address } = show(<HotPage />, { at: "/hot?period_days=7" });
  await screen.findByText("口红");
  await userEvent.click(screen.getByRole("button", { name: zh.filters.custom }));
  expect([screen.getByLabelText<HTMLInputElement>(zh.filters.from).value, screen.getByLabelText<HTMLInputElement>(zh.filters.to).value]).toEqual([WINDOW.from, WINDOW.to]);
  fireEvent.change(screen.getByLabelText(zh.filters.from), { target: { value: "2026-03-05" } });
  await userEvent.click(screen.getByRole("button", { name: /应\s?用/ }));
  expect(address.now).toBe("/hot?from=2026-03-05&to=2026-03-10");
});

test("each filter is one stop of the Tab key", async () => {
  serve({ "/api/products/hot": { data: [hotRow], window: { ...WINDOW, basis: "gained" }, coverage: COVERAGE, page } });
  show(<HotPage />);
  await screen.findByText("口红");
  for (const group of screen.getAllByRole("radiogroup")) {
    expect(group.tabIndex).toBe(-1);
    // Radio buttons of one name are one stop.
    expect(new Set(within(group).getAllByRole<HTMLInputElement>("radio").map((radio) => radio.name || radio)).size).toBe(1);
  }
});

describe("a list that is ordered by its metric", () => {
  const lists = { "/api/videos": { data: [video], window: WINDOW, coverage: COVERAGE, page } };
  const heading = (name: string) => screen.getByRole("columnheader", { name });
  test("says so in that column's heading, and another heading chooses its metric", async () => {
    serve(lists);
    const { address } = show(<VideosPage />, { at: "/videos?metric=share&page=2" });
    await screen.findByRole("table");
    expect(screen.getAllByRole("columnheader").filter((one) => one.hasAttribute("aria-sort")).map((one) => one.textContent)).toEqual(["转发"]);
    await userEvent.click(within(heading("转发")).getByRole("button"));
    expect(address.now).toBe("/videos?metric=share&page=2");
    await userEvent.click(within(heading("收藏")).getByRole("button"));
    expect(address.now).toBe("/videos?metric=collect");
    await waitFor(() => expect(heading("收藏").getAttribute("aria-sort")).toBe("descending"));
    expect(heading("转发").querySelector(".faint")).toBeTruthy();
    expect(within(heading("作品")).queryByRole("button")).toBeNull();
  });
  test("says which metric, where it has one column for all", async () => {
    serve({ "/api/products/hot": { data: [hotRow], window: { ...WINDOW, basis: "gained" }, coverage: COVERAGE, page } });
    show(<HotPage />, { at: "/hot?metric=comment" });
    expect((await screen.findByRole("columnheader", { name: "期间增长 · 评论" })).getAttribute("aria-sort")).toBe("descending");
  });
});

describe("the benchmark", () => {
  const totals = { total_digg_count: 5, total_collect_count: null, total_share_count: null, total_comment_count: null, avg_digg_count: 5, avg_collect_count: null, avg_share_count: null, avg_comment_count: null };
  const medians = { median_digg_count: 5, median_collect_count: null, median_share_count: null, median_comment_count: null };
  const creator = (creator_id: string, percentile: number) => ({ creator_id, nickname: creator_id, fans: null, video_count: 1, product_count: 1, ...totals, ...medians, percentile, best_video: null });

  test("gives equal creators equal places, and says when there are too few", async () => {
    const data = { peers: 2, enough_peers: false, category_total: { creator_count: 2, video_count: 2, product_count: 1, ...totals, ...medians }, creators: [creator("lily", 50), creator("ming", 50)] };
    serve({ "/api/benchmark/creators": { data, window: WINDOW, coverage: COVERAGE, page: { ...page, total: 2 } } });
    const { address } = show(<CreatorsTab />, { at: "/benchmark" });
    await screen.findByText("lily");
    expect(screen.getAllByText("50")).toHaveLength(2);
    expect(screen.getByText(/少于 5 位达人/)).toBeTruthy();
    await userEvent.click(screen.getByRole("checkbox", { name: "选择 ming" }));
    expect(address.now).toBe("/benchmark?creator_id=ming");
  });

  test("forgets no creator of several that are chosen before one is drawn", async () => {
    const names = ["lily", "ming", "zhou", "wang", "chen", "li", "sun"];
    const data = { peers: 7, enough_peers: true, category_total: { creator_count: 7, video_count: 7, product_count: 1, ...totals, ...medians }, creators: names.map((name) => creator(name, 50)) };
    serve({ "/api/benchmark/creators": { data, window: WINDOW, coverage: COVERAGE, page: { ...page, total: 7 } } });
    const { address } = show(<CreatorsTab />, { at: "/benchmark?page=2" });
    await screen.findByText("lily");
    const click = (...chosen: string[]) => act(() => chosen.forEach((name) => screen.getByRole("checkbox", { name: `选择 ${name}` }).click()));
    click("lily", "ming", "lily", "zhou");
    expect(address.now).toBe("/benchmark?page=2&creator_id=ming&creator_id=zhou");
    click("lily", "wang", "chen", "li", "sun");
    expect(new URLSearchParams(address.now.split("?")[1]).getAll("creator_id")).toEqual(["ming", "zhou", "lily", "wang", "chen", "li"]);
  });

  test.each([["overall", "综合", 0.71666, "71.67%"], ["play", "播放", 12_300, "1.23万"]])("by %s shows what the creators are ranked by, and that they are", async (metric, name, value, text) => {
    const data = { peers: 1, enough_peers: false, category_total: { creator_count: 1, video_count: 1, product_count: 1, ...totals, ...medians }, creators: [{ ...creator("lily", 50), value }] };
    serve({ "/api/benchmark/creators": { data, window: WINDOW, coverage: COVERAGE, page } });
    const { container } = show(<CreatorsTab />, { at: `/benchmark?metric=${metric}` });
    expect((await screen.findByRole("columnheader", { name })).getAttribute("aria-sort")).toBe("descending");
    expect(container.querySelector('[data-column="value"]')?.textContent).toBe(text);
    await userEvent.hover(screen.getByText(name));
    expect((await screen.findByRole("tooltip")).textContent).toBe(zh.metricHint[metric as "overall"]);
  });

  test("shows a creator without videos in a category as a dash", async () => {
    const nothing = { video_count: 0, total_digg_count: null, total_collect_count: null, total_share_count: null, total_comment_count: null, avg_digg_count: null, avg_collect_count: null, avg_share_count: null, avg_comment_count: null, best_video: null };
    const data = { creators: [creator("lily", 0), creator("ming", 0)], categories: [{ category: "美妆", by_creator: { lily: { ...nothing, ...totals, video_count: 1 }, ming: nothing } }] };
    const asked = serve({ "/api/benchmark/compare": { data, window: WINDOW, coverage: COVERAGE } });
    show(<CompareTab />, { at: "/benchmark?creator_id=lily&creator_id=ming" });
    const line = (await screen.findByText("美妆")).closest("tr")!;
    expect(line.querySelector('[data-column="ming"]')?.textContent).toBe("—");
    expect(line.querySelector('[data-column="lily"]')?.textContent).toContain("5");
    expect(asked.find((url) => url.pathname.endsWith("compare"))?.searchParams.getAll("creator_id")).toEqual(["lily", "ming"]);
  });

  test("asks for two creators before it asks the API", () => {
    const asked = serve({});
    show(<CompareTab />, { at: "/benchmark?creator_id=lily" });
    expect(screen.getByText(/勾选 2 到 6 位/)).toBeTruthy();
    expect(asked.filter((url) => url.pathname.endsWith("compare"))).toEqual([]);
  });
});

describe("why this number", () => {
  const reading = (update_ts: number, digg_count: number | null) => ({ update_ts, ...none, digg_count });
  const days = [
    { date: "2026-03-09", first: reading(1773016200000, 189_700), last: reading(1773059400000, 190_032), baseline: reading(1773016200000, 189_700), increment: { ...none, digg_count: 332 }, reason: "within_day" },
    { date: "2026-03-10", first: reading(1773102600000, 1150), last: reading(1773102600000, 1150), baseline: null, increment: { ...none }, reason: "single_snapshot" },
  ];
  test("shows the arithmetic of each day, and no increment from a single crawl, with all digits", async () => {
    serve({ "/api/videos/7/snapshots": { data: days, window: WINDOW, coverage: COVERAGE } });
    show(<WhyPanel />, { at: "/?why=7" });
    const single = (await screen.findByText("03-10")).closest("tr")!;
    expect(single.querySelector('[data-column="increment"]')?.textContent).toBe("—");
    expect(single.textContent).toContain("当天只抓到一次");
    const whole = screen.getByText("03-09").closest("tr")!;
    expect(whole.querySelector('[data-column="increment"]')?.textContent).toBe("+332");
    // 00:30 in UTC, half past eight in Shanghai.
    expect(whole.querySelector('[data-column="first"]')?.textContent).toBe("189,70003-09 08:30");
    expect(screen.getByTestId("because").textContent).toContain("1,150");
  });
});

describe("the data", () => {
  test("says what was rejected and why, in words", async () => {
    const rows = { read: 10, accepted: 7, blank: 0, inexact_counters: 0, rejected: 3, rejected_by_reason: { update_ts_in_seconds: { count: 3, examples: ["row 2: <b>1773016200</b>"] } } };
    serve({ "/api/meta": { data: { ...META, rows } } });
    show(<DataPage />);
    expect(await screen.findByText("抓取时间是秒，应为毫秒")).toBeTruthy();
    expect(screen.getByText("row 2: <b>1773016200</b>")).toBeTruthy();
    expect(screen.getByText(/1 天没有抓取/)).toBeTruthy();
  });
});
