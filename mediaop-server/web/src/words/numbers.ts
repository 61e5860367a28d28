/** Numbers as people read them. A number that is not known is never 0. */

export type Language = "zh" | "en";
export type Known = number | null | undefined;

export const MISSING = "—";

const locale = (language: Language) => (language === "zh" ? "zh-CN" : "en-GB");

const formats = new Map<string, Intl.NumberFormat>();
function format(language: Language, digits: number): Intl.NumberFormat {
  const key = `${language}${digits}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits });
    formats.set(key, found);
  }
  return found;
}

/** All digits, grouped: 126,529. */
export function exact(value: Known, language: Language, digits = 0): string {
  return value == null ? MISSING : minus(format(language, digits).format(value));
}

/** As short as it can be read: 12.65万, 1.27亿; 1.27M. Below ten thousand all digits. */
export function short(value: Known, language: Language, digits = 0): string {
  if (value == null) return MISSING;
  const units: [number, string][] = language === "zh" ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"]];
  const size = Math.abs(value);
  for (const [unit, name] of units) {
    if (size >= unit) {
      const scaled = value / unit;
      // Three to four digits in all, as people say it.
      const places = Math.abs(scaled) >= 1000 ? 0 : Math.abs(scaled) >= 100 ? 1 : 2;
      return minus(format(language, places).format(scaled)) + name;
    }
  }
  return exact(value, language, size >= 100 ? Math.min(digits, 1) : digits);
}

/** With its sign; 0 has none, since it is no rise. */
export function signed(value: Known, language: Language, write = short): string {
  if (value == null) return MISSING;
  return value > 0 ? `+${write(value, language)}` : write(value, language);
}

/** A share as a percentage, with one decimal unless more are asked for. */
export function percent(value: Known, language: Language, digits = 1): string {
  return value == null ? MISSING : `${minus(format(language, digits).format(value * 100))}%`;
}

/** A growth as a signed percentage. */
export function signedPercent(value: Known, language: Language): string {
  if (value == null) return MISSING;
  const text = percent(value, language);
  return value > 0 && text !== "0%" ? `+${text}` : text;
}

// A hyphen is too short to be seen before a number.
const minus = (text: string) => text.replace("-", "−");
