import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { ApiProblem, Unreachable } from "../api/client";
import type { Asked } from "../api/questions";
import { Link } from "react-router";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { refused, unknown } from "../words/problems";

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
  const { data, error, isPlaceholderData, failureReason } = query;
  if (error) return <Failed asked={asked} />;
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

/** Whether what the question is about is not in the data at all. */
export const isUnknown = ({ query: { error } }: Asked<unknown>) => error instanceof ApiProblem && error.status === 404;

/** Why there is no answer: in words of the page, then as the server says it; and what can be done. */
export function Failed({ asked: { query }, back }: { asked: Asked<unknown>; back?: string }) {
  const { t } = useWords();
  const { get, set, link } = useAddress();
  const { error, isFetching, refetch } = query;
  const problem = error instanceof ApiProblem ? error.problem : null;
  const said = problem?.status === 404 ? t.panel.notFound : problem?.status === 400 ? t.panel.fixFilters : t.panel.failed;
  const lines = problem?.status === 404 ? [unknown(problem.detail, t)] : (problem?.errors ?? []).map((one) => refused(one, t));
  const wrong = problem?.status === 400 ? problem.errors.map(({ param }) => param).filter((param) => get(param) !== null) : [];
  return (
    <div className="notice" role="alert">
      <p><strong>{said}</strong></p>
      {lines.map((line) => line && <p key={line}>{line}</p>)}
      <p>{error instanceof Unreachable ? t.panel.offline : problem ? <small lang="en">{t.panel.serverSaid(problem.detail)}</small> : error?.message}</p>
      {problem && problem.errors.length > 1 && (
        <ul lang="en">{problem.errors.map(({ param, reason }) => <li key={param}><code>{param}</code>: {reason}</li>)}</ul>
      )}
      <p className="choices">
        {back && <Link to={link(back)}>{t.panel.backToList}</Link>}
        {wrong.length > 0 && <Button type="primary" onClick={() => set(Object.fromEntries(wrong.map((param) => [param, null])))}>{t.panel.tryWithout}</Button>}
        <Button onClick={() => void refetch()} loading={isFetching}>{t.panel.retry}</Button>
      </p>
    </div>
  );
}
