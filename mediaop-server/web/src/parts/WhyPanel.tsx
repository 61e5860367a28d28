import { useMeta, useSnapshots } from "../api/questions";
import type { Counts, SnapshotDay } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords } from "../words";
import { instant, shortDay } from "../words/times";
import { Amount } from "./Amount";
import { BasisLine } from "./Basis";
import { DataTable, type Column } from "./DataTable";
import { QueryPanel } from "./QueryPanel";
import { SidePanel } from "./SidePanel";

type Counter = "digg" | "collect" | "share" | "comment" | "play";

/** The snapshots behind a video's numbers: the address says of which. */
export function WhyPanel() {
  const { t } = useWords();
  const { get, set } = useAddress();
  const video = get("why");
  return (
    <SidePanel title={t.why.title} open={video !== null} onClose={() => set({ why: null })} isWide>
      {video && <Why video={video} />}
    </SidePanel>
  );
}

function Why({ video }: { video: string }) {
  const { t, exact } = useWords();
  const { get, params } = useAddress();
  const asked = useSnapshots(video, params);
  const { query: { data: meta } } = useMeta();
  const timezone = meta?.data.timezone ?? "Asia/Shanghai";
  const metric = (["collect", "share", "comment", "play"] as const).find((name) => name === get("metric")) ?? "digg";
  const isPosted = get("basis") !== "gained";
  return (
    <QueryPanel asked={asked} isEmpty={({ data }) => data.length === 0} empty={() => <p className="notice">{t.why.none}</p>}>
      {({ data, window, coverage }) => {
        const last = data[data.length - 1]!.last;
        const total = last[`${metric}_count`];
        return (
          <>
            <BasisLine window={window} coverage={coverage} address={asked.address} />
            <p className="because" data-testid="because">
              {isPosted ? (total == null ? t.why.noTotal : t.why.posted(exact(total), instant(last.update_ts, timezone))) : t.why.gained}
            </p>
            <DataTable caption={t.why.title} columns={columns(t, metric, timezone)} rows={[...data].reverse()} rowKey={(day) => day.date} />
          </>
        );
      }}
    </QueryPanel>
  );
}

function columns(t: ReturnType<typeof useWords>["t"], metric: Counter, timezone: string): Column<SnapshotDay>[] {
  const read = (reading: Counts & { update_ts: number } | null) => reading && (
    <div className="stack"><Amount value={reading[`${metric}_count`]} isExact /><small>{instant(reading.update_ts, timezone)}</small></div>
  );
  return [
    { key: "date", title: t.columns.date, onPhone: "head", cell: (day) => shortDay(day.date) },
    { key: "baseline", title: t.columns.baseline, isNumber: true, cell: (day) => read(day.baseline) ?? <Amount value={null} /> },
    { key: "first", title: t.columns.first, isNumber: true, cell: (day) => read(day.first) },
    { key: "last", title: t.columns.last, isNumber: true, cell: (day) => read(day.last) },
    { key: "increment", title: `${t.columns.increment} · ${t.metrics[metric]}`, isNumber: true, cell: (day) => <Amount value={day.increment?.[`${metric}_count`]} isChange isExact /> },
    { key: "reason", title: t.columns.reason, cell: (day) => <small>{t.why.reasons[day.reason] ?? day.reason}</small> },
  ];
}
