import { describe, expect, test } from "vitest";
import { en } from "../../src/words/en";

type Said = string | ((...given: string[]) => string) | { [name: string]: Said } | Said[];

/** All that is said, with a number in each place: as a text, which does for a name too. */
function said(words: Said, n: number): string[] {
  if (typeof words === "string") return [];
  if (typeof words === "function") return [words(...Array<string>(words.length).fill(String(n)))];
  return Object.values(words).flatMap((word) => said(word, n));
}

describe("in English, what is counted", () => {
  const counted = "(?:video days?|videos?|days?|rows?|products?|creators?)\\b";
  const found = (n: number) => said(en as unknown as Said, n).flatMap((line) => line.match(new RegExp(`\\b${n} ${counted}`, "g")) ?? []);
  test("has a form for one alone, and another for more", () => {
    const [one, more] = [found(1), found(2)];
    expect(one.length).toBeGreaterThan(10);
    expect(more).toHaveLength(one.length);
    expect(one.filter((words) => words.endsWith("s"))).toEqual([]);
    expect(more.filter((words) => !words.endsWith("s"))).toEqual([]);
  });
  test.each([
    [en.matrix.noValue(1), "1 product lacks this metric and stands in the table alone"], [en.matrix.notLog(2), "2 products are at 0 or below and cannot stand on a log axis"],
    [en.panel.emptyAllRejected(1), "1 row was read and none was accepted."], [en.matrix.inBox(1, 1), "1 of 1 product in the box"], [en.matrix.inBox(1, 2), "1 of 2 products in the box"],
    [en.coverage.unitVideos(1), "video"], [en.coverage.unitDays(1), "video day"], [en.coverage.unitDays(0), "video days"], [en.window.considered(1_265_290), "1.27M videos"], [en.table.total(1_265), "1,265 rows"],
  ])("%s", (line, expected) => expect(line).toBe(expected));
});
