import type { MatrixPoint } from "../../api/schema";
import type { Colours } from "../../charts/colours";
import type { Option } from "../../charts/echarts";
import { hover } from "../../charts/hover";
import type { Wording } from "../../words";
import { extent, isLog, xOf, type Axes, type Box, type Measure } from "./points";

export interface Plot {
  points: MatrixPoint[];
  measure: Measure;
  metric: string;
  axes: Axes;
  box: Box | null;
}

/** What a point carries: x, y, creators, and its place in the answer. */
export type Datum = [number, number, number, number];

/** The points that have a place on the axes. */
export function plotted({ points, measure, axes }: Plot) {
  const withX = points.map((point, place) => ({ point, place, x: xOf(point, measure) })).filter((found) => found.x != null) as { point: MatrixPoint; place: number; x: number }[];
  const [xLog, yLog] = [isLog(withX.map(({ x }) => x), axes), isLog(withX.map(({ point }) => point.video_count), axes)];
  const shown = withX.filter(({ x, point }) => (!xLog || x > 0) && (!yLog || point.video_count > 0));
  return { shown, xLog, yLog, withoutX: points.length - withX.length, notOnLog: withX.length - shown.length };
}

/** Area grows with creators. */
const size = (creators: number) => 6 + 5 * Math.sqrt(creators);

export function scatterOption(plot: Plot, { t, short, exact }: Wording, colour: Colours): Option {
  const { points, measure, metric, box } = plot;
  const { shown, xLog, yLog } = plotted(plot);
  const byCategory = new Map<string | null, Datum[]>();
  for (const { point, place, x } of shown) {
    const data = byCategory.get(point.category) ?? [];
    data.push([x, point.video_count, point.creator_count, place]);
    byCategory.set(point.category, data);
  }
  const categories = [...byCategory.keys()].filter((name) => name !== null).sort();
  const series = [...categories, ...(byCategory.has(null) ? [null] : [])].map((name, place) => ({
    type: "scatter", name: name ?? t.uncategorised, data: byCategory.get(name), cursor: "pointer",
    symbolSize: (datum: Datum) => size(datum[2]),
    itemStyle: { color: name === null ? colour.none : colour.categories[place % colour.categories.length], opacity: 0.72, borderColor: colour.surface, borderWidth: 1 },
    emphasis: { scale: 1.15, itemStyle: { opacity: 1, borderColor: colour.text } },
    // All series share one area; the first one draws it.
    markArea: box && place === 0 ? { silent: true, itemStyle: { color: colour.accent, opacity: 0.12 }, data: [[{ coord: [box[0], box[2]] }, { coord: [box[1], box[3]] }]] } : undefined,
  }));
  const axis = (values: number[], log: boolean) => {
    const [low, high] = extent(values);
    return {
      type: log ? "log" : "value", axisLine: { lineStyle: { color: colour.line } }, axisTick: { show: false },
      axisLabel: { color: colour.muted, hideOverlap: true, formatter: (much: number) => short(much), ...(log && { showMinLabel: false, showMaxLabel: false }) }, splitLine: { lineStyle: { color: colour.line } },
      nameTextStyle: { color: colour.muted }, nameLocation: "middle",
      ...(log && values.length ? { min: low / 1.4, max: high * 1.4 } : { min: values.length && low < 0 ? undefined : 0, boundaryGap: [0, "6%"] }),
    };
  };
  return {
    animation: false,
    grid: { left: 52, right: 20, top: 44, bottom: 46 },
    legend: { type: "scroll", top: 4, left: 8, right: 8, selectedMode: false, itemWidth: 10, itemHeight: 10, icon: "circle", textStyle: { color: colour.muted }, pageTextStyle: { color: colour.muted }, pageIconColor: colour.text, pageIconInactiveColor: colour.line },
    xAxis: { ...axis(shown.map(({ x }) => x), xLog), name: t.matrix.x(t.measure[measure], t.metrics[metric as keyof typeof t.metrics]), nameGap: 28 },
    yAxis: { ...axis(shown.map(({ point }) => point.video_count), yLog), name: t.matrix.y, nameGap: 36, minInterval: 1 },
    brush: { toolbox: [], xAxisIndex: 0, brushStyle: { color: colour.accent, opacity: 0.15, borderColor: colour.accent }, throttleType: "debounce", throttleDelay: 100 },
    tooltip: {
      confine: true, backgroundColor: colour.surface, borderColor: colour.line, textStyle: { color: colour.text },
      formatter: ({ data }: { data: Datum }) => {
        const point = points[data[3]];
        if (!point) return "";
        return hover(point.product_title ?? point.product_id, [
          [t.columns.category, [point.category ?? t.uncategorised, point.category2].filter(Boolean).join(" · ")],
          [t.columns.videos, exact(point.video_count)], [t.columns.creators, exact(point.creator_count)],
          [t.measure.total, exact(point.total)], [t.measure.avg, exact(point.avg, 1)], [t.measure.median, exact(point.median, 1)], [t.measure.best, exact(point.best)],
        ]);
      },
    },
    series,
  };
}
