/** A browser for the tests of a file, and what must hold of every visit. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});
afterAll(() => browser?.close());

export interface Visit {
  page: Page;
  /** What went wrong: errors, refusals by the policy, requests to elsewhere. */
  problems: string[];
  end(): Promise<void>;
}

/** A picture in the place of each cover and avatar, which come from elsewhere. */
function picture(url: string): string {
  const hue = [...url].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 4"><rect width="3" height="4" fill="hsl(${hue} 45% 62%)"/><circle cx="1.5" cy="2.6" r="1" fill="hsl(${(hue + 40) % 360} 55% 80%)"/></svg>`;
}

/** Opens an address and waits until it shows its answers. */
export async function visit(server: string, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", colorScheme: "light", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`${message.type()}: ${message.text()}`);
  });
  await context.route((url) => url.origin !== server, async (route) => {
    const request = route.request();
    if (request.resourceType() !== "image" || !request.url().startsWith("https://")) problems.push(`a request to elsewhere: ${request.url()}`);
    await route.fulfill({ contentType: "image/svg+xml", body: picture(request.url()) });
  });
  await page.goto(server + path);
  await settled(page);
  return { page, problems, end: () => context.close() };
}

/** Waits until nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  const waits = ".loading, .ant-skeleton, [data-stale], [aria-busy=true], [data-going]";
  // Twice in a row, with what was drawn in between: an answer can lead to the next question. A change of
  // the address is drawn in pieces, over as many frames as a machine needs: what is idle comes behind them, if it comes
  // at all on a machine that others keep busy.
  for (let times = 0; times < 2; times++) {
    await page.waitForFunction((what) => document.querySelector("main h1") && !document.querySelector(what), waits);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(drawn, { timeout: 10_000 })))));
  }
}

/** What axe finds wrong, each with the elements. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: unknown, options: unknown): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[] }> } };
    return (await axe.run(document, { resultTypes: ["violations"] })).violations;
  });
  return found.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary?.replace(/\s+/g, " ").slice(0, 200)}`));
}

/** What makes the page wider than its window: nothing, or the elements that stick out. */
export const overflowing = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 1);
    return wide.slice(0, 8).map((element) => `${element.tagName} .${element.getAttribute("class")} ends at ${Math.round(element.getBoundingClientRect().right)} of ${width}`);
  });

/** Where two values stand in the matrix's chart: the lines are put there, and measured. */
export async function placeOf(server: string, x: number, y: number, query: string): Promise<{ x: number; y: number }> {
  const { page, end } = await visit(server, `/?${query}&x_line=${x}&y_line=${y}`);
  const [vertical, horizontal] = [await page.locator(".threshold.x").boundingBox(), await page.locator(".threshold.y").boundingBox()];
  await end();
  return { x: vertical!.x + 6.5, y: horizontal!.y + 6.5 };
}

export async function ask<A>(server: string, path: string): Promise<A> {
  const answer = await fetch(server + path);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as A;
}

/** The exact numbers of a column, from top to bottom; null where there is a dash. */
export const column = (page: Page, name: string) =>
  page.locator(`[data-column="${name}"]`).evaluateAll((cells) => cells.map((cell) => {
    const value = cell.querySelector("data")?.getAttribute("value");
    return value == null ? null : Number(value);
  }));

export const rowKeys = (page: Page) => page.locator("tr[data-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row")));
