import { Button } from "antd";
import type { ReactNode } from "react";
import { useMeta } from "../api/questions";
import type { Coverage, Page, Window } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { daysBetween } from "../words/times";
import { LeftOut } from "./LeftOut";
import { NoData } from "./NoData";

interface Props {
  answer: { window: Window; coverage: Coverage; page?: Page };
  /** What the list takes beside the filters of every page: a search, or limits. */
  narrowedBy?: readonly ("q" | Limit)[];
}

type Limit = "min_metric" | "min_videos" | "min_creators";

/** Why a list is empty, and what would fill it. */
export function NothingFits({ answer: { window, coverage, page }, narrowedBy = [] }: Props) {
  const { t } = useWords();
  const { get, set } = useAddress();
  const { query: { data: meta } } = useMeta();
  if (page && page.total > 0) {
    const last = Math.ceil(page.total / page.page_size);
    return <Nothing why={t.panel.emptyPage(page.page, last)}><Button type="primary" onClick={() => set({ page: null })}>{t.panel.tryFirstPage}</Button></Nothing>;
  }
  if (meta && meta.data.summary_count === 0) return <NoData rows={meta.data.rows} />;
  const search = narrowedBy.includes("q") ? get("q") : null;
  if (search !== null) {
    return (
      <Nothing why={t.panel.emptySearch(search)}>
        <Button type="primary" onClick={() => set({ q: null })}>{t.panel.tryNoSearch}</Button>
        <AllCategories />
      </Nothing>
    );
  }
  const { first_day: first, last_day: last } = meta?.data ?? {};
  if (first && last && (last < window.from || window.to < first)) {
    return <Nothing why={t.panel.emptyOutside(first, last)}><Button type="primary" onClick={() => set({ as_of: last, from: null, to: null })}>{t.panel.tryLastDay(last)}</Button></Nothing>;
  }
  const limits = narrowedBy.filter((name) => name !== "q").filter((name) => get(name) !== null);
  const days = daysBetween(window.from, window.to);
  const nothingCrawled = coverage.days_without_crawl.length === days;
  const isLimited = limits.length > 0 && coverage.videos_considered > 0;
  const said = limits.map((name) => `${t.matrix.limits[name]} ${get(name)}`).join(t.window.and);
  return (
    <Nothing why={isLimited ? t.panel.emptyLimits(said) : nothingCrawled ? t.panel.emptyNoCrawl : t.panel.emptyWindow(window.from, window.to)} notice={<LeftOut window={window} coverage={coverage} />}>
      {isLimited && <Button type="primary" onClick={() => set(Object.fromEntries(limits.map((name) => [name, null])))}>{t.panel.tryNoLimits}</Button>}
      {days < 30 && <Button onClick={() => set({ period_days: 30, from: null, to: null })}>{t.panel.tryLonger}</Button>}
      {window.basis === "posted" && <Button onClick={() => set({ basis: "gained" })}>{t.panel.tryGained}</Button>}
      <AllCategories />
    </Nothing>
  );
}

/** A list that is empty: why, and what can be done. */
export function Nothing({ why, notice, children }: { why: string; notice?: ReactNode; children: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="notice">
      <p><strong>{t.panel.empty}</strong></p>
      {notice}
      <p>{why}</p>
      <p className="choices">{children}</p>
    </div>
  );
}

function AllCategories() {
  const { t } = useWords();
  const { get, set } = useAddress();
  return get("category") && <Button onClick={() => set({ category: null, category2: null })}>{t.panel.tryAllCategories}</Button>;
}
