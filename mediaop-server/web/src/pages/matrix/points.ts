/** Which points are plotted, on which axes, and which of them are chosen: no number is made here. */
import type { MatrixPoint } from "../../api/schema";

export type Measure = "total" | "avg" | "median" | "best";
export type Axes = "auto" | "linear" | "log";
/** x from, x to, y from, y to. */
export type Box = [number, number, number, number];

export const MEASURES: Measure[] = ["total", "avg", "median", "best"];

export const xOf = (point: MatrixPoint, measure: Measure) => point[measure];

/** Values spread over more than this are read better on a log axis. */
const WIDE = 50;

/** Whether an axis of these values is to be a log axis. */
export function isLog(values: number[], axes: Axes): boolean {
  if (axes !== "auto") return axes === "log";
  if (values.length < 2) return false;
  const [low, high] = extent(values);
  return low > 0 && high / low > WIDE;
}

export function extent(values: number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** `box=1,2,3,4` in the address. */
export function readBox(text: string | null): Box | null {
  const numbers = (text ?? "").split(",").map(Number);
  return text && numbers.length === 4 && numbers.every(Number.isFinite) ? (numbers as Box) : null;
}

export function inBox(point: MatrixPoint, measure: Measure, box: Box): boolean {
  const x = xOf(point, measure);
  return x != null && x >= box[0] && x <= box[1] && point.video_count >= box[2] && point.video_count <= box[3];
}

/** Whether a search, in lower case, is met by a product's name or id. */
export const isFound = (point: MatrixPoint, wanted: string) =>
  (point.product_title ?? "").toLowerCase().includes(wanted) || point.product_id.toLowerCase().includes(wanted);

const PLAIN = new Intl.NumberFormat("en", { useGrouping: false, maximumFractionDigits: 20 });

/** The address at which the API gives what the table shows. */
export function selected(address: string, { box, find, sort }: { box: Box | null; find: string | null; sort: string | null }): string {
  const query = new URLSearchParams();
  if (box) ["x_from", "x_to", "y_from", "y_to"].forEach((name, place) => query.set(name, PLAIN.format(box[place]!)));
  if (find?.trim()) query.set("q", find.trim());
  if (sort && readSort(sort)) query.set("sort", sort);
  if (query.size === 0) return address;
  return address + (address.includes("?") ? "&" : "?") + query.toString();
}

export interface Sort {
  key: keyof MatrixPoint;
  down: boolean;
}

const SORTABLE: (keyof MatrixPoint)[] = ["video_count", "creator_count", "total", "avg", "median", "best", "good_video_count", "good_rate"];

/** `sort=-total` in the address: falling by total. */
export function readSort(text: string | null): Sort | null {
  const down = text?.startsWith("-") ?? false;
  const key = SORTABLE.find((name) => name === (down ? text?.slice(1) : text));
  return key ? { key, down } : null;
}

/** Rows by a column; those without a value stand last either way, ties keep the answer's order. */
export function sorted(points: MatrixPoint[], sort: Sort | null): MatrixPoint[] {
  if (!sort) return points;
  const value = (point: MatrixPoint) => point[sort.key] as number | null;
  return [...points].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left == null || right == null) return Number(left == null) - Number(right == null);
    return sort.down ? right - left : left - right;
  });
}
