import { useMemo, useRef } from "react";
import type { DayRow } from "../api/schema";
import { usePreferences } from "../app/preferences";
import { useWords, type Wording } from "../words";
import { shortDay } from "../words/times";
import { colours } from "./colours";
import type { Option } from "./echarts";
import { hover } from "./hover";
import { useChart } from "./useChart";

export type Counter = "digg" | "collect" | "share" | "comment" | "play";

interface Props {
  days: DayRow[];
  metric: Counter;
}

/** Increments by day. A day without one is a gap in the line, the running day a hollow point. */
export default function DailyCurve({ days, metric }: Props) {
  const words = useWords();
  const { isDark } = usePreferences();
  const element = useRef<HTMLDivElement>(null);
  const option = useMemo(() => curveOption(days, metric, words, isDark), [days, metric, words, isDark]);
  useChart(element, option);
  return <div className="curve" ref={element} role="img" aria-label={`${words.t.curve.title}: ${days.map((day) => `${shortDay(day.date)} ${words.signed(day[`${metric}_count`])}`).join(", ")}`} />;
}

export function curveOption(days: DayRow[], metric: Counter, words: Wording, isDark: boolean): Option {
  const { t, exact, short, signed } = words;
  const colour = colours(isDark);
  const value = (day: DayRow) => day[`${metric}_count`];
  const running = { symbol: "circle", symbolSize: 10, itemStyle: { color: colour.surface, borderColor: colour.accent, borderWidth: 2 } };
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 16, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: {
      type: "category", data: days.map((day) => shortDay(day.date)), boundaryGap: false,
      axisLine: { lineStyle: { color: colour.line } }, axisTick: { show: false }, axisLabel: { color: colour.muted, hideOverlap: true },
    },
    yAxis: {
      type: "value", axisLabel: { color: colour.muted, formatter: (much: number) => short(much) }, splitLine: { lineStyle: { color: colour.line } },
    },
    tooltip: {
      trigger: "axis", confine: true, backgroundColor: colour.surface, borderColor: colour.line, textStyle: { color: colour.text },
      formatter: (points: { dataIndex: number }[]) => {
        const day = days[points[0]?.dataIndex ?? -1];
        if (!day) return "";
        const span = day.span_days ?? 1;
        const lines: [string, string][] = [
          [t.metrics[metric], value(day) == null ? t.curve.noIncrement : signed(value(day))],
          [t.curve.videos, exact(day.video_count)],
        ];
        return hover(day.date, lines, [day.partial && t.curve.partial, span > 1 && t.curve.crossesDays(span)].filter(Boolean).join(" · "));
      },
    },
    series: [{
      type: "line", connectNulls: false, lineStyle: { color: colour.accent, width: 2 }, itemStyle: { color: colour.accent },
      areaStyle: { color: colour.accent, opacity: 0.1 }, symbol: "circle", symbolSize: 5, showSymbol: true,
      data: days.map((day) => (day.partial && value(day) != null ? { value: value(day), ...running } : value(day))),
    }],
  };
}
