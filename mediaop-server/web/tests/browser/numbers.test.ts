import { describe, expect, inject, test } from "vitest";
import type { Data } from "./answers";
import { ask, column, rowKeys, settled, visit } from "./browser";

const server = inject("demo");
type Matrix = Data<"/api/products/matrix">;

const matrix = (query = "") => ask<Matrix>(server, `/api/products/matrix${query}`);
const first = <T>(rows: T[], count = 20) => rows.slice(0, count);

describe("filters", () => {
  test("change the numbers to what the API gives, stand in the address, and go back", async () => {
    const { page, problems, end } = await visit(server, "/");
    const shown = async (query: string) => {
      const { data, window } = await matrix(query);
      await expect.poll(() => column(page, "total")).toEqual(first(data.points.map((point) => point.total)));
      expect(await rowKeys(page)).toEqual(first(data.points.map((point) => point.product_id)));
      expect(await column(page, "avg")).toEqual(first(data.points.map((point) => point.avg)));
      expect(await page.getByTestId("window").innerText()).toContain(`${window.from} 至 ${window.to}`);
      expect(new URL(page.url()).search).toBe(query);
    };
    await shown("");
    await page.getByText("30 天", { exact: true }).click();
    await shown("?period_days=30");
    await page.getByText("收藏", { exact: true }).first().click();
    await shown("?period_days=30&metric=collect");
    await page.getByText("期间增长", { exact: true }).first().click();
    await shown("?period_days=30&metric=collect&basis=gained");
    await page.reload();
    await settled(page);
    await shown("?period_days=30&metric=collect&basis=gained");
    await page.goBack();
    await shown("?period_days=30&metric=collect");
    await page.goBack();
    await page.goBack();
    await shown("");
    expect(problems).toEqual([]);
    await end();
  });

  test("by category, dates, and limits ask the API for just that", async () => {
    const { data: categories } = await ask<Data<"/api/categories">>(server, "/api/categories?period_days=30");
    const category = encodeURIComponent(categories[0]!.category);
    const { data: meta } = await ask<Data<"/api/meta">>(server, "/api/meta");
    for (const query of [`?period_days=30&category=${category}`, `?from=${meta.first_day}&to=${meta.last_day}`, "?period_days=30&min_videos=3&min_metric=500", "?period_days=30&measure=median&baseline=previous_close&basis=gained&linked=all"]) {
      const { page, end } = await visit(server, `/${query}`);
      const { data } = await matrix(query);
      expect(data.points.length, query).toBeGreaterThan(0);
      expect(await column(page, "median"), query).toEqual(first(data.points.map((point) => point.median)));
      await end();
    }
  });

  test("that the API refuses are said in its words, with a way back", async () => {
    const { page, end } = await visit(server, "/hot?metric=likes");
    expect(await page.locator("main [role=alert]").innerText()).toContain('"likes" is unknown');
    await page.getByRole("button", { name: "恢复默认" }).click();
    await settled(page);
    expect((await rowKeys(page)).length).toBe(20);
    await end();
  });

  test("chosen from the category list", async () => {
    const { page, end } = await visit(server, "/hot");
    await page.getByRole("combobox", { name: "一级品类" }).click();
    await page.locator(".ant-select-item-option:visible").nth(1).click();
    await settled(page);
    const { data } = await ask<Data<"/api/products/hot">>(server, `/api/products/hot${new URL(page.url()).search}`);
    expect(new URL(page.url()).searchParams.get("category")).toBeTruthy();
    await expect.poll(() => rowKeys(page)).toEqual(data.map((row) => row.product_id));
    await end();
  });
});

