import { createContext, use } from "react";
import { exact, percent, short, signed, type Known, type Language } from "./numbers";
import { zh, type Words } from "./zh";

export type { Language, Words };

export interface Wording {
  t: Words;
  language: Language;
  /** 12.65万 */
  short(value: Known, digits?: number): string;
  /** 126,529 */
  exact(value: Known, digits?: number): string;
  /** +1,234 */
  signed(value: Known): string;
  /** 12.5% */
  percent(value: Known, digits?: number): string;
}

export function wording(t: Words, language: Language): Wording {
  return {
    t,
    language,
    short: (value, digits) => short(value, language, digits),
    exact: (value, digits) => exact(value, language, digits),
    signed: (value) => signed(value, language),
    percent: (value, digits) => percent(value, language, digits),
  };
}

export const WordingContext = createContext<Wording>(wording(zh, "zh"));

/** The words of the chosen language, and numbers as it writes them. */
export const useWords = () => use(WordingContext);
