import { Button } from "antd";
import { useMeta } from "../api/questions";
import type { Coverage, Window } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { daysBetween } from "../words/times";
import { LeftOut } from "./LeftOut";
import { NoData } from "./NoData";

/** Why a list is empty, and what would fill it. */
export function NothingFits({ window, coverage }: { window: Window; coverage: Coverage }) {
  const { t } = useWords();
  const { get, set } = useAddress();
  const { query: { data: meta } } = useMeta();
  if (meta && meta.data.summary_count === 0) return <NoData rows={meta.data.rows} />;
  const { first_day: first, last_day: last } = meta?.data ?? {};
  if (first && last && (last < window.from || window.to < first)) {
    return (
      <div className="notice">
        <p><strong>{t.panel.empty}</strong></p>
        <p>{t.panel.emptyOutside(first, last)}</p>
        <p className="choices"><Button type="primary" onClick={() => set({ as_of: last, from: null, to: null })}>{t.panel.tryLastDay(last)}</Button></p>
      </div>
    );
  }
  const days = daysBetween(window.from, window.to);
  const nothingCrawled = coverage.days_without_crawl.length === days;
  return (
    <div className="notice">
      <p><strong>{t.panel.empty}</strong></p>
      <LeftOut window={window} coverage={coverage} />
      <p>{nothingCrawled ? t.panel.emptyNoCrawl : t.panel.emptyWindow(window.from, window.to)}</p>
      <p className="choices">
        {days < 30 && <Button onClick={() => set({ period_days: 30, from: null, to: null })}>{t.panel.tryLonger}</Button>}
        {window.basis === "posted" && <Button onClick={() => set({ basis: "gained" })}>{t.panel.tryGained}</Button>}
        {get("category") && <Button onClick={() => set({ category: null, category2: null })}>{t.panel.tryAllCategories}</Button>}
      </p>
    </div>
  );
}
