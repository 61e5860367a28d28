import { describe, expect, test } from "vitest";
import { exact, percent, short, signed, signedPercent } from "../../src/words/numbers";

describe("a number that is not known", () => {
  test.each([null, undefined])("is a dash and never 0: %s", (value) => {
    for (const text of [exact(value, "zh"), short(value, "zh"), signed(value, "en"), percent(value, "zh"), signedPercent(value, "zh")]) expect(text).toBe("—");
  });
  test("is told from 0", () => {
    expect(exact(0, "zh")).toBe("0");
    expect(short(0, "zh")).toBe("0");
  });
});

describe("counts", () => {
  test.each([
    [9_999, "9,999", "9,999"], [10_000, "1万", "10,000"], [126_529, "12.65万", "126,529"], [1_265_290, "126.5万", "1.27M"], [12_652_900, "1,265万", "12.65M"],
    [126_529_000, "1.27亿", "126.5M"], [-126_529, "−12.65万", "−126,529"], [99_995, "10万", "99,995"],
  ])("%d is %s in Chinese and %s in English", (value, zh, en) => {
    expect(short(value, "zh")).toBe(zh);
    expect(short(value, "en")).toBe(en);
  });
  test("all digits are grouped", () => expect(exact(1_234_567, "zh")).toBe("1,234,567"));
  test("averages keep a decimal", () => expect(short(939.3333333333334, "zh", 1)).toBe("939.3"));
});

describe("changes", () => {
  test.each([[5, "+5"], [-5, "−5"], [0, "0"], [126_529, "+12.65万"]])("%d is %s", (value, text) => expect(signed(value, "zh")).toBe(text));
  test.each([[1.0130940448, "+101.3%"], [-0.735, "−73.5%"], [0, "0%"], [0.0001, "0%"]])("a growth of %d is %s", (value, text) => expect(signedPercent(value, "zh")).toBe(text));
});
