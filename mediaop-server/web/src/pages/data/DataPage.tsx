import { useCategories, useMeta } from "../../api/questions";
import type { Meta } from "../../api/schema";
import { useAddress } from "../../app/address";
import { CoverageList } from "../../parts/Basis";
import { Filters } from "../../parts/Filters";
import { Card, Page } from "../../parts/Page";
import { QueryPanel } from "../../parts/QueryPanel";
import { useWords } from "../../words";
import { daysBetween, duration, moment } from "../../words/times";
import { CrawlCalendar } from "./CrawlCalendar";
import { RefreshButton } from "./RefreshButton";
import { Rejected } from "./Rejected";
import { Runs } from "./Runs";

/** 数据状况: how fresh the data is, what is missing, how to refresh it. */
export function DataPage() {
  const { t } = useWords();
  const { params } = useAddress();
  const asked = useMeta();
  const left = useCategories(params);
  return (
    <Page title={t.data.title} lead={t.data.lead}>
      <RefreshButton />
      <QueryPanel asked={asked}>
        {({ data }) => (
          <>
            <Figures meta={data} />
            <div className="columns">
              <Card title={t.data.calendar}><CrawlCalendar meta={data} /></Card>
              <Card title={t.data.rejectedTitle}><Rejected rows={data.rows} /></Card>
            </div>
          </>
        )}
      </QueryPanel>
      <Card title={t.data.left}>
        <Filters metric={false} category={false} />
        <QueryPanel asked={left} rows={5}>{({ coverage }) => <CoverageList coverage={coverage} />}</QueryPanel>
      </Card>
      <QueryPanel asked={asked} rows={2}>{({ data }) => <Card title={t.data.runs}><Runs runs={data.runs} /><p className="hint">mediaop {data.version} · {data.timezone} · <code>{data.data_version}</code></p></Card>}</QueryPanel>
    </Page>
  );
}

function Figures({ meta }: { meta: Meta }) {
  const { t, short } = useWords();
  const counts = [[meta.video_count, t.data.videos], [meta.creator_count, t.data.creators], [meta.product_count, t.data.products], [meta.category_count, t.data.categories]] as const;
  const age = meta.last_snapshot ? duration(Date.now() - Date.parse(meta.last_snapshot), t) : null;
  const days = meta.first_day && meta.last_day ? daysBetween(meta.first_day, meta.last_day) : 0;
  return (
    <dl className="tiles">
      <div><dt>{t.data.fresh}</dt><dd className="small">{moment(meta.last_snapshot)}{age && <small>{t.data.ago(age)}</small>}</dd></div>
      <div><dt>{t.data.range}</dt><dd className="small">{meta.first_day ?? t.missing} – {meta.last_day ?? t.missing}<small>{t.data.daysCovered(meta.days_covered, days)}</small></dd></div>
      {counts.map(([count, name]) => <div key={name}><dt>{name}</dt><dd>{short(count)}</dd></div>)}
      <div><dt>{t.data.metrics}</dt><dd className="small">{meta.metrics.map((name) => t.metrics[name as keyof typeof t.metrics] ?? name).join(" · ") || t.missing}</dd></div>
    </dl>
  );
}
