import { describe, expect, test } from "vitest";
import { address } from "../../src/api/questions";
import { carried, changed } from "../../src/app/address";

const after = (before: string, change: Parameters<typeof changed>[1]) => changed(new URLSearchParams(before), change).toString();

describe("the page's address", () => {
  test("leaves out what holds anyway", () => expect(after("metric=share", { metric: "digg", basis: "gained" })).toBe("basis=gained"));
  test("goes back to the first page when the rows change, and not when they are looked at", () => {
    expect(after("page=3", { category: "美妆" })).toBe(`category=${encodeURIComponent("美妆")}`);
    expect(after("page=3", { why: "7" })).toBe("page=3&why=7");
    expect(after("page=3", { page: 4 })).toBe("page=4");
  });
  test("forgets limits that were drawn for another number", () => expect(after("x_line=5&box=1,2,3,4", { metric: "share" })).toBe("metric=share"));
  test("keeps several values of one name", () => expect(after("", { creator_id: ["a", "b&c"] })).toBe("creator_id=a&creator_id=b%26c"));
  test("carries the shared filters to another page, and no others", () => {
    expect(carried(new URLSearchParams("period_days=30&measure=avg&page=2&metric=share"))).toBe("?period_days=30&metric=share");
    expect(carried(new URLSearchParams())).toBe("");
  });
});

describe("a question's address", () => {
  test("holds what was given and no more", () => expect(address("/api/x", { a: 1, b: null, c: undefined, d: "", e: "中" })).toBe(`/api/x?a=1&e=${encodeURIComponent("中")}`));
  test("repeats a parameter", () => expect(address("/api/x", { id: ["a", "b"] })).toBe("/api/x?id=a&id=b"));
});
