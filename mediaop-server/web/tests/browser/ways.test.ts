import { describe, expect, inject, test } from "vitest";
import type { Page } from "playwright-core";
import type { Data } from "./answers";
import { ask, column, placeOf, rowKeys, settled, visit } from "./browser";

const server = inject("demo");

describe("the matrix", () => {
  const query = "period_days=30&axes=linear";

  test("opens a product by a click on its point, and its videos and creators are there", async () => {
    const { data } = await ask<Data<"/api/products/matrix">>(server, "/api/products/matrix?period_days=30");
    // The point that stands apart, right of all others.
    const point = [...data.points].sort((a, b) => (b.total ?? 0) - (a.total ?? 0))[0]!;
    const at = await placeOf(server, point.total!, point.video_count, query);
    const { page, problems, end } = await visit(server, `/?${query}&x_line=1&y_line=1`);
    await page.mouse.move(at.x, at.y);
    await expect.poll(() => page.locator(".hover strong").innerText()).toBe(point.product_title);
    await page.mouse.click(at.x, at.y);
    await page.waitForURL(`**/products/${point.product_id}?period_days=30`);
    await settled(page);
    const { data: videos } = await ask<Data<"/api/videos">>(server, `/api/videos?period_days=30&product_id=${point.product_id}`);
    await expect.poll(() => rowKeys(page)).toEqual(videos.map((video) => video.aweme_id));
    await page.getByRole("tab", { name: "达人" }).click();
    await settled(page);
    // Of all its videos: there may be more of them than on a page.
    const all = await ask<Data<"/api/videos">>(server, `/api/videos?period_days=30&product_id=${point.product_id}&page_size=200`);
    const creators = [...new Set(all.data.map((video) => video.creator_id).filter(Boolean))];
    await expect.poll(async () => (await rowKeys(page)).sort()).toEqual(creators.sort());
    expect(await page.locator(".curve canvas").count()).toBe(1);
    await page.goBack();
    await page.goBack();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/");
    expect(problems).toEqual([]);
    await end();
  });

  test("selects the products in a box, which the address keeps", async () => {
    const { data } = await ask<Data<"/api/products/matrix">>(server, "/api/products/matrix?period_days=30");
    // Around the point that stands in the middle by X, and whatever else stands near it.
    const known = data.points.filter(({ total }) => total !== null);
    const middle = known[Math.floor(known.length / 2)]!;
    const at = await placeOf(server, middle.total!, middle.video_count, query);
    const { page, problems, end } = await visit(server, `/?${query}&page_size=100`);
    await page.getByRole("button", { name: "框选" }).click();
    // A box begins inside the axes, and the point may stand at one.
    await page.mouse.move(at.x + 100, at.y - 40);
    await page.mouse.down();
    await page.mouse.move(at.x - 8, at.y + 8, { steps: 5 });
    await page.mouse.up();
    expect(problems).toEqual([]);
    await expect.poll(() => new URL(page.url()).searchParams.get("box")).toBeTruthy();
    const [left, right, low, high] = new URL(page.url()).searchParams.get("box")!.split(",").map(Number) as [number, number, number, number];
    const inside = data.points.filter(({ total, video_count }) => total !== null && total >= left && total <= right && video_count >= low && video_count <= high);
    expect(inside).toContainEqual(middle);
    expect(inside.length).toBeLessThan(data.points.length);
    await expect.poll(() => rowKeys(page)).toEqual(inside.map((point) => point.product_id).slice(0, 100));
    await page.reload();
    await settled(page);
    expect(await rowKeys(page)).toEqual(inside.map((point) => point.product_id).slice(0, 100));
    await end();
  });

  test("has limits that are dragged, or moved by keys, and go back to the medians", async () => {
    const { page, end } = await visit(server, `/?${query}`);
    const line = page.getByRole("slider", { name: "竖线：横轴分界" });
    const value = async () => Number(await line.getAttribute("aria-valuenow"));
    const median = await value();
    await line.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(value).toBeGreaterThan(median);
    await page.keyboard.press("Home");
    await expect.poll(value).toBe(median);
    const box = (await line.boundingBox())!;
    await page.mouse.move(box.x + 6, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 206, box.y + 100, { steps: 4 });
    await page.mouse.up();
    await expect.poll(value).toBeGreaterThan(median);
    // The last of its moves is in the address before it is drawn.
    await settled(page);
    expect(Number(new URL(page.url()).searchParams.get("x_line"))).toBe(await value());
    await end();
  });
});

