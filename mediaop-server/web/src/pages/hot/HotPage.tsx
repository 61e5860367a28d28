import { oneMetric, useHot } from "../../api/questions";
import type { HotProduct } from "../../api/schema";
import { useAddress } from "../../app/address";
import { Amount } from "../../parts/Amount";
import { Bands } from "../../parts/Bands";
import { BasisLine } from "../../parts/Basis";
import { DataTable, type Column } from "../../parts/DataTable";
import { Filters } from "../../parts/Filters";
import { Growth } from "../../parts/Growth";
import { Category, ProductLink } from "../../parts/links";
import { NothingFits } from "../../parts/NothingFits";
import { Card, Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { QueryPanel } from "../../parts/QueryPanel";
import { Sparkline } from "../../parts/Sparkline";
import { useWords } from "../../words";
import { moment } from "../../words/times";

/** 热品: what is hot now, beside as many days before. */
export function HotPage() {
  const { t } = useWords();
  const { params } = useAddress();
  const asked = useHot(params);
  return (
    <Page title={t.hot.title} lead={t.hot.lead} filters={<Filters basis={false} />}>
      <QueryPanel asked={asked} rows={12} isEmpty={({ data }) => data.length === 0} empty={(answer) => <NothingFits answer={answer} />}>
        {({ data, window, coverage, page }) => (
          <>
            <BasisLine window={window} coverage={coverage} address={asked.address} />
            <Card>
              <Bands />
              <HotTable rows={data} partial={window.partial} first={(page.page - 1) * page.page_size + 1} />
              <Pages total={page.total} pageSize={page.page_size} page={page.page} />
            </Card>
          </>
        )}
      </QueryPanel>
    </Page>
  );
}

function HotTable({ rows, partial, first }: { rows: HotProduct[]; partial: boolean; first: number }) {
  const { t, exact } = useWords();
  const { get } = useAddress();
  const metric = t.metrics[(oneMetric(get("metric")) ?? "digg") as keyof typeof t.metrics];
  const columns: Column<HotProduct>[] = [
    { key: "rank", title: t.columns.rank, onPhone: "half", cell: (_, place) => <span className="rank">{exact(first + place)}</span> },
    { key: "product", title: t.columns.product, onPhone: "head", cell: (row) => <div className="stack"><ProductLink id={row.product_id} title={row.product_title} basis="gained" /><small><Category first={row.category} second={row.category2} /></small></div> },
    { key: "gained", title: `${t.columns.gained} · ${metric}`, label: t.columns.gained, hint: t.hot.ordered(metric), isNumber: true, cell: (row) => <strong><Amount value={row.gained} isChange /></strong> },
    { key: "previous", title: t.columns.previous, isNumber: true, cell: (row) => <span className="plain"><Amount value={row.previous} isChange /></span> },
    { key: "growth", title: t.columns.growth, isNumber: true, cell: (row) => <Growth row={row} /> },
    { key: "daily", title: t.columns.trend, cell: (row) => <Sparkline values={row.daily} partial={partial} /> },
    { key: "video_count", title: t.columns.videos, isNumber: true, cell: (row) => <Amount value={row.video_count} /> },
    { key: "new_video_count", title: t.columns.newVideos, isNumber: true, cell: (row) => <Amount value={row.new_video_count} /> },
    { key: "creator_count", title: t.columns.creators, isNumber: true, cell: (row) => <Amount value={row.creator_count} /> },
    { key: "joining_creator_count", title: t.columns.joining, hint: t.columns.joiningHint, isNumber: true, cell: (row) => <Amount value={row.joining_creator_count} /> },
    { key: "first_seen", title: t.columns.firstSeen, isNumber: true, cell: (row) => moment(row.first_seen) },
  ];
  return <DataTable caption={t.hot.title} columns={columns} rows={rows} rowKey={(row) => row.product_id} sort={{ key: "gained", down: true }} />;
}
