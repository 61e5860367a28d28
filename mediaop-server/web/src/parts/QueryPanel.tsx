import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { ApiProblem, Unreachable } from "../api/client";
import type { Asked } from "../api/questions";
import { useWords } from "../words";

interface Props<A> {
  asked: Asked<A>;
  /** Whether the answer holds nothing to show. */
  isEmpty?(answer: A): boolean;
  /** What is said then; by default, that nothing fits. */
  empty?(answer: A): ReactNode;
  rows?: number;
  children(answer: A): ReactNode;
}

/** What a question shows while it loads, when it fails, when there is nothing, and when there is. */
export function QueryPanel<A>({ asked, isEmpty, empty, rows = 8, children }: Props<A>) {
  const { t } = useWords();
  const { query } = asked;
  const { data, error, isPlaceholderData, isFetching, failureReason, refetch } = query;
  if (error) return <Failed error={error} retry={() => void refetch()} isFetching={isFetching} />;
  if (data === undefined) {
    return (
      <div className="loading" role="status" aria-label={t.panel.loading}>
        {failureReason instanceof ApiProblem && <p>{t.panel.reading} <small>{failureReason.message}</small></p>}
        <Skeleton active title={false} paragraph={{ rows }} />
      </div>
    );
  }
  return (
    <div className="answer" aria-busy={isPlaceholderData} data-stale={isPlaceholderData || undefined}>
      {isEmpty?.(data) ? (empty?.(data) ?? <p className="notice">{t.panel.empty}</p>) : children(data)}
    </div>
  );
}

function Failed({ error, retry, isFetching }: { error: Error; retry(): void; isFetching: boolean }) {
  const { t } = useWords();
  const problem = error instanceof ApiProblem ? error.problem : null;
  const said = problem?.status === 404 ? t.panel.notFound : problem?.status === 400 ? t.panel.fixFilters : t.panel.failed;
  return (
    <div className="notice" role="alert">
      <p><strong>{said}</strong></p>
      <p>{error instanceof Unreachable ? t.panel.offline : problem?.detail ?? error.message}</p>
      {problem && problem.errors.length > 1 && (
        <ul>{problem.errors.map(({ param, reason }) => <li key={param}><code>{param}</code>: {reason}</li>)}</ul>
      )}
      <Button onClick={retry} loading={isFetching}>{t.panel.retry}</Button>
    </div>
  );
}