describe("tables", () => {
  test("hold what the CSV holds", async () => {
    const { page, end } = await visit(server, "/hot?period_days=15");
    const csv = page.getByRole("link", { name: "导出 CSV" });
    const text = await (await fetch(server + (await csv.getAttribute("href")))).text();
    const [head, ...lines] = text.replace(/^\uFEFF/, "").trim().split(/\r\n/).map((line) => line.split(","));
    const place = (name: string) => head!.indexOf(name);
    // Titles of the demo hold no commas; a line that did would have another length.
    expect(lines.length).toBeGreaterThan(20);
    const cells = (name: string) => first(lines.map((line) => (line[place(name)] === "" ? null : Number(line[place(name)]))));
    expect(await rowKeys(page)).toEqual(first(lines.map((line) => line[place("product_id")]!)));
    for (const name of ["gained", "previous", "video_count", "new_video_count", "creator_count"]) expect(await column(page, name), name).toEqual(cells(name));
    const excel = await fetch(server + (await page.getByRole("link", { name: "导出 Excel" }).getAttribute("href")));
    expect([excel.status, excel.headers.get("content-type")]).toEqual([200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]);
    await end();
  });

  test.each([
    ["a box", "period_days=30&axes=linear&box=1000,400000.5,2,6"],
    ["a search", "period_days=30&find=36"],
    ["a box, a search and a heading", "period_days=30&measure=median&box=0.5,40000,1,9&find=%20装&sort=-creator_count"],
    ["a heading, smallest first", "period_days=15&basis=gained&metric=collect&sort=median"],
  ])("are exported as they stand after %s", async (_, query) => {
    const { page, end } = await visit(server, `/?${query}&page_size=500`);
    const shown = await rowKeys(page);
    const { data } = await matrix(`?${new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => ["period_days", "basis", "metric", "measure"].includes(name)))}`);
    expect(shown.length).toBeGreaterThan(3);
    expect(shown).not.toEqual(data.points.map((point) => point.product_id));
    const text = await (await fetch(server + (await page.getByRole("link", { name: "导出 CSV" }).getAttribute("href")))).text();
    const [head, ...lines] = text.replace(/^\uFEFF/, "").trim().split(/\r\n/).map((line) => line.split(","));
    const cells = (name: string) => lines.map((line) => line[head!.indexOf(name)]!);
    expect(cells("product_id")).toEqual(shown);
    for (const name of ["video_count", "creator_count", "total", "avg", "median", "best"]) {
      expect(await column(page, name), name).toEqual(cells(name).map((cell) => (cell === "" ? null : Number(cell))));
    }
    const excel = await page.getByRole("link", { name: "导出 Excel" }).getAttribute("href");
    expect(new URLSearchParams(excel!.split("?")[1]).toString().replace("xlsx", "csv")).toBe(new URL((await page.getByRole("link", { name: "导出 CSV" }).getAttribute("href"))!, server).searchParams.toString());
    expect((await fetch(server + excel)).status).toBe(200);
    await end();
  });

  test("are sorted by their headings and find products by name", async () => {
    const { data } = await matrix("?period_days=30");
    const { page, end } = await visit(server, "/?period_days=30");
    await page.getByRole("button", { name: "达人", exact: true }).click();
    const creators = data.points.map((point) => point.creator_count).sort((a, b) => b - a);
    await expect.poll(() => column(page, "creator_count")).toEqual(first(creators));
    await page.getByRole("button", { name: "达人", exact: true }).click();
    await expect.poll(() => column(page, "creator_count")).toEqual(first(creators.reverse()));
    const wanted = data.points[0]!.product_title!.slice(0, 5).trim();
    await page.getByPlaceholder("在表中查找商品").fill(wanted);
    const found = Math.min(20, data.points.filter((point) => point.product_title?.includes(wanted)).length);
    await expect.poll(async () => (await rowKeys(page)).length).toBe(found);
    await expect.poll(() => new URL(page.url()).searchParams.get("find")).toBe(wanted);
    await page.reload();
    await settled(page);
    expect((await rowKeys(page)).length).toBe(found);
    await end();
  });

  test("go on to their next page", async () => {
    const { page, end } = await visit(server, "/hot?period_days=30");
    await page.locator(".pages li").filter({ hasText: /^2$/ }).click();
    await settled(page);
    const { data } = await ask<Data<"/api/products/hot">>(server, "/api/products/hot?period_days=30&page=2");
    await expect.poll(() => rowKeys(page)).toEqual(data.map((row) => row.product_id));
    expect(await page.locator(".rank").first().innerText()).toBe("21");
    await end();
  });
});
