/** `node picture.mjs ADDRESS FILE`: the overview of the last 30 days, as a picture. */
import { chromium } from "playwright-core";

const [address, file] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--headless", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.25, locale: "zh-CN", colorScheme: "light", reducedMotion: "reduce" });
await page.goto(`${address}/?period_days=30`);
await page.waitForSelector(".threshold");
await page.waitForFunction(() => document.querySelectorAll("tr[data-row]").length > 0 && !document.querySelector("[data-stale], .ant-skeleton"));
await page.screenshot({ path: file });
await browser.close();
