import { useMemo } from "react";
import type { MatrixPoint } from "../../api/schema";
import { useAddress } from "../../app/address";
import { Amount } from "../../parts/Amount";
import { Bands } from "../../parts/Bands";
import { DataTable, type Column } from "../../parts/DataTable";
import { Category, ProductLink, WhyButton } from "../../parts/links";
import { Pages } from "../../parts/Pages";
import { useWords } from "../../words";
import { PhoneSort } from "./PhoneSort";
import { readSort, sorted } from "./points";

interface Props {
  rows: MatrixPoint[];
  hasGood: boolean;
  caption: string;
}

/** The same products as a table, in the answer's order or by a column. */
export function MatrixTable({ rows, hasGood, caption }: Props) {
  const { t, percent } = useWords();
  const { get, set } = useAddress();
  const sortText = get("sort");
  const sort = useMemo(() => readSort(sortText), [sortText]);
  const ordered = useMemo(() => sorted(rows, sort), [rows, sort]);
  const pageSize = Math.min(Math.max(Number(get("page_size")) || 20, 1), 500);
  const page = Math.min(Math.max(Number(get("page")) || 1, 1), Math.max(1, Math.ceil(ordered.length / pageSize)));
  const columns: Column<MatrixPoint>[] = [
    { key: "product", title: t.columns.product, onPhone: "head", cell: (point) => <ProductLink id={point.product_id} title={point.product_title} /> },
    { key: "category", title: t.columns.category, cell: (point) => <Category first={point.category} second={point.category2} /> },
    { key: "video_count", title: t.columns.videos, isNumber: true, sorts: true, cell: (point) => <Amount value={point.video_count} /> },
    { key: "creator_count", title: t.columns.creators, isNumber: true, sorts: true, cell: (point) => <Amount value={point.creator_count} /> },
    { key: "total", title: t.measure.total, isNumber: true, sorts: true, cell: (point) => <Amount value={point.total} /> },
    { key: "avg", title: t.measure.avg, isNumber: true, sorts: true, cell: (point) => <Amount value={point.avg} digits={1} /> },
    { key: "median", title: t.measure.median, isNumber: true, sorts: true, cell: (point) => <Amount value={point.median} digits={1} /> },
    {
      key: "best", title: t.measure.best, isNumber: true, onPhone: "line", sorts: true,
      cell: (point) => <span className="best-value"><Amount value={point.best} />{point.best_aweme_id && <WhyButton video={point.best_aweme_id} />}</span>,
    },
  ];
  if (hasGood) {
    columns.push(
      { key: "good_video_count", title: t.columns.good, isNumber: true, sorts: true, cell: (point) => <Amount value={point.good_video_count} /> },
      { key: "good_rate", title: t.columns.goodRate, isNumber: true, sorts: true, cell: (point) => percent(point.good_rate) },
    );
  }
  // Falling, rising, and back to the answer's own order.
  const onSort = (key: string) => set({ sort: sort?.key !== key ? `-${key}` : sort.down ? key : null, page: null });
  return (
    <>
      <PhoneSort columns={columns.filter((column) => column.sorts)} sort={sort} onChange={(next) => set({ sort: next, page: null })} />
      {!sort && <Bands />}
      <DataTable caption={caption} columns={columns} rows={ordered.slice((page - 1) * pageSize, page * pageSize)} rowKey={(point) => point.product_id} sort={sort ?? undefined} onSort={onSort} />
      <Pages total={ordered.length} pageSize={pageSize} page={page} />
    </>
  );
}
