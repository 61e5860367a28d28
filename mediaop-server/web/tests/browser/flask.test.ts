import { describe, expect, inject, test } from "vitest";
import type { Data } from "./answers";
import { ask, column, rowKeys, settled, violations, visit } from "./browser";
import { FLASK } from "./data";

const server = inject("flask");
const answers = <A>(path: string) => ask<A>(server, `${FLASK.answers}${path}`);

describe.skipIf(server === "")("in a Flask app, below a prefix", () => {
  test("the page shows what the app's answers say, and its addresses hold", async () => {
    const { page, problems, end } = await visit(server, `${FLASK.page}/hot?period_days=15`);
    const { data } = await answers<Data<"/api/products/hot">>("/products/hot?period_days=15");
    expect(await rowKeys(page)).toEqual(data.map((row) => row.product_id));
    expect(await column(page, "gained")).toEqual(data.map((row) => row.gained));
    expect(await page.locator(".brand img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    await page.locator("tr[data-row] a").first().click();
    await page.waitForURL(`${server}${FLASK.page}/products/${data[0]!.product_id}?period_days=15&basis=gained`);
    await settled(page);
    await page.reload();
    await settled(page);
    expect(await page.locator(".curve canvas").count()).toBe(1);
    await page.getByRole("link", { name: "总览矩阵" }).click();
    await settled(page);
    expect(new URL(page.url()).pathname).toMatch(new RegExp(`^${FLASK.page}/?$`));
    expect(await page.locator(".scatter canvas").count()).toBe(1);
    expect(problems).toEqual([]);
    await end();
  });

  test("files come from the app, and a refresh shows its progress", async () => {
    const { page, problems, end } = await visit(server, `${FLASK.page}/creators`);
    const href = await page.getByRole("link", { name: "导出 CSV" }).getAttribute("href");
    expect(href).toMatch(new RegExp(`^${FLASK.answers}/creators\\?`));
    const csv = await fetch(server + href);
    expect([csv.status, csv.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    await page.goto(`${server}${FLASK.page}/data`);
    await settled(page);
    await page.getByRole("button", { name: "刷新数据" }).click();
    await expect.poll(() => page.getByText("数据已刷新").count()).toBe(1);
    expect(problems).toEqual([]);
    await end();
  });
});
