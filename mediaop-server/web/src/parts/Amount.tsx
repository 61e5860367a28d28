import { useWords } from "../words";
import type { Known } from "../words/numbers";

interface Props {
  value: Known;
  /** With `+` or `−`: a change. */
  isChange?: boolean;
  /** With all its digits, where one reckons with it. */
  isExact?: boolean;
  /** A part of a whole. */
  isShare?: boolean;
  /** Decimals, for averages. */
  digits?: number;
}

/** A number: short, with all its digits on hovering. What is not known is `—`, and says so. */
export function Amount({ value, isChange, isExact, isShare, digits }: Props) {
  const { t, exact, short, signed, percent } = useWords();
  if (value == null) return <span className="missing" title={t.missingHint}>{t.missing}</span>;
  if (isShare) return <data value={value} title={percent(value, 6)}>{percent(value, 2)}</data>;
  const text = isExact ? (isChange && value > 0 ? "+" : "") + exact(value, digits) : isChange ? signed(value) : short(value, digits);
  const tone = isChange && value !== 0 ? (value > 0 ? "up" : "down") : undefined;
  return <data value={value} title={exact(value, 2)} className={tone}>{text}</data>;
}
