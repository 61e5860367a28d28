import { gzipSync } from "node:zlib";
import { afterAll, expect, inject, test } from "vitest";
import { settled, visit } from "./browser";

const figures: string[] = [];
afterAll(() => console.log(["figures of the page:", ...figures].join("\n  ")));

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

// Other work on the machine only makes times longer: the best of some tries is the page's own.
const TRIES = { retry: 3 };

test("it can be used within 2 s on a processor a quarter as fast", TRIES, async () => {
  const server = inject("demo");
  const { page, end } = await visit(server, "/data");
  await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    await page.goto(`${server}/`, { waitUntil: "commit" });
    await page.waitForSelector("tr[data-row]");
    // Since the start of this visit, and once the thread is free to answer.
    times.push(await page.evaluate(() => new Promise<number>((free) => setTimeout(() => free(performance.now()), 0))));
  }
  figures.push(`interactive with the table, CPU a quarter as fast: ${times.map(Math.round).join(", ")} ms`);
  expect(Math.min(...times)).toBeLessThanOrEqual(2000);
  await end();
});

/** Each asks the server anew. */
const CHANGES = ["收藏", "转发", "评论", "期间增长", "点赞", "收藏"];

test("a change of filter is drawn within 200 ms at 2,000 products", TRIES, async () => {
  const { page, end } = await visit(inject("two_thousand"), "/?period_days=3");
  expect(await page.locator(".card-head h2").innerText()).toContain("2000");
  const times: number[] = [];
  for (const name of CHANGES) {
    times.push(await page.evaluate(async (label) => {
      // Every number differs between metrics and between bases.
      const shown = () => document.querySelector('[data-column="total"] data')?.getAttribute("value");
      const before = shown();
      const option = [...document.querySelectorAll<HTMLElement>(".filters .ant-segmented-item")].find((item) => item.textContent === label);
      const began = performance.now();
      option?.querySelector("input")?.click();
      while (shown() === before || document.querySelector("[data-stale]")) await new Promise((drawn) => requestAnimationFrame(drawn));
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 0)));
      return performance.now() - began;
    }, name));
  }
  figures.push(`change of a filter at 2,000 products, until drawn: ${times.map(Math.round).join(", ")} ms`);
  expect(Math.min(...times)).toBeLessThanOrEqual(200);
  await end();
});

test("10,000 points stay fluid under the pointer", async () => {
  const { page, end } = await visit(inject("ten_thousand"), "/?period_days=3");
  await settled(page);
  const chart = (await page.locator(".scatter").boundingBox())!;
  const counting = page.evaluate(() => new Promise<number[]>((done) => {
    const frames: number[] = [];
    const until = performance.now() + 1500;
    const next = (now: number) => {
      frames.push(now);
      if (now < until) requestAnimationFrame(next);
      else done(frames.slice(1).map((at, place) => at - frames[place]!));
    };
    requestAnimationFrame(next);
  }));
  for (let step = 0; step < 30; step++) await page.mouse.move(chart.x + 80 + step * 30, chart.y + 100 + (step % 7) * 30);
  const gaps = (await counting).sort((a, b) => a - b);
  const slow = gaps[Math.floor(gaps.length * 0.95)]!;
  figures.push(`10,000 points under the pointer: a frame takes ${Math.round(gaps[Math.floor(gaps.length / 2)]!)} ms, 95 % at most ${Math.round(slow)} ms`);
  expect(slow).toBeLessThanOrEqual(100);
  await end();
});
