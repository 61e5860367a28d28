import { Button } from "antd";
import type { Coverage, Window } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { daysBetween } from "../words/times";

/** From this part of all days of all videos on, what is left out is worth a notice. */
const MUCH = 0.1;

/** Whether the day's first crawl as the start leaves out much of what was gained. */
export function leavesMuchOut(window: Window, coverage: Coverage): boolean {
  if (window.basis !== "gained" || window.baseline !== "within_day") return false;
  const crawled = daysBetween(window.from, window.to) - coverage.days_without_crawl.length;
  return coverage.single_snapshot_days > MUCH * coverage.videos_considered * crawled;
}

/** Says that gains lack the days with a single crawl, where these are many, and offers the start that counts them. */
export function LeftOut({ window, coverage }: { window: Window; coverage: Coverage }) {
  const { t } = useWords();
  const { set } = useAddress();
  if (!leavesMuchOut(window, coverage)) return null;
  return (
    <div className="left-out" role="note">
      <p>{t.coverage.leftOut(coverage.single_snapshot_days)}</p>
      <Button size="small" onClick={() => set({ baseline: "previous_close" })}>{t.coverage.tryPreviousClose}</Button>
    </div>
  );
}
