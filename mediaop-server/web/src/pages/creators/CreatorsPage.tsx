import { Input } from "antd";
import { useCreators } from "../../api/questions";
import type { CreatorRow } from "../../api/schema";
import { useAddress } from "../../app/address";
import { Amount } from "../../parts/Amount";
import { Bands } from "../../parts/Bands";
import { BasisLine } from "../../parts/Basis";
import { DataTable, type Column } from "../../parts/DataTable";
import { Filters } from "../../parts/Filters";
import { CreatorLink } from "../../parts/links";
import { useMetricOrder } from "../../parts/metricOrder";
import { NothingFits } from "../../parts/NothingFits";
import { Card, Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { QueryPanel } from "../../parts/QueryPanel";
import { useAddressText } from "../../parts/useAddressText";
import { useTotalsColumns } from "../../parts/TotalsColumns";
import { useWords } from "../../words";
import { moment } from "../../words/times";

/** 达人分析: who is there, and who does well? */
export function CreatorsPage() {
  const { t } = useWords();
  const { get, params } = useAddress();
  const [text, setText] = useAddressText("q");
  const asked = useCreators({ ...params, product_id: null });
  const columns: Column<CreatorRow>[] = [
    { key: "creator", title: t.columns.creator, onPhone: "head", cell: (row) => <CreatorLink id={row.creator_id} nickname={row.nickname} avatar={row.avatar} /> },
    { key: "fans", title: t.columns.fans, isNumber: true, cell: (row) => <Amount value={row.fans} /> },
    { key: "video_count", title: t.columns.videos, isNumber: true, cell: (row) => <Amount value={row.video_count} /> },
    { key: "product_count", title: t.columns.products, isNumber: true, cell: (row) => <Amount value={row.product_count} /> },
    ...useTotalsColumns<CreatorRow>(get("metric") ?? "digg"),
    { key: "last_seen", title: t.columns.lastSeen, isNumber: true, cell: (row) => moment(row.last_seen) },
  ];
  const order = useMetricOrder(columns);
  return (
    <Page title={t.creators.title} lead={t.creators.lead} filters={<Filters overall />}>
      <div className="search-line">
        <Input.Search aria-label={t.creators.search} placeholder={t.creators.search} allowClear value={text} onChange={(event) => setText(event.target.value)} className="search" />
      </div>
      <QueryPanel asked={asked} rows={12} isEmpty={({ data }) => data.length === 0} empty={(answer) => <NothingFits answer={answer} narrowedBy={["q"]} />}>
        {({ data, window, coverage, page }) => (
          <>
            <BasisLine window={window} coverage={coverage} address={asked.address} />
            <Card>
              <Bands />
              <DataTable caption={t.creators.title} columns={columns} rows={data} rowKey={(row) => row.creator_id} {...order} />
              <Pages total={page.total} pageSize={page.page_size} page={page.page} />
            </Card>
          </>
        )}
      </QueryPanel>
    </Page>
  );
}
