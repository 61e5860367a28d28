import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Data } from "./answers";
import { ask, overflowing, settled, violations, visit } from "./browser";

const SHOTS = join(import.meta.dirname, "../../screenshots");
mkdirSync(SHOTS, { recursive: true });

/** Every page, with ids that the server knows. */
async function addresses(server: string, query: string): Promise<Record<string, string>> {
  const filter = query ? `?${query}` : "";
  const more = query ? `&${query}` : "";
  const matrix = await ask<Data<"/api/products/matrix">>(server, `/api/products/matrix${filter}`);
  const creators = await ask<Data<"/api/creators">>(server, `/api/creators${filter}`);
  const videos = await ask<Data<"/api/videos">>(server, `/api/videos${filter}`);
  const product = encodeURIComponent(matrix.data.points[0]!.product_id);
  const [one, two, three] = creators.data.map((row) => encodeURIComponent(row.creator_id));
  return {
    matrix: `/${filter}`, hot: `/hot${filter}`, videos: `/videos${filter}`, product: `/products/${product}${filter}`, product_creators: `/products/${product}?tab=creators${more}`,
    creators: `/creators${filter}`, creator: `/creators/${one}${filter}`, benchmark: `/benchmark${filter}`, best: `/benchmark?tab=best${more}`,
    compare: `/benchmark?tab=compare&creator_id=${one}&creator_id=${two}&creator_id=${three}${more}`, data: `/data${filter}`, why: `/videos?why=${videos.data[0]!.aweme_id}${more}`,
  };
}

const PAGES = ["matrix", "hot", "videos", "product", "product_creators", "creators", "creator", "benchmark", "best", "compare", "data", "why"] as const;
const WIDTHS = [1440, 768, 390];

describe("with demo data", () => {
  const server = inject("demo");
  let all: Record<string, string>;
  beforeAll(async () => {
    all = await addresses(server, "");
  });

  test.each(PAGES)("%s is without fault, wide and narrow, light and dark", async (name) => {
    const { page, problems, end } = await visit(server, all[name]!);
    for (const width of WIDTHS) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        await page.emulateMedia({ colorScheme });
        await settled(page);
        await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: name !== "why" });
        expect(await overflowing(page), `${width} ${colorScheme}`).toEqual([]);
        // Colours differ by theme, the layout between wide and narrow.
        if (width === 1440 || (width === 390 && colorScheme === "light")) expect(await violations(page), `${width} ${colorScheme}`).toEqual([]);
      }
    }
    expect(await page.locator("[role=alert]").count()).toBe(0);
    expect(problems).toEqual([]);
    await end();
  });

  test("what finds faults does find them", async () => {
    const { page, problems, end } = await visit(server, all.hot!);
    await page.evaluate(() => {
      document.querySelector("main")!.insertAdjacentHTML("beforeend", '<img src="/favicon.svg"><p class="pale">pale</p><div class="wide">wide</div><p style="color: red">styled</p>');
      document.querySelector<HTMLElement>(".pale")!.style.color = "#eee";
      document.querySelector<HTMLElement>(".wide:last-of-type")!.style.width = "3000px";
      const script = document.createElement("script");
      script.textContent = "window.hacked = 1";
      document.body.append(script);
    });
    const found = (await violations(page)).join("\n");
    for (const rule of ["image-alt", "color-contrast"]) expect(found).toContain(rule);
    expect(await overflowing(page)).not.toEqual([]);
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
    expect(problems.some((problem) => problem.includes("Content Security Policy"))).toBe(true);
    await end();
  });

  test.each(PAGES)("%s says everything in English as well", async (name) => {
    const { page, problems, end } = await visit(server, all[name]!, { storageState: { cookies: [], origins: [{ origin: server, localStorage: [{ name: "mediaop.preferences", value: '{"language":"en"}' }] }] } });
    // The page's own words; what comes from the data stays as it is.
    const words = await page.locator("h1, h2, nav, th, .basis-line, .filters .meaning, dt, .hint, button").allInnerTexts();
    const fromData = new Set(["compare", "creator", "product", "product_creators"].includes(name) ? await page.locator("h1, th[scope=col]").allInnerTexts() : []);
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((text) => /\p{Script=Han}/u.test(text) && !fromData.has(text)), name).toEqual([]);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(problems).toEqual([]);
    await end();
  });

  test("the bars of percentiles stand below each other", async () => {
    const { page, end } = await visit(server, "/benchmark?period_days=30");
    const bars = await page.locator(".percentile").evaluateAll((all) => all.map((one) => ({ text: one.textContent!.length, left: Math.round(one.querySelector("meter")!.getBoundingClientRect().left) })));
    expect(new Set(bars.map(({ text }) => text)).size).toBeGreaterThan(1);
    expect(new Set(bars.map(({ left }) => left)).size).toBe(1);
    await end();
  });

  test("the first visit is in the browser's language, and what is chosen stays", async () => {
    const { page, end } = await visit(server, "/hot", { locale: "en-US" });
    expect(await page.locator("h1").innerText()).toBe("Hot products");
    await page.getByRole("button", { name: "Display" }).click();
    await page.getByText("中文", { exact: true }).click();
    await page.reload();
    await settled(page);
    expect([await page.locator("h1").innerText(), await page.locator("html").getAttribute("lang")]).toEqual(["热品", "zh-CN"]);
    await end();
  });

  test("can be used by the keyboard from its first element on", async () => {
    const { page, end } = await visit(server, "/");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await end();
  });
});

const real = inject("real");
describe.skipIf(real === "")("with real data", () => {
  let all: Record<string, string>;
  beforeAll(async () => {
    const { data } = await ask<Data<"/api/meta">>(real, "/api/meta");
    all = await addresses(real, `period_days=30&as_of=${data.last_day}`);
  });
  test.each(PAGES)("%s loads without a fault", async (name) => {
    const { page, problems, end } = await visit(real, all[name]!);
    await page.screenshot({ path: join(SHOTS, `real-${name}.png`), fullPage: name !== "why" });
    expect(await overflowing(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await end();
  });
});
