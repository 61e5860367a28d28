import { useEffect, useMemo, useRef, useState } from "react";
import { usePreferences } from "../../app/preferences";
import { colours } from "../../charts/colours";
import { useChart } from "../../charts/useChart";
import { useWords } from "../../words";
import type { Box } from "./points";
import { scatterOption, type Datum, type Plot } from "./scatterOption";
import { Threshold } from "./Threshold";

interface Props {
  plot: Plot;
  lines: { x: number | null; y: number | null };
  onLine(axis: "x" | "y", value: number | null): void;
  isDrawing: boolean;
  onBox(box: Box): void;
  onOpen(place: number): void;
}

interface Area {
  range: [[number, number], [number, number]];
}

/** Products as points, with the lines that part good from so-so and many from few. */
export default function Scatter({ plot, lines, onLine, isDrawing, onBox, onOpen }: Props) {
  const words = useWords();
  const { t } = words;
  const { isDark } = usePreferences();
  const element = useRef<HTMLDivElement>(null);
  const option = useMemo(() => scatterOption(plot, words, colours(isDark)), [plot, words, isDark]);
  const chart = useChart(element, option);
  // The lines stand where the axes put them: they are placed anew whenever the chart has been drawn.
  const [, setDrawn] = useState(0);
  const latest = useRef({ onBox, onOpen });
  latest.current = { onBox, onOpen };

  useEffect(() => {
    if (!chart) return;
    const drawn = () => setDrawn((count) => count + 1);
    chart.on("finished", drawn);
    chart.on("click", (event) => {
      const datum = event.data as Datum | undefined;
      if (event.componentType === "series" && datum) latest.current.onOpen(datum[3]);
    });
    chart.on("brushEnd", (event) => {
      const area = (event as unknown as { areas: Area[] }).areas[0];
      if (!area) return;
      const [[left, right], [top, bottom]] = area.range;
      const value = (finder: object, pixel: number) => Number((chart.convertFromPixel(finder, pixel) as unknown as number).toPrecision(4));
      const xs = [left, right].map((pixel) => value({ xAxisIndex: 0 }, pixel)).sort((a, b) => a - b);
      const ys = [top, bottom].map((pixel) => value({ yAxisIndex: 0 }, pixel)).sort((a, b) => a - b);
      latest.current.onBox([xs[0]!, xs[1]!, ys[0]!, ys[1]!]);
    });
  }, [chart]);

  useEffect(() => {
    chart?.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption: isDrawing ? { brushType: "rect", brushMode: "single" } : { brushType: false } });
    if (!isDrawing) chart?.dispatchAction({ type: "brush", areas: [] });
  }, [chart, isDrawing, option]);

  return (
    <div className="scatter" data-drawing={isDrawing || undefined}>
      {["quadrant q1", "quadrant q2", "quadrant q3", "quadrant q4"].map((name, place) => <span key={name} className={name} aria-hidden>{t.matrix.quadrants[place]}</span>)}
      <div className="scatter-chart" ref={element} role="img" aria-label={t.matrix.chart} />
      {chart && lines.x !== null && <Threshold chart={chart} axis="x" value={lines.x} onMove={(value) => onLine("x", value)} />}
      {chart && lines.y !== null && <Threshold chart={chart} axis="y" value={lines.y} onMove={(value) => onLine("y", value)} />}
    </div>
  );
}
