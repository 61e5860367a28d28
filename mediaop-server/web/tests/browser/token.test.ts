import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import type { Page } from "playwright-core";
import { overflowing, rowKeys, settled, violations, visit } from "./browser";
import { TOKEN } from "./data";

const server = inject("locked");
const SHOTS = join(import.meta.dirname, "../../screenshots");

/** Refusals for want of the token, which a browser writes down. */
const expected = (problem: string) => problem.includes("status of 401");
const others = (problems: string[]) => problems.filter((problem) => !expected(problem));

const dialog = (page: Page) => page.getByRole("dialog", { name: "需要访问令牌" });

async function give(page: Page, token: string) {
  await dialog(page).getByLabel("访问令牌").fill(token);
  await page.keyboard.press("Enter");
}

async function unlocked(path: string) {
  const visited = await visit(server, path);
  await give(visited.page, TOKEN);
  await expect.poll(() => dialog(visited.page).count()).toBe(0);
  await settled(visited.page);
  return visited;
}

beforeAll(async () => {
  expect((await fetch(`${server}/api/meta`)).status).toBe(401);
});

test("a server's token is asked for, a wrong one refused, the right one kept in the tab", async () => {
  const { page, problems, end } = await visit(server, "/hot?period_days=30");
  await expect.poll(() => dialog(page).count()).toBe(1);
  for (const [name, width] of [["wide", 1440], ["narrow", 390]] as const) {
    await page.setViewportSize({ width, height: 844 });
    expect(await overflowing(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: join(SHOTS, `token-${name}.png`) });
  }
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
  // There is no way past it.
  await page.keyboard.press("Escape");
  await expect.poll(() => dialog(page).count()).toBe(1);
  await give(page, "not-the-token-at-all");
  await expect.poll(() => dialog(page).getByRole("alert").count()).toBe(1);
  expect(await dialog(page).innerText()).toContain("令牌不对");
  await give(page, `  ${TOKEN} `);
  await expect.poll(() => dialog(page).count()).toBe(0);
  await settled(page);
  expect((await rowKeys(page)).length).toBe(20);
  await page.reload();
  await settled(page);
  expect([await dialog(page).count(), (await rowKeys(page)).length]).toEqual([0, 20]);
  // Another tab of the same browser knows nothing of it.
  const other = await page.context().newPage();
  await other.goto(`${server}/hot`);
  await expect.poll(() => dialog(other).count()).toBe(1);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(TOKEN);
  expect(others(problems)).toEqual([]);
  await end();
});

test("files and progress come with the token", async () => {
  const { page, problems, end } = await unlocked("/hot?period_days=15");
  const shown = await rowKeys(page);
  for (const [name, ending] of [["导出 CSV", "csv"], ["导出 Excel", "xlsx"]] as const) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^mediaop-hot-.*\\.${ending}$`));
    const file = readFileSync(await download.path());
    if (ending === "csv") expect(file.toString("utf8").trim().split("\r\n").slice(1, 21).map((line) => line.split(",")[0])).toEqual(shown);
    else expect(file.subarray(0, 2).toString()).toBe("PK");
  }
  await page.getByRole("link", { name: "数据状况" }).click();
  await settled(page);
  await page.getByRole("button", { name: "刷新数据" }).click();
  await expect.poll(() => page.getByText("数据已刷新").count()).toBe(1);
  expect(others(problems)).toEqual([]);
  await end();
});

test("the token can be forgotten, and its data goes with it", async () => {
  const { page, end } = await unlocked("/hot");
  await page.getByRole("button", { name: "显示设置" }).click();
  await page.getByRole("button", { name: "忘记令牌" }).click();
  await expect.poll(() => dialog(page).count()).toBe(1);
  await expect.poll(() => page.locator("tr[data-row]").count()).toBe(0);
  await page.reload();
  await expect.poll(() => dialog(page).count()).toBe(1);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await end();
});
