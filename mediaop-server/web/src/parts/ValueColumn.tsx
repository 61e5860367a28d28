import { useWords } from "../words";
import { Amount } from "./Amount";
import type { Column } from "./DataTable";

/** What the rows are ranked by, where none of the metrics shown is that: overall, or what few crawlers see. */
export function useValueColumn<R>(metric: string, shown: readonly string[], valueOf: (row: R) => number | null | undefined): Column<R>[] {
  const { t } = useWords();
  if (shown.includes(metric)) return [];
  const name = metric as keyof typeof t.metrics;
  return [{
    key: "value", title: t.metrics[name], hint: t.metricHint[name], isNumber: true, metric,
    cell: (row) => <strong><Amount value={valueOf(row)} isShare={metric === "overall"} /></strong>,
  }];
}
