import type { HotProduct } from "../api/schema";
import { MISSING, signedPercent, type Language } from "./numbers";
import type { Words } from "./zh";

export interface GrowthLabel {
  text: string;
  /** Why it is so, where the text alone does not say. */
  hint: string | null;
  tone: "up" | "down" | "none" | "new";
  /** The value is that of a day which is still running. */
  partial: boolean;
}

/** What is said of a product's growth: a percentage only where there is one to compare with. */
export function growthLabel(
  row: Pick<HotProduct, "growth" | "growth_reason" | "previous" | "gained">,
  t: Words,
  language: Language,
): GrowthLabel {
  const { growth, growth_reason: reason, previous, gained } = row;
  const none = (text: string, hint: string | null): GrowthLabel => ({ text, hint, tone: "none", partial: false });
  if (growth != null) {
    const partial = reason === "partial";
    const tone = growth > 0 ? "up" : growth < 0 ? "down" : "none";
    return { text: signedPercent(growth, language), hint: partial ? t.growth.partialHint : null, tone, partial };
  }
  switch (reason) {
    case "new":
      return { text: t.growth.new, hint: t.growth.newHint, tone: "new", partial: false };
    case "previous_not_positive":
      if (previous === 0) {
        const grew = gained != null && gained > 0;
        return grew
          ? { text: t.growth.new, hint: t.growth.zeroBase, tone: "new", partial: false }
          : none(MISSING, t.growth.zeroBase);
      }
      return none(t.growth.previous_not_positive, t.growth.previous_not_positiveHint);
    case "no_previous":
      return none(t.growth.no_previous, t.growth.no_previousHint);
    case "previous_not_covered":
      return none(t.growth.previous_not_covered, t.growth.previous_not_coveredHint);
    case "no_gained":
      return none(MISSING, t.growth.no_gained);
    default:
      return none(MISSING, null);
  }
}
