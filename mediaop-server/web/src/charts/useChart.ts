import { useEffect, useRef, useState, type RefObject } from "react";
import { init, type ECharts, type Option } from "./echarts";

/** A chart in an element: as large as it, shown anew when the option changes. */
export function useChart(element: RefObject<HTMLDivElement | null>, option: Option): ECharts | null {
  const [chart, setChart] = useState<ECharts | null>(null);
  const latest = useRef(option);
  latest.current = option;
  useEffect(() => {
    if (!element.current) return;
    const made = init(element.current);
    made.setOption(latest.current);
    setChart(made);
    const size = new ResizeObserver(() => made.resize());
    size.observe(element.current);
    return () => {
      size.disconnect();
      made.dispose();
      setChart(null);
    };
  }, [element]);
  useEffect(() => {
    chart?.setOption(option, { notMerge: true });
  }, [chart, option]);
  return chart;
}
