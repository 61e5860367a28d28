import { render } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { DayRow } from "../../src/api/schema";
import { curveOption } from "../../src/charts/DailyCurve";
import { crawlWeeks } from "../../src/pages/data/crawlDays";
import { runs, Sparkline } from "../../src/parts/Sparkline";
import { wording } from "../../src/words";
import { zh } from "../../src/words/zh";

describe("a sparkline", () => {
  test("is broken where a day has no value, and a lone day is a point", () => {
    expect(runs([5, null, 3, 4, null, null, 1])).toEqual([[[0, 5]], [[2, 3], [3, 4]], [[6, 1]]]);
    const { container } = render(<Sparkline values={[5, null, 3, 4, null, null, 1]} partial={false} />);
    expect(container.querySelectorAll("polyline")).toHaveLength(1);
    expect(container.querySelectorAll("circle:not(.end)")).toHaveLength(2);
  });
  test("of no values is a dash", () => {
    const { container } = render(<Sparkline values={[null, null]} partial={false} />);
    expect(container.textContent).toBe("—");
  });
  test("has a zero line below a rise and above a fall", () => {
    const zero = (values: number[]) => Number(render(<Sparkline values={values} partial={false} />).container.querySelector("line")?.getAttribute("y1"));
    expect(zero([1, 9])).toBeGreaterThan(zero([-1, -9]));
  });
  test("marks a day that is still running", () => {
    const last = (partial: boolean) => render(<Sparkline values={[1, 2]} partial={partial} />).container.querySelector("circle")?.getAttribute("class");
    expect([last(true), last(false)]).toEqual(["running", "end"]);
  });
});

describe("a curve", () => {
  const day = (date: string, digg_count: number | null, more: Partial<DayRow> = {}): DayRow => ({
    date, digg_count, collect_count: null, share_count: null, comment_count: null, play_count: null, video_count: 1, summary_count: 1, partial: false, gap: digg_count === null, span_days: 1, ...more,
  });
  const series = (days: DayRow[]) => (curveOption(days, "digg", wording(zh, "zh"), false).series as { data: unknown[]; connectNulls: boolean }[])[0]!;

  test("leaves a gap where a day has no increment, and draws 0 as 0", () => {
    const { data, connectNulls } = series([day("2026-03-08", 5), day("2026-03-09", null), day("2026-03-10", 0)]);
    expect(data).toEqual([5, null, 0]);
    expect(connectNulls).toBe(false);
  });
  test("draws the running day as a hollow point", () => {
    const { data } = series([day("2026-03-09", 5), day("2026-03-10", 2, { partial: true })]);
    expect(data[1]).toMatchObject({ value: 2, itemStyle: { borderWidth: 2 } });
  });
  test("draws no point on a running day without an increment", () => {
    expect(series([day("2026-03-10", null, { partial: true })]).data).toEqual([null]);
  });
  test("says on hovering that a day has none, and that an increment spans days", () => {
    const days = [day("2026-03-09", null), day("2026-03-10", 7, { span_days: 3 })];
    const { formatter } = curveOption(days, "digg", wording(zh, "zh"), false).tooltip as unknown as { formatter(points: { dataIndex: number }[]): HTMLElement };
    expect(formatter([{ dataIndex: 0 }]).textContent).toContain(zh.curve.noIncrement);
    expect(formatter([{ dataIndex: 1 }]).textContent).toContain("含此前 3 天");
  });
});

describe("the calendar of crawls", () => {
  test("begins weeks on Monday and marks every day of a gap", () => {
    const weeks = crawlWeeks("2026-03-05", "2026-03-10", [{ from: "2026-03-07", to: "2026-03-08" }]);
    expect(weeks).toHaveLength(2);
    // 2026-03-05 is a Thursday.
    expect(weeks[0]?.map((found) => found?.day.slice(8) ?? null)).toEqual([null, null, null, "05", "06", "07", "08"]);
    expect(weeks.flat().filter((found) => found && !found.crawled).map((found) => found?.day)).toEqual(["2026-03-07", "2026-03-08"]);
    expect(weeks[1]?.filter(Boolean)).toHaveLength(2);
  });
});
