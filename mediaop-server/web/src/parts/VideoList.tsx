import { useMeta, useVideos } from "../api/questions";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { BasisLine } from "./Basis";
import { Daily } from "./Daily";
import { DataTable } from "./DataTable";
import { useMetricOrder } from "./metricOrder";
import { NothingFits } from "./NothingFits";
import { Pages } from "./Pages";
import { QueryPanel } from "./QueryPanel";
import { useVideoColumns } from "./videoColumns";

interface Props {
  /** Only the videos of a product or of a creator. */
  of?: { product_id?: string; creator_id?: string; category?: null; category2?: null };
}

/** Videos, best first; each opens its daily curve and its snapshots. */
export function VideoList({ of = {} }: Props) {
  const { t } = useWords();
  const { get, set, params } = useAddress();
  const asked = useVideos({ ...params, ...of });
  const { query: { data: meta } } = useMeta();
  const open = get("open");
  const columns = useVideoColumns({
    metric: get("metric") ?? "digg", hasPlays: meta?.data.metrics.includes("play") ?? false, product: of.product_id === undefined, creator: of.creator_id === undefined,
    open: { id: open, toggle: (id) => set({ open: open === id ? null : id }) },
  });
  const order = useMetricOrder(columns);
  return (
    <QueryPanel asked={asked} rows={10} isEmpty={({ data }) => data.length === 0} empty={(answer) => <NothingFits answer={answer} />}>
      {({ data, window, coverage, page }) => (
        <>
          <BasisLine window={window} coverage={coverage} address={asked.address} counted={page.total} />
          <DataTable
            caption={t.columns.videos} columns={columns} rows={data} rowKey={(row) => row.aweme_id} {...order}
            below={(row) => (open === row.aweme_id ? <Daily subject={{ of: "videos", id: row.aweme_id }} /> : null)}
          />
          <p className="hint">{t.columns.twoLines}</p>
          <Pages total={page.total} pageSize={page.page_size} page={page.page} />
        </>
      )}
    </QueryPanel>
  );
}