describe("drill-downs", () => {
  test("from what is hot to three videos to learn from", async () => {
    const { page, end } = await visit(server, "/");
    await page.getByRole("link", { name: "热品" }).click();
    await settled(page);
    const product = (await rowKeys(page))[0]!;
    await page.locator("tr[data-row] a").first().click();
    // What made it hot is what its page shows first.
    await page.waitForURL(`**/products/${product}?basis=gained`);
    await settled(page);
    const { data } = await ask<Data<"/api/videos">>(server, `/api/videos?basis=gained&product_id=${product}`);
    await expect.poll(async () => (await rowKeys(page)).slice(0, 3)).toEqual(data.slice(0, 3).map((video) => video.aweme_id));
    expect(await page.getByRole("link", { name: "在抖音打开" }).first().getAttribute("href")).toBe(data[0]!.aweme_url);
    await end();
  });

  test("from a number to its snapshots and back", async () => {
    const { page, end } = await visit(server, "/videos");
    const video = (await rowKeys(page))[0]!;
    const { data } = await ask<Data<"/api/videos/{aweme_id}/snapshots">>(server, `/api/videos/${video}/snapshots`);
    await page.getByRole("button", { name: "依据", exact: true }).first().click();
    const panel = page.getByRole("dialog", { name: "为什么是这个数" });
    await expect.poll(() => panel.locator("tr[data-row]").count()).toBe(data.length);
    const shown = await panel.locator('[data-column="increment"] data').evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("value"))));
    expect(shown).toEqual([...data].reverse().map((day) => day.increment?.digg_count).filter((much) => much != null));
    expect(await panel.getByTestId("because").innerText()).toContain(data.at(-1)!.last.digg_count!.toLocaleString("en"));
    expect(await page.evaluate(() => document.activeElement?.closest("dialog") !== null)).toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    expect(new URL(page.url()).search).toBe("");
    await end();
  });

  test("from a creator's category to the best video, and the video's curve", async () => {
    const { page, end } = await visit(server, "/creators");
    const creator = (await rowKeys(page))[0]!;
    await page.locator("tr[data-row] a").first().click();
    await page.waitForURL(`**/creators/${encodeURIComponent(creator)}`);
    await settled(page);
    const { data } = await ask<Data<"/api/creators/{creator_id}/products">>(server, `/api/creators/${encodeURIComponent(creator)}/products`);
    const groups = data.groups as { category: string; products: { product_id: string }[] }[];
    expect(await page.locator(".group summary strong").allInnerTexts()).toEqual(groups.map((group) => group.category));
    expect(await page.locator("details[open] tr[data-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row")))).toEqual(groups[0]!.products.map((product) => product.product_id));
    await page.getByRole("button", { name: "每日" }).first().click();
    await expect.poll(() => page.locator("tr.below .curve canvas").count()).toBe(1);
    await end();
  });

  test("from creators side by side to a comparison", async () => {
    const { page, end } = await visit(server, "/benchmark");
    const ids = (await rowKeys(page)).slice(0, 3) as string[];
    await page.getByRole("checkbox").evaluateAll((boxes) => boxes.slice(0, 3).forEach((box) => (box as HTMLElement).click()));
    for (const place of [0, 1, 2]) await expect.poll(() => page.getByRole("checkbox").nth(place).isChecked()).toBe(true);
    await page.getByRole("button", { name: "对比所选" }).click();
    await settled(page);
    const { data } = await ask<Data<"/api/benchmark/compare">>(server, `/api/benchmark/compare?${ids.map((id) => `creator_id=${encodeURIComponent(id)}`).join("&")}`);
    await expect.poll(async () => (await rowKeys(page)).slice(0, 3)).toEqual(data.creators.map((row) => row.creator_id));
    expect((await column(page, "total_digg_count")).slice(0, 3)).toEqual(data.creators.map((row) => row.total_digg_count));
    await end();
  });

  test("from a search to a product's videos", async () => {
    const { data } = await ask<Data<"/api/products">>(server, "/api/products?page_size=1");
    const { product_id, product_title } = data[0]!;
    const { page, end } = await visit(server, "/videos");
    await page.getByPlaceholder("按商品名称或编号查找").fill(product_title!.slice(0, 6));
    await page.locator(".ant-select-item-option:visible", { hasText: product_title! }).first().click();
    await expect.poll(() => new URL(page.url()).searchParams.get("product_id")).toBe(product_id);
    await settled(page);
    const { data: videos } = await ask<Data<"/api/videos">>(server, `/api/videos?product_id=${product_id}`);
    await expect.poll(() => rowKeys(page)).toEqual(videos.map((video) => video.aweme_id));
    await end();
  });
});

