import type { CategoryGroup, CreatorProductGroups, ProductGroup } from "../../api/schema";
import { Amount } from "../../parts/Amount";
import { BestVideo } from "../../parts/BestVideo";
import { DataTable, type Column } from "../../parts/DataTable";
import { Category, ProductLink } from "../../parts/links";
import { useMetricOrder } from "../../parts/metricOrder";
import { useTotalsColumns } from "../../parts/TotalsColumns";
import { useWords } from "../../words";
import { shortDay } from "../../words/times";

/** A creator's groups in order: categories with their products inside, or products. */
export function CreatorGroups({ groups, metric }: { groups: CreatorProductGroups; metric: string }) {
  const first = groups[0];
  if (first && !isCategory(first)) return <ProductTable rows={groups as ProductGroup[]} metric={metric} />;
  return (
    <>
      {(groups as CategoryGroup[]).map((group, place) => (
        <details key={`${group.category} ${group.category2}`} className="group" open={place === 0}>
          <summary><GroupLine group={group} metric={metric} /></summary>
          <ProductTable rows={group.products} metric={metric} />
        </details>
      ))}
    </>
  );
}

const isCategory = (group: CategoryGroup | ProductGroup): group is CategoryGroup => "products" in group;

function GroupLine({ group, metric }: { group: CategoryGroup; metric: string }) {
  const { t } = useWords();
  const counter = (["collect", "share", "comment"] as const).find((name) => name === metric) ?? "digg";
  const name = metric as keyof typeof t.metrics;
  return (
    <span className="group-line">
      <strong><Category first={group.category} second={group.category2} /></strong>
      {metric !== counter && <span title={t.metricHint[name]}>{t.metrics[name]} <Amount value={group.value} isShare={name === "overall"} /></span>}
      <span>{t.metrics[counter]} <Amount value={group[`total_${counter}_count`]} /></span>
      <span>{t.columns.avg} <Amount value={group[`avg_${counter}_count`]} digits={1} /></span>
      <span>{t.columns.videos} <Amount value={group.video_count} /></span>
      <span>{t.columns.products} <Amount value={group.product_count} /></span>
    </span>
  );
}

function ProductTable({ rows, metric }: { rows: ProductGroup[]; metric: string }) {
  const { t } = useWords();
  const columns: Column<ProductGroup>[] = [
    { key: "product", title: t.columns.product, onPhone: "head", cell: (row) => <ProductLink id={row.product_id} title={row.product_title} /> },
    { key: "video_count", title: t.columns.videos, isNumber: true, cell: (row) => <Amount value={row.video_count} /> },
    ...useTotalsColumns<ProductGroup>(metric),
    { key: "best_video", title: t.columns.bestVideo, cell: (row) => <BestVideo video={row.best_video} isShare={metric === "overall"} /> },
    { key: "posts", title: t.columns.posts, isNumber: true, onPhone: "line", cell: (row) => (row.first_post_date && row.last_post_date ? `${shortDay(row.first_post_date)} – ${shortDay(row.last_post_date)}` : t.missing) },
  ];
  return <DataTable caption={t.columns.products} columns={columns} rows={rows} rowKey={(row) => row.product_id} {...useMetricOrder(columns)} />;
}
