import { render, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { Growth } from "../../src/parts/Growth";
import { growthLabel } from "../../src/words/growth";
import { en } from "../../src/words/en";
import { zh } from "../../src/words/zh";

type Row = Parameters<typeof growthLabel>[0];
const label = (row: Row) => growthLabel(row, zh, "zh");

describe("growth", () => {
  test("of a product first seen is “new”, and no percentage", () => {
    expect(label({ growth: null, growth_reason: "new", previous: null, gained: 2043 })).toMatchObject({ text: "新", tone: "new" });
  });
  test("from a zero base is “new”, and not a percentage", () => {
    const { text, hint, tone } = label({ growth: null, growth_reason: "previous_not_positive", previous: 0, gained: 50 });
    expect([text, tone]).toEqual(["新", "new"]);
    expect(hint).toBe(zh.growth.zeroBase);
  });
  test("from zero to zero is neither new nor a rise", () => {
    expect(label({ growth: null, growth_reason: "previous_not_positive", previous: 0, gained: 0 })).toMatchObject({ text: "—", tone: "none" });
  });
  test("from a loss says that the days before fell", () => {
    expect(label({ growth: null, growth_reason: "previous_not_positive", previous: -10, gained: 50 }).text).toBe("前期为负");
  });
  test.each([["no_previous", "前期无增量"], ["previous_not_covered", "前期缺抓取"], ["no_gained", "—"]] as const)("%s is said in words", (growth_reason, text) => {
    expect(label({ growth: null, growth_reason, previous: null, gained: null })).toMatchObject({ text, tone: "none" });
  });
  test.each([[0.5, "+50%", "up"], [-0.5, "−50%", "down"], [0, "0%", "none"]])("of %d is %s", (growth, text, tone) => {
    expect(label({ growth, growth_reason: null, previous: 100, gained: 1 })).toEqual({ text, tone, hint: null, partial: false });
  });
  test("on a running day keeps its value and says so", () => {
    render(<Growth row={{ growth: 1, growth_reason: "partial", previous: 10, gained: 20 }} />);
    expect(screen.getByText("+100%")).toBeTruthy();
    expect(screen.getByText("未完")).toBeTruthy();
  });
  test("no reason that the API knows is left without words, in either language", () => {
    for (const words of [zh, en]) {
      for (const growth_reason of ["no_gained", "new", "no_previous", "previous_not_positive", "previous_not_covered"] as const) {
        const { text, hint } = growthLabel({ growth: null, growth_reason, previous: -1, gained: 1 }, words, "en");
        expect(text).not.toBe("");
        expect(hint).toBeTruthy();
      }
    }
  });
});
