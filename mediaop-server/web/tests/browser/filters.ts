/** Changes of the filter of metrics and bases, each of which asks the server anew. */
import type { Page } from "playwright-core";

export const CHANGES = ["收藏", "转发", "评论", "期间增长", "点赞", "收藏"];

/** Chooses an option, waits until its numbers are drawn, and tells how many milliseconds that took. */
export function changed(page: Page, name: string): Promise<number> {
  return page.evaluate(async (label) => {
    // Every number differs between metrics and between bases.
    const shown = () => document.querySelector('[data-column="total"] data')?.getAttribute("value");
    const before = shown();
    const option = [...document.querySelectorAll<HTMLElement>(".filters .ant-segmented-item")].find((item) => item.textContent === label);
    const began = performance.now();
    option?.querySelector("input")?.click();
    while (shown() === before || document.querySelector("[data-stale]")) await new Promise((drawn) => requestAnimationFrame(drawn));
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 0)));
    return performance.now() - began;
  }, name);
}
