import { expect, inject, test } from "vitest";
import type { Data } from "./answers";
import { ask, column, rowKeys, settled, violations, visit } from "./browser";

const server = inject("demo");
const phone = { viewport: { width: 390, height: 844 } };

test.each(["/", "/hot", "/videos", "/creators", "/benchmark"])("at %s the filters are one button, and the numbers begin on the first half of the screen", async (path) => {
  const { page, problems, end } = await visit(server, path, phone);
  expect(await page.locator(".filters:visible").count()).toBe(0);
  expect((await page.locator(".basis-line").first().boundingBox())!.y).toBeLessThan(422);
  const button = page.getByRole("button", { name: "筛选条件" });
  expect(await button.innerText()).toContain(path === "/hot" ? "近 7 天 · 点赞 · 全部品类" : "近 7 天 · 点赞 · 期间发布 · 全部品类");
  await button.click();
  await page.locator(".filters").getByText("收藏", { exact: true }).click();
  await expect.poll(() => button.innerText()).toContain("近 7 天 · 收藏");
  await settled(page);
  expect(await violations(page)).toEqual([]);
  expect(problems).toEqual([]);
  await end();
});

test("what limits the matrix is said while it is folded away", async () => {
  const { page, end } = await visit(server, "/?measure=median&min_videos=2&baseline=previous_close", phone);
  expect(await page.getByRole("button", { name: "筛选条件" }).innerText()).toContain("中位数 · 作品至少 2 · 前一日最后抓取");
  await end();
});

test("the matrix is sorted by a column, in either direction, and by rank again", async () => {
  const { data } = await ask<Data<"/api/products/matrix">>(server, "/api/products/matrix?period_days=30");
  const creators = data.points.map((point) => point.creator_count).sort((a, b) => b - a);
  const { page, end } = await visit(server, "/?period_days=30", phone);
  await page.getByRole("combobox", { name: "排序" }).selectOption({ label: "排序 · 达人" });
  await expect.poll(() => column(page, "creator_count")).toEqual(creators.slice(0, 20));
  expect(await violations(page)).toEqual([]);
  await page.getByRole("combobox", { name: "方向" }).selectOption({ label: "从低到高" });
  await expect.poll(() => column(page, "creator_count")).toEqual(creators.reverse().slice(0, 20));
  await page.getByRole("combobox", { name: "排序" }).selectOption({ label: "排序 · 按名次" });
  await expect.poll(() => rowKeys(page)).toEqual(data.points.slice(0, 20).map((point) => point.product_id));
  await end();
});

test("cards have their rank, and no number is broken", async () => {
  const { page, end } = await visit(server, "/hot?period_days=30", phone);
  expect(await page.locator('tr[data-row] [data-column="rank"]:visible').allInnerTexts()).toEqual(Array.from({ length: 20 }, (_, place) => String(place + 1)));
  await page.goto(`${server}/?period_days=30&page_size=100`);
  await settled(page);
  const heights = await page.locator('[data-column="best"] data').evaluateAll((numbers) => numbers.map((number) => [number.textContent, number.getBoundingClientRect().height] as const));
  expect(heights.length).toBeGreaterThan(20);
  expect(heights.filter(([, height]) => height > 30)).toEqual([]);
  await end();
});
