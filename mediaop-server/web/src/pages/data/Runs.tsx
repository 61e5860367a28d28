import type { Run } from "../../api/schema";
import { DataTable } from "../../parts/DataTable";
import { useWords } from "../../words";
import { moment } from "../../words/times";

/** What was done to the data, the latest first. */
export function Runs({ runs }: { runs: Run[] }) {
  const { t, exact } = useWords();
  const took = (run: Run) => (run.finished_at ? `${exact((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000, 1)} ${t.duration.second}` : t.missing);
  return (
    <DataTable
      caption={t.data.runs} rows={runs} rowKey={(run) => run.id}
      columns={[
        { key: "kind", title: t.data.kind, onPhone: "head", cell: (run) => t.data.kinds[run.kind] ?? run.kind },
        { key: "state", title: t.data.state, cell: (run) => t.data.states[run.state] ?? run.state },
        { key: "started", title: t.data.started, isNumber: true, cell: (run) => moment(run.started_at, true) },
        { key: "took", title: t.data.took, isNumber: true, cell: took },
        { key: "rows", title: t.data.rowsRead, isNumber: true, cell: (run) => exact(run.rows_read) },
        { key: "error", title: t.data.error, cell: (run) => run.error ?? t.missing },
      ]}
    />
  );
}
