import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { ask } from "./client";
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
  const events = useRef<EventSource | null>(null);
  useEffect(() => () => events.current?.close(), []);

  const begin = useCallback(() => {
    setError(null);
    ask<{ job: Job }>("/api/refresh", { method: "POST" }).then(({ job: begun }) => {
      setJob(begun);
      events.current?.close();
      const source = new EventSource(`/api/jobs/${encodeURIComponent(begun.id)}/events`);
      events.current = source;
      const news = (event: MessageEvent<string>) => {
        const { job: now } = JSON.parse(event.data) as { job: Job };
        setJob(now);
        if (now.state === "running") return;
        source.close();
        void queries.invalidateQueries();
      };
      for (const name of ["progress", "done", "failed"]) source.addEventListener(name, news);
      source.onerror = () => {
        source.close();
        setJob(null);
        setError("EventSource");
      };
    }, (reason: unknown) => setError(reason instanceof Error ? reason.message : String(reason)));
  }, [queries]);

  return { job, error, begin };
}
