import { Checkbox } from "antd";
import { useBenchmark } from "../../api/questions";
import type { BenchmarkedCreator, CategoryTotal } from "../../api/schema";
import { useAddress } from "../../app/address";
import { Amount } from "../../parts/Amount";
import { Bands } from "../../parts/Bands";
import { BasisLine } from "../../parts/Basis";
import { BestVideo } from "../../parts/BestVideo";
import { DataTable, type Column } from "../../parts/DataTable";
import { CreatorLink } from "../../parts/links";
import { useMetricOrder } from "../../parts/metricOrder";
import { NothingFits } from "../../parts/NothingFits";
import { Pages } from "../../parts/Pages";
import { QueryPanel } from "../../parts/QueryPanel";
import { useTotalsColumns } from "../../parts/TotalsColumns";
import { useWords } from "../../words";
import { MOST } from "./Chosen";

/** The creators of a category, with their place among each other. */
export function CreatorsTab() {
  const { t, exact } = useWords();
  const { get, getAll, set, params } = useAddress();
  const asked = useBenchmark(params);
  const chosen = getAll("creator_id");
  const metric = get("metric") ?? "digg";
  const toggle = (id: string) => set((now) => {
    const before = now.getAll("creator_id");
    const others = before.filter((one) => one !== id);
    return { creator_id: others.length < before.length || before.length >= MOST ? others : [...before, id], page: now.get("page") };
  });
  const columns: Column<BenchmarkedCreator>[] = [
    {
      key: "select", title: t.columns.select,
      cell: (row) => (
        <Checkbox
          aria-label={`${t.columns.select} ${row.nickname ?? row.creator_id}`} checked={chosen.includes(row.creator_id)}
          disabled={!chosen.includes(row.creator_id) && chosen.length >= MOST} onChange={() => toggle(row.creator_id)}
        />
      ),
    },
    { key: "creator", title: t.columns.creator, onPhone: "head", cell: (row) => <CreatorLink id={row.creator_id} nickname={row.nickname} /> },
    { key: "fans", title: t.columns.fans, isNumber: true, cell: (row) => <Amount value={row.fans} /> },
    { key: "percentile", title: t.columns.percentile, hint: t.percentileHint, isNumber: true, cell: (row) => <Percentile value={row.percentile} /> },
    { key: "video_count", title: t.columns.videos, isNumber: true, cell: (row) => <Amount value={row.video_count} /> },
    { key: "product_count", title: t.columns.products, isNumber: true, cell: (row) => <Amount value={row.product_count} /> },
    ...useTotalsColumns<BenchmarkedCreator>(metric),
    { key: "best_video", title: t.columns.bestVideo, cell: (row) => <BestVideo video={row.best_video} isShare={metric === "overall"} /> },
  ];
  const order = useMetricOrder(columns);
  return (
    <QueryPanel asked={asked} rows={10} isEmpty={({ data }) => data.creators.length === 0} empty={(answer) => <NothingFits answer={answer} />}>
      {({ data, window, coverage, page }) => (
        <>
          <BasisLine window={window} coverage={coverage} address={asked.address} counted={data.category_total.video_count} />
          <p className="hint">{t.benchmark.peers(data.peers)}{!data.enough_peers && <span className="partial"> · {t.benchmark.few}</span>}</p>
          <Whole total={data.category_total} />
          <Bands />
          <DataTable caption={`${t.benchmark.side} ${exact(data.peers)}`} columns={columns} rows={data.creators} rowKey={(row) => row.creator_id} {...order} />
          <Pages total={page.total} pageSize={page.page_size} page={page.page} />
        </>
      )}
    </QueryPanel>
  );
}

function Percentile({ value }: { value: number | null }) {
  const { exact } = useWords();
  if (value === null) return <Amount value={null} />;
  return <span className="percentile"><meter min={0} max={100} value={value} aria-hidden /><span>{exact(value, 1)}</span></span>;
}

/** What one creator is measured against. */
function Whole({ total }: { total: CategoryTotal }) {
  const { t } = useWords();
  const metrics = ["digg", "collect", "share", "comment"] as const;
  return (
    <dl className="tiles" aria-label={t.benchmark.categoryTotal}>
      <div><dt>{t.benchmark.categoryTotal}</dt><dd><Amount value={total.video_count} /><small>{t.columns.videos}</small></dd></div>
      <div><dt>{t.columns.products}</dt><dd><Amount value={total.product_count} /></dd></div>
      {metrics.map((name) => (
        <div key={name}>
          <dt>{t.metrics[name]}</dt>
          <dd><Amount value={total[`total_${name}_count`]} /><small>{t.columns.avg} <Amount value={total[`avg_${name}_count`]} digits={1} /> · {t.columns.median} <Amount value={total[`median_${name}_count`]} digits={1} /></small></dd>
        </div>
      ))}
    </dl>
  );
}
