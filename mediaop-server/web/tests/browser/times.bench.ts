/** How long the page takes: not among the tests, since the machine has a part in it. */
import { expect, inject, test } from "vitest";
import { settled, visit } from "./browser";
import { CHANGES, changed } from "./filters";

const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

/** A line of the report, which scripts/bench-page.sh looks for. */
function figure(what: string, times: number[], most: number) {
  const rounded = times.map(Math.round);
  console.log(`page | ${what} | ${median(rounded)} | ${Math.min(...rounded)}–${Math.max(...rounded)} | ${most} |`);
  expect.soft(median(times), what).toBeLessThanOrEqual(most);
}

test("until it can be used", async () => {
  const server = inject("demo");
  const { page, end } = await visit(server, "/data");
  await (await page.context().newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const times: number[] = [];
  for (let run = 0; run < 9; run++) {
    await page.goto(`${server}/`, { waitUntil: "commit" });
    await page.waitForSelector("tr[data-row]");
    // Since the start of this visit, and once the thread is free to answer.
    times.push(await page.evaluate(() => new Promise<number>((free) => setTimeout(() => free(performance.now()), 0))));
  }
  figure("until it can be used with its table, on a processor a quarter as fast", times, 2000);
  await end();
});

test("a change of a filter", async () => {
  const { page, end } = await visit(inject("two_thousand"), "/?period_days=3");
  const times: number[] = [];
  for (const name of CHANGES) times.push(await changed(page, name));
  figure("from a change of a filter until it is drawn, at 2,000 products", times, 200);
  await end();
});

test("10,000 points under the pointer", async () => {
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
  figure("between two frames with the pointer over 10,000 points", await counting, 100);
  await end();
});
