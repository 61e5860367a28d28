import { useCompare } from "../../api/questions";
import type { CategoryComparison, ComparedCreator, CreatorInCategory } from "../../api/schema";
import { useAddress } from "../../app/address";
import { Amount } from "../../parts/Amount";
import { BasisLine } from "../../parts/Basis";
import { BestVideo } from "../../parts/BestVideo";
import { DataTable, type Column } from "../../parts/DataTable";
import { Category, CreatorLink } from "../../parts/links";
import { useMetricOrder } from "../../parts/metricOrder";
import { QueryPanel } from "../../parts/QueryPanel";
import { useTotalsColumns } from "../../parts/TotalsColumns";
import { useWords } from "../../words";
import { LEAST } from "./Chosen";

/** Two to six creators: in all, and in each category. */
export function CompareTab() {
  const { t } = useWords();
  const { get, getAll, params } = useAddress();
  const chosen = getAll("creator_id");
  const asked = useCompare(chosen, params);
  const metric = get("metric") ?? "digg";
  const totals = useTotalsColumns<ComparedCreator>(metric);
  const columns: Column<ComparedCreator>[] = [
    { key: "creator", title: t.columns.creator, onPhone: "head", cell: (row) => <CreatorLink id={row.creator_id} nickname={row.nickname} /> },
    { key: "fans", title: t.columns.fans, isNumber: true, cell: (row) => <Amount value={row.fans} /> },
    { key: "video_count", title: t.columns.videos, isNumber: true, cell: (row) => <Amount value={row.video_count} /> },
    ...totals,
    { key: "best_video", title: t.columns.bestVideo, cell: (row) => <BestVideo video={row.best_video} isShare={metric === "overall"} /> },
  ];
  const order = useMetricOrder(columns);
  if (chosen.length < LEAST) return <p className="notice">{t.benchmark.needTwo}</p>;
  return (
    <QueryPanel asked={asked}>
      {({ data, window, coverage }) => (
        <>
          <BasisLine window={window} coverage={coverage} address={asked.address} />
          <DataTable caption={t.benchmark.compare} columns={columns} rows={data.creators} rowKey={(row) => row.creator_id} {...order} />
          <h2>{t.benchmark.overCategories}</h2>
          <Categories creators={data.creators} rows={data.categories} metric={metric} />
        </>
      )}
    </QueryPanel>
  );
}

function Categories({ creators, rows, metric }: { creators: ComparedCreator[]; rows: CategoryComparison[]; metric: string }) {
  const { t } = useWords();
  const counter = (["collect", "share", "comment"] as const).find((name) => name === metric) ?? "digg";
  const columns: Column<CategoryComparison>[] = [
    { key: "category", title: t.columns.category, onPhone: "head", cell: (row) => <Category first={row.category} /> },
    ...creators.map((creator): Column<CategoryComparison> => ({
      key: creator.creator_id, title: creator.nickname ?? t.unnamed, cell: (row) => <InCategory found={row.by_creator[creator.creator_id]} counter={counter} metric={metric} />,
    })),
  ];
  return <DataTable caption={`${t.benchmark.overCategories} · ${t.metrics[counter]}`} columns={columns} rows={rows} rowKey={(row) => row.category} />;
}

/** A creator's share in a category; one who shot nothing for it has no number, not 0. */
function InCategory({ found, counter, metric }: { found: CreatorInCategory | undefined; counter: "digg" | "collect" | "share" | "comment"; metric: string }) {
  const { t } = useWords();
  const [name, isShare] = [metric as keyof typeof t.metrics, metric === "overall"];
  if (!found || found.video_count === 0) return <Amount value={null} />;
  return (
    <div className="stack">
      {metric !== counter && <span><Amount value={found.value} isShare={isShare} /> <small title={t.metricHint[name]}>{t.metrics[name]}</small></span>}
      <span><Amount value={found[`total_${counter}_count`]} /> <small>{t.metrics[counter]} · {t.columns.videos} <Amount value={found.video_count} /></small></span>
      <BestVideo video={found.best_video} isShare={isShare} />
    </div>
  );
}
