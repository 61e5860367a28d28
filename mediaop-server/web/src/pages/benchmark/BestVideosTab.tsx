import { useBestVideos } from "../../api/questions";
import type { CreatorBestVideo } from "../../api/schema";
import { useAddress } from "../../app/address";
import { Amount } from "../../parts/Amount";
import { BasisLine } from "../../parts/Basis";
import { DataTable, type Column } from "../../parts/DataTable";
import { Category, CreatorLink, ProductLink, WhyButton } from "../../parts/links";
import { useMetricOrder } from "../../parts/metricOrder";
import { NothingFits } from "../../parts/NothingFits";
import { Pages } from "../../parts/Pages";
import { QueryPanel } from "../../parts/QueryPanel";
import { useValueColumn } from "../../parts/ValueColumn";
import { VideoCell } from "../../parts/videoColumns";
import { useWords } from "../../words";

const METRICS = ["digg", "collect", "share", "comment"] as const;

/** Each creator's best single video, side by side. */
export function BestVideosTab() {
  const { t, exact } = useWords();
  const { get, params } = useAddress();
  const asked = useBestVideos(params);
  const metric = get("metric") ?? "digg";
  const columns: Column<CreatorBestVideo>[] = [
    { key: "creator", title: t.columns.creator, onPhone: "head", cell: (row) => <div className="stack"><CreatorLink id={row.creator_id} nickname={row.nickname} /><small><Category first={row.category} /></small></div> },
    { key: "video", title: t.columns.bestVideo, cell: ({ video }) => (video ? <VideoCell row={video} withCreator={false} /> : <Amount value={null} />) },
    { key: "product", title: t.columns.product, cell: ({ video }) => video && <ProductLink id={video.product_id} title={video.product_title} /> },
    ...useValueColumn<CreatorBestVideo>(metric, METRICS, ({ video }) => video?.value),
    ...METRICS.map((name): Column<CreatorBestVideo> => ({
      key: name, title: t.metrics[name], isNumber: true, metric: name, cell: ({ video }) => <span data-chosen={name === metric || undefined}><Amount value={video?.[`${name}_count`]} /></span>,
    })),
    { key: "times", title: t.columns.times, hint: t.timesHint, isNumber: true, cell: ({ video }) => (video?.times_creator_median == null ? <Amount value={null} /> : `×${exact(video.times_creator_median, 1)}`) },
    { key: "why", title: t.columns.why, cell: ({ video }) => video && <WhyButton video={video.aweme_id} /> },
  ];
  const order = useMetricOrder(columns);
  return (
    <QueryPanel asked={asked} rows={10} isEmpty={({ data }) => data.length === 0} empty={(answer) => <NothingFits answer={answer} />}>
      {({ data, window, coverage, page }) => (
        <>
          <BasisLine window={window} coverage={coverage} address={asked.address} />
          <DataTable caption={t.benchmark.best} columns={columns} rows={data} rowKey={(row) => `${row.creator_id} ${row.category}`} {...order} />
          <Pages total={page.total} pageSize={page.page_size} page={page.page} />
        </>
      )}
    </QueryPanel>
  );
}