test("Enter in the search takes the first product, or what the arrows stand on", async () => {
  const { data } = await ask<Data<"/api/products">>(server, `/api/products?q=${encodeURIComponent("装")}&page_size=10`);
  expect(data.length).toBeGreaterThan(2);
  const chosen = (page: Page) => new URL(page.url()).searchParams.get("product_id");
  const { page, problems, end } = await visit(server, "/videos");
  const box = page.getByRole("combobox", { name: "按商品名称或编号查找" });
  await box.fill("装");
  await box.press("Enter");
  await expect.poll(() => chosen(page)).toBe(data[0]!.product_id);
  await settled(page);
  await box.fill("装");
  await expect.poll(() => page.locator(".ant-select-item-option:visible").count()).toBeGreaterThan(2);
  for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await box.press(key);
  await expect.poll(() => chosen(page)).toBe(data[1]!.product_id);
  await settled(page);
  expect(chosen(page)).toBe(data[1]!.product_id);
  expect(problems).toEqual([]);
  await end();
});

test("without a network a change says that the server cannot be reached, and comes with it", async () => {
  const { page, end } = await visit(server, "/hot");
  await page.context().setOffline(true);
  await page.getByText("30 天", { exact: true }).click();
  await expect.poll(() => page.locator("main [role=alert]").allInnerTexts()).toEqual([expect.stringContaining("连不上服务")]);
  await page.context().setOffline(false);
  const { data } = await ask<Data<"/api/products/hot">>(server, "/api/products/hot?period_days=30");
  await expect.poll(() => rowKeys(page)).toEqual(data.map((row) => row.product_id));
  await end();
});

describe("a refresh", () => {
  test("shows its progress to the end, and a run more", async () => {
    const { page, problems, end } = await visit(server, "/data");
    const runs = await page.locator("tr[data-row]").count();
    await page.getByRole("button", { name: "刷新数据" }).click();
    await expect.poll(() => page.getByRole("progressbar").count()).toBe(1);
    await expect.poll(() => page.getByText("数据已刷新").count()).toBe(1);
    // A refresh reads new rows alone, and there are none.
    expect(await page.locator(".refresh").innerText()).toContain("没有新的快照");
    await expect.poll(() => page.locator("tr[data-row]").count()).toBe(runs + 1);
    expect(problems).toEqual([]);
    await end();
  });
});

describe("pictures", () => {
  const images = (page: Page) => page.locator(".picture img").count();
  test("come from the platform, and not when they are switched off", async () => {
    const { page, end } = await visit(server, "/videos");
    expect(await images(page)).toBeGreaterThan(0);
    await page.getByRole("button", { name: "显示设置" }).click();
    await page.getByRole("switch", { name: /显示封面和头像/ }).click();
    expect(await images(page)).toBe(0);
    await page.reload();
    await settled(page);
    expect(await images(page)).toBe(0);
    await end();
  });
});
