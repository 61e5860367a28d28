import type { Averages, Totals } from "../api/schema";
import { useWords } from "../words";
import { Amount } from "./Amount";
import type { Column } from "./DataTable";
import { useValueColumn } from "./ValueColumn";

const METRICS = ["digg", "collect", "share", "comment"] as const;

/** Totals with averages below, one column for each metric; before them what the rows are ranked by, where that is none of these. */
export function useTotalsColumns<R extends Totals & Averages & { value: number | null }>(chosen: string): Column<R>[] {
  const { t } = useWords();
  const value = useValueColumn<R>(chosen, METRICS, (row) => row.value);
  return [...value, ...METRICS.map((name): Column<R> => ({
    key: `total_${name}_count`, title: t.metrics[name], isNumber: true, metric: name,
    cell: (row) => (
      <div className="stack" data-chosen={name === chosen || undefined}>
        <Amount value={row[`total_${name}_count`]} />
        <small>{t.columns.avg} <Amount value={row[`avg_${name}_count`]} digits={1} /></small>
      </div>
    ),
  }))];
}
