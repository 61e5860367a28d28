import { useAddress } from "../app/address";
import { useWords } from "../words";

/** Why rows do not simply fall: those that are about as good stand with more videos first. */
export function Bands() {
  const { t, percent } = useWords();
  const { get } = useAddress();
  return <p className="hint">{t.bands(percent(Number(get("similarity") ?? 0.05)))}</p>;
}
