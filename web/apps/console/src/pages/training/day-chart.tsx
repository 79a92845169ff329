/** Rates day by day. The chart's parts are loaded only here. */
import { dark, font, light, type Palette } from "@xiaoer/ui";
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { percent } from "../../lib/format.ts";
import { appearance } from "../../lib/preferences.ts";
import { useSignal } from "../../lib/signal.ts";
import type { Share } from "../../lib/trials.ts";

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export default function DayChart({ days }: { readonly days: readonly Share[] }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const shown = useSignal(appearance);
  useEffect(() => {
    const holder = place.current;
    if (!holder) return;
    const palette = shown === "dark" ? dark : light;
    const chart = init(holder, null, { renderer: "svg" });
    chart.setOption({
      ...ground(days, palette),
      series: [
        line(t("report.hit_rate"), palette.act, days, (day) => day.hit_rate),
        line(t("report.containment"), palette.good, days, (day) => day.containment),
        line(t("report.handoff_rate"), palette.look, days, (day) => day.handoff_rate),
      ],
    });
    const fit = new ResizeObserver(() => chart.resize());
    fit.observe(holder);
    return () => {
      fit.disconnect();
      chart.dispose();
    };
  }, [days, shown, t]);
  return <div className="chart" ref={place} role="img" aria-label={t("report.by_day")} />;
}

const said = (value: unknown): string => (typeof value === "number" ? percent(value) : "–");

function ground(days: readonly Share[], { inkSoft, line: quiet }: Palette) {
  return {
    animation: false,
    textStyle: { color: inkSoft, fontFamily: font.text },
    grid: { left: 44, right: 12, top: 36, bottom: 28 },
    legend: {
      top: 0,
      left: 0,
      icon: "roundRect",
      itemHeight: 3,
      textStyle: { color: inkSoft, fontFamily: font.text },
    },
    tooltip: { trigger: "axis", valueFormatter: said },
    xAxis: {
      type: "category",
      data: days.map((day) => day.name.slice(5)),
      axisLine: { lineStyle: { color: quiet } },
      axisLabel: { color: inkSoft },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: 1,
      axisLabel: { formatter: percent, color: inkSoft },
      splitLine: { lineStyle: { color: quiet } },
    },
  };
}

const line = (name: string, color: string, days: readonly Share[], rate: (day: Share) => number | null) => ({
  name,
  type: "line",
  color,
  symbolSize: 6,
  lineStyle: { width: 2 },
  data: days.map(rate),
});
