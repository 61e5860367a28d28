import { Link } from "react-router";
import type { RowCounts } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords } from "../words";

/** Why there are no data at all: no rows were read, or none was accepted. */
export function NoData({ rows }: { rows: RowCounts }) {
  const { t } = useWords();
  const { link } = useAddress();
  const [most] = Object.entries(rows.rejected_by_reason).sort(([, a], [, b]) => b.count - a.count);
  if (rows.accepted > 0 || !most) return <p className="notice">{t.panel.emptyNoData}</p>;
  const [reason, { examples: [example] }] = most;
  return (
    <div className="notice">
      <p><strong>{t.panel.emptyAllRejected(rows.read)}</strong></p>
      <p>{t.data.reasons[reason] ?? reason}{example && <> · <bdi>{example}</bdi></>}</p>
      <p><Link to={link("/data")}>{t.nav.data}</Link></p>
    </div>
  );
}
