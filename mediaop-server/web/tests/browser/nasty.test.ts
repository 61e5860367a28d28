import { describe, expect, inject, test } from "vitest";
import { overflowing, placeOf, settled, violations, visit } from "./browser";
import { NASTY } from "./data";

const server = inject("nasty");
const id = encodeURIComponent(NASTY.id);

const ADDRESSES = ["/", "/hot", "/videos", `/products/${id}`, `/products/${id}?tab=creators`, "/creators", `/creators/${id}`, "/benchmark", "/benchmark?tab=best", `/benchmark?tab=compare&creator_id=${id}&creator_id=c2`, "/videos?why=7310000000000000001"];

describe("titles that break pages", () => {
  test.each(ADDRESSES)("are text at %s", async (address) => {
    const { page, problems, end } = await visit(server, address);
    expect(await page.locator("main [role=alert]").count()).toBe(0);
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
    expect(await page.locator("main").evaluate((main) => main.textContent)).toContain("<script>window.hacked = 1</script>");
    expect(await page.locator("main script, main img[src=x], a[href^=javascript]").count()).toBe(0);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await settled(page);
      expect(await overflowing(page), `at ${width}`).toEqual([]);
    }
    expect(problems).toEqual([]);
    await end();
  });
});

test("a title that turns the direction stays in its own place", async () => {
  const { page, end } = await visit(server, "/videos");
  const titles = page.locator("bdi", { hasText: "gnp.elif" });
  expect(await titles.count()).toBeGreaterThan(0);
  for (const title of await titles.all()) expect(await title.evaluate((element) => getComputedStyle(element).unicodeBidi)).toContain("isolate");
  expect(await violations(page)).toEqual([]);
  await end();
});

test("hovering over a point shows its title as text", async () => {
  const query = "axes=linear";
  // The product whose title is a script: its video read 120 likes at last.
  const at = await placeOf(server, 120, 1, query);
  const { page, end } = await visit(server, `/?${query}&x_line=1&y_line=2`);
  await page.mouse.move(at.x, at.y);
  await expect.poll(() => page.locator(".hover strong").allInnerTexts()).toEqual([NASTY.script]);
  expect(await page.locator(".hover script, .hover img").count()).toBe(0);
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined();
  await end();
});
