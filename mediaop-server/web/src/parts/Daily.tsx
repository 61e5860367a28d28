import { Skeleton } from "antd";
import { lazy, Suspense } from "react";
import { useDaily, type DailySubject } from "../api/questions";
import { useAddress } from "../app/address";
import type { Counter } from "../charts/DailyCurve";
import { useWords } from "../words";
import { BasisLine } from "./Basis";
import { QueryPanel } from "./QueryPanel";

const DailyCurve = lazy(() => import("../charts/DailyCurve"));

/** The counter that a curve can show: what is chosen, or likes where the choice is no counter. */
export function counterOf(metric: string | null): Counter {
  return (["collect", "share", "comment", "play"] as const).find((name) => name === metric) ?? "digg";
}

/** What a video, a creator or a product gained, day by day. */
export function Daily({ subject, withBasis = false }: { subject: DailySubject; withBasis?: boolean }) {
  const { t } = useWords();
  const { get, params } = useAddress();
  const asked = useDaily(subject, params);
  const metric = counterOf(get("metric"));
  return (
    <QueryPanel asked={asked} rows={5}>
      {({ data, window, coverage }) => (
        <div className="daily">
          {withBasis && <BasisLine window={window} coverage={coverage} address={asked.address} />}
          {data.every((day) => day[`${metric}_count`] == null) ? <p className="notice">{t.curve.none}</p> : (
            <Suspense fallback={<Skeleton active paragraph={{ rows: 4 }} />}>
              <DailyCurve days={data} metric={metric} />
            </Suspense>
          )}
          <p className="hint">{t.metrics[metric]} · {t.curve.of[subject.of]} · {t.curve.gap}</p>
        </div>
      )}
    </QueryPanel>
  );
}
