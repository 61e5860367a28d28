import type { Averages, Totals } from "../api/schema";
import { useWords } from "../words";
import { Amount } from "./Amount";
import type { Column } from "./DataTable";

const METRICS = ["digg", "collect", "share", "comment"] as const;

/** Totals with averages below, one column for each metric. */
export function useTotalsColumns<R extends Totals & Averages>(chosen: string): Column<R>[] {
  const { t } = useWords();
  return METRICS.map((name) => ({
    key: `total_${name}_count`, title: t.metrics[name], isNumber: true, metric: name,
    cell: (row) => (
      <div className="stack" data-chosen={name === chosen || undefined}>
        <Amount value={row[`total_${name}_count`]} />
        <small>{t.columns.avg} <Amount value={row[`avg_${name}_count`]} digits={1} /></small>
      </div>
    ),
  }));
}
