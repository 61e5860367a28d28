/** Days and moments, which the API gives in the configured time zone. */
import { MISSING } from "./numbers";
import type { Words } from "./zh";

/** `2026-11-21T04:26:32.329+08:00` → `11-21 04:26`: as written, whatever zone the browser is in. */
export function moment(text: string | null | undefined, withYear = false): string {
  const parts = /^(\d{4})-(\d{2}-\d{2})T(\d{2}:\d{2})/.exec(text ?? "");
  return parts ? `${withYear ? `${parts[1]}-` : ""}${parts[2]} ${parts[3]}` : MISSING;
}

/** Milliseconds since 1970 in a time zone, `11-21 04:26`. */
export function instant(ms: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(ms);
  const part = (type: string) => parts.find((found) => found.type === type)?.value;
  return `${part("month")}-${part("day")} ${part("hour")}:${part("minute")}`;
}

/** `2026-11-21` → `11-21`. */
export const shortDay = (day: string) => day.slice(5);

/** How many days `from` to `to` are, both included. */
export const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

/** A duration in its largest unit: `3 小时`. */
export function duration(ms: number, t: Words): string {
  const units: [number, string][] = [[86_400_000, t.duration.day], [3_600_000, t.duration.hour], [60_000, t.duration.minute]];
  for (const [unit, name] of units) {
    if (ms >= unit) return `${Math.floor(ms / unit)} ${name}`;
  }
  return t.duration.now;
}
