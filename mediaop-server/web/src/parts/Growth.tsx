import { Tag, Tooltip } from "antd";
import type { HotProduct } from "../api/schema";
import { useWords } from "../words";
import { growthLabel } from "../words/growth";

/** A product's growth in words: a percentage, “new”, or why there is none. */
export function Growth({ row }: { row: Pick<HotProduct, "growth" | "growth_reason" | "previous" | "gained"> }) {
  const { t, language } = useWords();
  const { text, hint, tone, partial } = growthLabel(row, t, language);
  const shown = tone === "new" ? <Tag className="new">{text}</Tag> : <span className={tone}>{text}</span>;
  const whole = <span>{shown}{partial && <small className="partial"> {t.growth.partial}</small>}</span>;
  return hint ? <Tooltip title={hint}><span tabIndex={0}>{whole}<span className="unseen"> {hint}</span></span></Tooltip> : whole;
}
