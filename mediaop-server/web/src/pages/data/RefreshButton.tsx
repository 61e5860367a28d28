import { ReloadOutlined } from "@ant-design/icons";
import { Alert, Button, Progress } from "antd";
import { useRefresh } from "../../api/refresh";
import { useWords } from "../../words";

/** Reads the database again, and shows how far that is. */
export function RefreshButton() {
  const { t } = useWords();
  const { job, error, begin } = useRefresh();
  const isRunning = job?.state === "running";
  const foundNothing = job?.state === "done" && job.rows_total === 0;
  const share = job && job.rows_total > 0 ? Math.round((100 * job.rows_done) / job.rows_total) : 0;
  return (
    <div className="refresh">
      <Button type="primary" icon={<ReloadOutlined aria-hidden />} loading={isRunning} onClick={begin}>{isRunning ? t.data.refreshing : t.data.refresh}</Button>
      <div role="status" aria-live="polite">
        {job && <Progress aria-label={t.data.refreshing} percent={job.state === "done" ? 100 : share} size="small" status={job.state === "failed" ? "exception" : job.state === "done" ? "success" : "active"} />}
        {job && <span className="muted">{t.data.states[job.state]} · {foundNothing ? t.data.nothingNew : t.data.progress(job.rows_done, job.rows_total)}</span>}
        {job?.state === "done" && <span> · {t.data.refreshed}</span>}
      </div>
      {(error ?? job?.error) && <Alert type="error" showIcon title={t.data.refreshFailed} description={error ?? job?.error} />}
    </div>
  );
}
