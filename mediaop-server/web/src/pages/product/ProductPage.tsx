import { Tabs } from "antd";
import { useParams } from "react-router";
import { useCreators, useDaily, useProducts } from "../../api/questions";
import type { CreatorRow, ProductRow } from "../../api/schema";
import { useAddress } from "../../app/address";
import { Amount } from "../../parts/Amount";
import { Bands } from "../../parts/Bands";
import { BasisLine } from "../../parts/Basis";
import { Daily } from "../../parts/Daily";
import { DataTable, type Column } from "../../parts/DataTable";
import { Filters } from "../../parts/Filters";
import { Category, CreatorLink } from "../../parts/links";
import { useMetricOrder } from "../../parts/metricOrder";
import { NothingFits } from "../../parts/NothingFits";
import { Card, Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { Failed, isUnknown, QueryPanel } from "../../parts/QueryPanel";
import { useTotalsColumns } from "../../parts/TotalsColumns";
import { VideoList } from "../../parts/VideoList";
import { useWords } from "../../words";
import { moment } from "../../words/times";

/** A product: its numbers, its curve, its videos, its creators. */
export function ProductPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { get, set, params } = useAddress();
  // The id as a search text finds the product, and perhaps others whose id holds it.
  const asked = useProducts({ ...params, category: null, category2: null, q: id, page: null, page_size: 100 });
  const row = asked.query.data?.data.find((found) => found.product_id === id);
  // A product without videos in the window is in no list, and known all the same.
  const days = useDaily({ of: "products", id }, params);
  if (isUnknown(days)) return <Page title={t.product.title}><Failed asked={days} back="/" /></Page>;
  const basis = get("basis") === "gained" ? "gained" : "posted";
  return (
    <Page title={row?.product_title ?? id} lead={row && <Category first={row.category} second={row.category2} />} filters={<Filters category={false} overall />}>
      <QueryPanel asked={asked} rows={3} isEmpty={({ data }) => !data.some((found) => found.product_id === id)} empty={() => <></>}>
        {() => row && <div><ProductFacts row={row} /><p className="hint">{t.product.totals[basis]}</p></div>}
      </QueryPanel>
      <Card title={t.curve.title}><Daily subject={{ of: "products", id }} /></Card>
      <Card>
        <Tabs
          activeKey={get("tab") ?? "videos"} onChange={(key) => set({ tab: key === "videos" ? null : key })} destroyOnHidden
          items={[
            { key: "videos", label: t.product.videos, children: <><p className="hint">{t.product.group[basis]}</p><VideoList of={{ product_id: id, category: null, category2: null }} /></> },
            { key: "creators", label: t.product.creators, children: <ProductCreators id={id} /> },
          ]}
        />
      </Card>
    </Page>
  );
}

function ProductFacts({ row }: { row: ProductRow }) {
  const { t, exact } = useWords();
  const { get } = useAddress();
  const metrics = ["digg", "collect", "share", "comment"] as const;
  const metric = (get("metric") ?? "digg") as keyof typeof t.metrics;
  const isOverall = metric === "overall";
  return (
    <dl className="tiles">
      <div><dt>{t.columns.videos}</dt><dd><Amount value={row.video_count} /></dd></div>
      <div><dt>{t.columns.creators}</dt><dd><Amount value={row.creator_count} /></dd></div>
      {!metrics.some((name) => name === metric) && (
        <div title={t.metricHint[metric]}><dt>{t.metrics[metric]}</dt><dd><Amount value={row.value} isShare={isOverall} />{isOverall && <small>{t.product.ofAll}</small>}</dd></div>
      )}
      {metrics.map((name) => (
        <div key={name}><dt>{t.metrics[name]}</dt><dd><Amount value={row[`total_${name}_count`]} /><small>{t.columns.avg} <Amount value={row[`avg_${name}_count`]} digits={1} /></small></dd></div>
      ))}
      <div><dt>{t.columns.price}</dt><dd>{row.price == null ? <Amount value={null} /> : `${exact(row.price / 100, 2)} ${t.yuan}`}</dd></div>
      <div><dt>{t.columns.sales}</dt><dd><Amount value={row.sales} /></dd></div>
      <div><dt>{t.columns.lastSeen}</dt><dd className="small">{moment(row.last_seen)}</dd></div>
    </dl>
  );
}

function ProductCreators({ id }: { id: string }) {
  const { t } = useWords();
  const { get, params } = useAddress();
  const asked = useCreators({ ...params, category: null, category2: null, q: null, product_id: id });
  const columns: Column<CreatorRow>[] = [
    { key: "creator", title: t.columns.creator, onPhone: "head", cell: (row) => <CreatorLink id={row.creator_id} nickname={row.nickname} avatar={row.avatar} /> },
    { key: "fans", title: t.columns.fans, isNumber: true, cell: (row) => <Amount value={row.fans} /> },
    { key: "video_count", title: t.columns.videos, isNumber: true, cell: (row) => <Amount value={row.video_count} /> },
    ...useTotalsColumns<CreatorRow>(get("metric") ?? "digg"),
  ];
  const order = useMetricOrder(columns);
  return (
    <QueryPanel asked={asked} isEmpty={({ data }) => data.length === 0} empty={(answer) => <NothingFits answer={answer} />}>
      {({ data, window, coverage, page }) => (
        <>
          <BasisLine window={window} coverage={coverage} address={asked.address} />
          <Bands />
          <DataTable caption={t.product.creators} columns={columns} rows={data} rowKey={(row) => row.creator_id} {...order} />
          <Pages total={page.total} pageSize={page.page_size} page={page.page} />
        </>
      )}
    </QueryPanel>
  );
}
