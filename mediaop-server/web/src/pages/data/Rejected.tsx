import type { RowCounts } from "../../api/schema";
import { DataTable } from "../../parts/DataTable";
import { useWords } from "../../words";

/** What became of the rows: how many were accepted, and why others were not. */
export function Rejected({ rows }: { rows: RowCounts }) {
  const { t, exact } = useWords();
  const reasons = Object.entries(rows.rejected_by_reason).map(([reason, { count, examples }]) => ({ reason, count, examples }));
  return (
    <>
      <p>
        {t.data.read} <strong>{exact(rows.read)}</strong> · {t.data.accepted} <strong>{exact(rows.accepted)}</strong> · {t.data.rejected} <strong>{exact(rows.rejected)}</strong>
        {rows.blank > 0 && <> · {t.data.blank} {exact(rows.blank)}</>}
        {rows.inexact_counters > 0 && <> · {t.data.inexact} {exact(rows.inexact_counters)}</>}
      </p>
      {reasons.length === 0 ? <p className="muted">{t.data.rejectedNone}</p> : (
        <DataTable
          caption={t.data.rejectedTitle} rows={reasons} rowKey={(row) => row.reason}
          columns={[
            { key: "reason", title: t.data.reason, onPhone: "head", cell: (row) => <div className="stack">{t.data.reasons[row.reason] ?? row.reason}<small><code>{row.reason}</code></small></div> },
            { key: "count", title: t.data.count, isNumber: true, cell: (row) => exact(row.count) },
            { key: "examples", title: t.data.examples, cell: (row) => <ul className="examples">{row.examples.slice(0, 3).map((example) => <li key={example}><bdi>{example}</bdi></li>)}</ul> },
          ]}
        />
      )}
    </>
  );
}
