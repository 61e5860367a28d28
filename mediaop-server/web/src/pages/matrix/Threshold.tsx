import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { ECharts } from "../../charts/echarts";
import { useWords } from "../../words";

interface Props {
  chart: ECharts;
  axis: "x" | "y";
  value: number;
  onMove(value: number | null): void;
}

const STEP = 8;

/** A line across the chart that can be dragged, or moved by the arrow keys. */
export function Threshold({ chart, axis, value, onMove }: Props) {
  const { t, short } = useWords();
  const line = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const finder = axis === "x" ? { xAxisIndex: 0 } : { yAxisIndex: 0 };
  const limits = plotArea(chart);
  const [low, high] = axis === "x" ? [limits.left, limits.right] : [limits.top, limits.bottom];
  const at = dragged ?? (chart.convertToPixel(finder, value) as unknown as number);
  if (!Number.isFinite(at)) return null;
  const place = Math.min(Math.max(at, low), high);
  const valueAt = (pixel: number) => chart.convertFromPixel(finder, Math.min(Math.max(pixel, low), high)) as unknown as number;
  const rounded = (pixel: number) => Number(valueAt(pixel).toPrecision(3));

  const pixelOf = (event: PointerEvent) => {
    const frame = line.current?.parentElement?.getBoundingClientRect();
    return frame ? (axis === "x" ? event.clientX - frame.left : event.clientY - frame.top) : place;
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP, ArrowUp: axis === "y" ? -STEP : STEP, ArrowDown: axis === "y" ? STEP : -STEP }[event.key];
    if (event.key === "Home") onMove(null);
    else if (step !== undefined) onMove(rounded(place + step));
    else return;
    event.preventDefault();
  };
  const shown = dragged === null ? value : rounded(dragged);
  return (
    <div
      ref={line} className={`threshold ${axis}`} role="slider" tabIndex={0}
      aria-label={axis === "x" ? t.matrix.lineX : t.matrix.lineY} aria-orientation={axis === "x" ? "horizontal" : "vertical"}
      aria-valuenow={shown} aria-valuemin={Math.min(valueAt(low), valueAt(high))} aria-valuemax={Math.max(valueAt(low), valueAt(high))} aria-valuetext={short(shown, 1)}
      title={t.matrix.lineHint}
      style={axis === "x" ? { left: place, top: limits.top, height: limits.bottom - limits.top } : { top: place, left: limits.left, width: limits.right - limits.left }}
      onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); setDragged(place); event.preventDefault(); line.current?.focus(); }}
      onPointerMove={(event) => dragged !== null && setDragged(pixelOf(event))}
      onPointerUp={() => { if (dragged !== null && Math.abs(dragged - (chart.convertToPixel(finder, value) as unknown as number)) > 2) onMove(rounded(dragged)); setDragged(null); }}
      onDoubleClick={() => onMove(null)}
      onKeyDown={keys}
    >
      <span>{short(shown, 1)}</span>
    </div>
  );
}

/** Where the points stand, in the chart's pixels. */
function plotArea(chart: ECharts) {
  return { left: 52, top: 44, right: chart.getWidth() - 20, bottom: chart.getHeight() - 46 };
}
