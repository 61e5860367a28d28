/** The parts of ECharts that the page uses, and no others. */
import { LineChart, ScatterChart } from "echarts/charts";
import { BrushComponent, GridComponent, LegendComponent, MarkAreaComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, ScatterChart, BrushComponent, GridComponent, LegendComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

export { init, type ECharts };
export type { EChartsCoreOption as Option } from "echarts/core";
