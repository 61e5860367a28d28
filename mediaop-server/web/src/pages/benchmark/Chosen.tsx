import { Button } from "antd";
import { useAddress } from "../../app/address";
import { useWords } from "../../words";

export const MOST = 6;
export const LEAST = 2;

/** How many creators are chosen, and the way to compare them. */
export function Chosen() {
  const { t } = useWords();
  const { getAll, get, set } = useAddress();
  const chosen = getAll("creator_id");
  return (
    <div className="chosen-line" role="status">
      <span className="muted">{chosen.length === 0 ? t.benchmark.choose : t.benchmark.chosen(chosen.length)}{chosen.length >= MOST && ` · ${t.benchmark.tooMany}`}</span>
      {chosen.length > 0 && (
        <>
          {get("tab") !== "compare" && <Button size="small" type="primary" disabled={chosen.length < LEAST} onClick={() => set({ tab: "compare" })}>{t.benchmark.compareNow}</Button>}
          <Button size="small" onClick={() => set({ creator_id: null })}>{t.benchmark.clear}</Button>
        </>
      )}
    </div>
  );
}
