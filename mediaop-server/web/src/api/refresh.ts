import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ask } from "./client";
import { events } from "./events";
import { placed } from "./place";
import type { Job } from "./schema";

export interface Refresh {
  job: Job | null;
  error: string | null;
  begin(): void;
}

/** Begins a refresh and follows its progress; every answer is asked for anew when it is done. */
export function useRefresh(): Refresh {
  const queries = useQueryClient();
  const [job, setJob] = useState<Job | null>(null);
  const [error, setError] = useState<string | null>(null);
  const following = useRef<AbortController | null>(null);
  useEffect(() => () => following.current?.abort(), []);

  const begin = useCallback(() => {
    following.current?.abort();
    const { signal } = (following.current = new AbortController());
    const follow = async () => {
      let { job: now } = await ask<{ job: Job }>("/api/refresh", { method: "POST", signal });
      setJob(now);
      for await (const news of events(placed(`/api/jobs/${encodeURIComponent(now.id)}/events`), signal)) {
        ({ job: now } = JSON.parse(news) as { job: Job });
        setJob(now);
      }
      // A stream that breaks off says nothing of the end.
      if (now.state === "running") ({ job: now } = await ask<{ job: Job }>(`/api/jobs/${encodeURIComponent(now.id)}`, { signal }));
      setJob(now);
      void queries.invalidateQueries();
    };
    setError(null);
    follow().catch((reason: unknown) => {
      if (signal.aborted) return;
      setJob(null);
      setError(reason instanceof Error ? reason.message : String(reason));
    });
  }, [queries]);

  return { job, error, begin };
}
