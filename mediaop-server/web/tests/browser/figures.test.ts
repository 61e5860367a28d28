import { gzipSync } from "node:zlib";
import { afterAll, expect, inject, test } from "vitest";
import { functionCalls } from "./calls";
import { settled, visit } from "./browser";
import { CHANGES, changed } from "./filters";

const figures: string[] = [];
afterAll(() => console.log(["figures of the page:", ...figures].join("\n  ")));

// What the page costs, in what does not depend on the machine: bytes, rows drawn, functions called,
// of which a third more than now are allowed. How long it takes is measured by scripts/bench-page.sh.

const KILOBYTE = 1000;

test("the first page is at most 500 kB of gzip, charts included, in parts of their own", async () => {
  const server = inject("demo");
  const { page, end } = await visit(server, "/");
  const names = await page.evaluate(() => [location.pathname, ...performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname)]);
  const files = [...new Set(names)].filter((name) => name.startsWith("/assets/") || name === "/" || name === "/favicon.svg");
  const sizes = await Promise.all(files.map(async (file) => [file, gzipSync(Buffer.from(await (await fetch(server + file)).arrayBuffer())).length] as const));
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const charts = sizes.filter(([file]) => file.includes("charts")).reduce((sum, [, size]) => sum + size, 0);
  figures.push(`first load: ${Math.round(total / KILOBYTE)} kB gzip, of which charts, loaded after the page stands: ${Math.round(charts / KILOBYTE)} kB`);
  expect(charts).toBeGreaterThan(100 * KILOBYTE);
  expect(total).toBeLessThanOrEqual(500 * KILOBYTE);
  await end();
  const other = await visit(server, "/hot");
  expect(await other.page.evaluate(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("charts")).length)).toBe(0);
  await other.end();
});

test("the table stands without the charts, and by few function calls", async () => {
  const server = inject("demo");
  const { page, end } = await visit(server, "/data");
  // Held back until the table was seen: a wait for them would never end, and what they call is not the table's.
  const asked: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/assets/charts-*.js", async (route) => {
    asked.push(route.request().url());
    await held;
    await route.continue();
  });
  const calls = await functionCalls(page);
  await page.goto(`${server}/`, { waitUntil: "commit" });
  await page.waitForSelector("tr[data-row]");
  const count = await calls.taken();
  release();
  await settled(page);
  expect(asked).toHaveLength(1);
  figures.push(`function calls until the table stands: ${count}`);
  expect(count).toBeGreaterThan(10_000);
  expect(count).toBeLessThanOrEqual(700_000);
  await end();
});

test("at 2,000 products a change of filter asks nothing twice, draws what can be seen, and calls few functions", async () => {
  const { page, end } = await visit(inject("two_thousand"), "/?period_days=3");
  expect(await page.locator(".card-head h2").innerText()).toContain("2000");
  expect(await page.locator("tr[data-row]").count()).toBeLessThanOrEqual(60);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const calls = await functionCalls(page);
  const counts: number[] = [];
  for (const name of CHANGES) {
    asked.length = 0;
    await calls.taken();
    await changed(page, name);
    counts.push(await calls.taken());
    const questions = asked.map((url) => new URL(url).pathname).filter((path) => path.startsWith("/api/"));
    expect(questions).toContain("/api/products/matrix");
    expect(questions).toEqual([...new Set(questions)]);
  }
  figures.push(`function calls of a change of a filter at 2,000 products: ${counts.join(", ")}`);
  expect(Math.max(...counts)).toBeLessThanOrEqual(3_000_000);
  await end();
});

test("10,000 points under the pointer call few functions a move", async () => {
  const { page, end } = await visit(inject("ten_thousand"), "/?period_days=3");
  await settled(page);
  const chart = (await page.locator(".scatter").boundingBox())!;
  const calls = await functionCalls(page);
  const moves = 30;
  for (let step = 0; step < moves; step++) await page.mouse.move(chart.x + 80 + step * 30, chart.y + 100 + (step % 7) * 30);
  await settled(page);
  const each = Math.round((await calls.taken()) / moves);
  figures.push(`function calls of a move of the pointer over 10,000 points: ${each}`);
  expect(each).toBeLessThanOrEqual(120_000);
  await end();
});
