import { describe, expect, test } from "vitest";
import type { MatrixPoint } from "../../src/api/schema";
import { inBox, isLog, readBox, readSort, selected, sorted } from "../../src/pages/matrix/points";
import { plotted } from "../../src/pages/matrix/scatterOption";

const point = (product_id: string, total: number | null, video_count = 1): MatrixPoint => ({
  product_id, product_title: null, category: null, category2: null, video_count, creator_count: 1, total, avg: null, median: null, best: null, best_aweme_id: null, good_video_count: null, good_rate: null,
});
const ids = (points: MatrixPoint[]) => points.map((found) => found.product_id).join("");

describe("the table beside the matrix", () => {
  const points = [point("a", 5), point("b", null), point("c", 9), point("d", 5), point("e", -1), point("f", 0)];
  test("keeps the answer's order until a column is chosen", () => expect(ids(sorted(points, null))).toBe("abcdef"));
  test("keeps ties in the answer's order, and stands missing last both ways", () => {
    expect(ids(sorted(points, readSort("-total")))).toBe("cadfeb");
    expect(ids(sorted(points, readSort("total")))).toBe("efadcb");
  });
  test("knows no column that is not there", () => expect([readSort(null), readSort("-nothing"), readSort("__proto__")]).toEqual([null, null, null]));
});

describe("a box", () => {
  test("is read from the address, or is none", () => {
    expect(readBox("1,2,3,4.5")).toEqual([1, 2, 3, 4.5]);
    for (const wrong of [null, "", "1,2,3", "1,2,3,x", "1,2,3,4,5"]) expect(readBox(wrong)).toBeNull();
  });
  test("holds its borders, and no point without a value", () => {
    expect(inBox(point("a", 5, 2), "total", [5, 5, 2, 2])).toBe(true);
    expect(inBox(point("a", 5, 3), "total", [5, 5, 2, 2])).toBe(false);
    expect(inBox(point("a", null), "total", [-9, 9, 0, 9])).toBe(false);
  });
});

describe("axes", () => {
  test("are logarithmic where the spread asks for it, and never with values at 0 or below", () => {
    expect(isLog([1, 60], "auto")).toBe(true);
    expect(isLog([1, 40], "auto")).toBe(false);
    expect(isLog([0, 6000], "auto")).toBe(false);
    expect(isLog([-5, 6000], "auto")).toBe(false);
    expect(isLog([7], "auto")).toBe(false);
  });
  test("say how many points they cannot show", () => {
    const points = [point("a", 5), point("b", null), point("c", 0), point("d", 9)];
    const plot = (axes: "linear" | "log") => plotted({ points, measure: "total", metric: "digg", axes, box: null });
    expect(plot("linear")).toMatchObject({ withoutX: 1, notOnLog: 0 });
    expect(plot("log")).toMatchObject({ withoutX: 1, notOnLog: 1 });
    expect(plot("log").shown.map(({ place }) => place)).toEqual([0, 3]);
  });
});

describe("what the table shows, as the API gives it", () => {
  const nothing = { box: null, find: null, sort: null };
  test("nothing chosen asks for nothing more", () => {
    expect(selected("/api/products/matrix?metric=share", { ...nothing, find: "  ", sort: "-colour" })).toBe("/api/products/matrix?metric=share");
  });
  test("numbers have no exponent, whatever their size", () => {
    const address = selected("/api/products/matrix", { ...nothing, box: [1e-7, 1.5e21, -2, 3.25] });
    expect(Object.fromEntries(new URLSearchParams(address.split("?")[1]))).toEqual({ x_from: "0.0000001", x_to: "1500000000000000000000", y_from: "-2", y_to: "3.25" });
  });
  test("a search and a heading stand behind what was asked", () => {
    expect(selected("/m?a=1", { ...nothing, find: " 防晒 & ", sort: "best" })).toBe(`/m?a=1&${new URLSearchParams({ q: "防晒 &", sort: "best" })}`);
  });
});
