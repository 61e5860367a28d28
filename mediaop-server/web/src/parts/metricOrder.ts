import { useAddress } from "../app/address";
import type { Column } from "./DataTable";

/** How a list stands that is ordered by its metric: the heading of another metric's column chooses that. */
export function useMetricOrder<R>(columns: Column<R>[]) {
  const { get, set } = useAddress();
  const metric = get("metric") ?? "digg";
  const ordering = columns.find((column) => column.metric === metric);
  return {
    sort: ordering && { key: ordering.key, down: true },
    onSort: (key: string) => {
      const chosen = columns.find((column) => column.key === key)?.metric;
      if (chosen !== undefined && chosen !== metric) set({ metric: chosen });
    },
  };
}
