import type { ParamError } from "../api/schema";
import type { Words } from "./zh";

type Said = (found: string[], t: Words["refusal"]) => string;

/** What the API says of a parameter, and how the page says it. */
const REASONS: [RegExp, Said][] = [
  [/^(.+) is unknown: expected (.+)$/s, ([given, expected], t) => t.choice(given!, expected!)],
  [/^(.+) is out of range: expected (\S+) to (\S+)$/s, ([given, least, most], t) => t.range(given!, least!, most!)],
  [/^(.+) is no date:/s, ([given], t) => t.date(given!)],
  [/^(.+) is not a whole number/s, ([given], t) => t.whole(given!)],
  [/^(.+) is not a decimal number/s, ([given], t) => t.decimal(given!)],
  [/^(.+) is not known/s, ([given], t) => t.absent(given!)],
  [/^(\S+) is after the window's end, (\S+)$/, ([given, end], t) => t.afterEnd(given!, end!)],
  [/^stands beside from or to/, (_, t) => t.twoWindows],
  [/^has a meaning only within its category/, (_, t) => t.withoutCategory],
  [/^given \d+ times: expected once/, (_, t) => t.twice],
  [/^is empty/, (_, t) => t.empty],
];

/** Which parameter is refused, and what would be right. What is said nowhere here is in the server's own words below. */
export function refused({ param, reason }: ParamError, { refusal }: Words): string {
  const said = REASONS.map(([pattern, say]) => { const found = pattern.exec(reason); return found && say(found.slice(1), refusal); }).find((line) => line !== null);
  return refusal.line(refusal.params[param] ?? param, said ?? refusal.other);
}

/** Which product, creator or video is not in the data; null where the detail is about something else. */
export function unknown(detail: string, { refusal }: Words): string | null {
  const [, kind, id, day] = /^(\w+) "(.*)" by the end of (\S+) is not known/s.exec(detail) ?? [];
  const named = refusal.kinds[kind ?? ""];
  return named && id !== undefined && day ? refusal.unknown(named, id, day) : null;
}
