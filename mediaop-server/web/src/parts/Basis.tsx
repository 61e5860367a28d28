import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { Coverage, Window } from "../api/schema";
import { useAddress } from "../app/address";
import { useWords, type Words } from "../words";
import { daysBetween, moment, shortDay } from "../words/times";
import { Amount } from "./Amount";
import { Exports } from "./Exports";
import { LeftOut } from "./LeftOut";
import { SidePanel } from "./SidePanel";

interface Props {
  window: Window;
  coverage: Coverage;
  /** The address of what is shown; without one there is nothing to export. */
  address?: string;
  /** How many videos the numbers are of, where the answer says it. */
  counted?: number;
}

/** The line above every answer: the window really used, what the numbers are, and where they can be had as a file. */
export function BasisLine({ window, coverage, address, counted }: Props) {
  const { t } = useWords();
  const { get } = useAddress();
  const [open, setOpen] = useState(false);
  const { from, to, as_of } = window;
  return (
    <>
      <div className="basis-line">
        <p>
          <strong data-testid="window">{t.window.used(from, to, daysBetween(from, to))}</strong>
          {as_of !== to && <span>{t.window.asOf(as_of)}</span>}
          {window.partial && <span className="partial">{t.window.partial}</span>}
          {coverage.last_snapshot && <span>{t.window.lastSnapshot(moment(coverage.last_snapshot))}</span>}
          <span data-testid="considered">{considered(coverage, counted, get("category") !== null, t)}</span>
        </p>
        <div className="basis-actions">
          <Button size="small" icon={<QuestionCircleOutlined aria-hidden />} onClick={() => setOpen(true)}>{t.coverage.open}</Button>
          {address && <Exports address={address} />}
        </div>
        <SidePanel title={t.coverage.title} open={open} onClose={() => setOpen(false)}>
          <p>{t.coverage.intro}</p>
          <CoverageList coverage={coverage} />
        </SidePanel>
      </div>
      <LeftOut window={window} coverage={coverage} />
    </>
  );
}

/** How many videos were looked at, of which more may be unknown than are counted. */
function considered(coverage: Coverage, counted: number | undefined, isByCategory: boolean, t: Words): string {
  const { videos_considered: all, videos_without_product, videos_without_category, videos_without_creator } = coverage;
  const unknown = [
    videos_without_product > 0 && t.window.withoutProduct(videos_without_product),
    // Of all categories, those without one count.
    (isByCategory || counted === undefined) && videos_without_category > 0 && t.window.withoutCategory(videos_without_category),
    videos_without_creator > 0 && t.window.withoutCreator(videos_without_creator),
  ].filter((said) => said !== false);
  const whole = counted === undefined || counted === all ? t.window.considered(all) : t.window.counted(counted, all);
  return unknown.length === 0 ? whole : whole + t.window.among(unknown.join(t.window.and));
}

/** What an answer rests on and leaves out, in words. */
export function CoverageList({ coverage }: { coverage: Coverage }) {
  const { t, short } = useWords();
  const counts = [
    "videos_considered", "videos_without_product", "videos_without_category", "videos_without_creator", "videos_relinked",
    "single_snapshot_days", "falling_increments", "gap_increments",
  ] as const;
  const between = (["digg", "collect", "share", "comment", "play"] as const)
    .map((metric) => [metric, coverage.growth_between_days[`${metric}_count`]] as const)
    .filter(([, growth]) => growth != null);
  const days = coverage.days_without_crawl;
  return (
    <dl className="facts">
      {counts.map((name) => (
        <div key={name}>
          <dt>{t.coverage[name]}</dt>
          <dd>{short(coverage[name])} <small>{(name.startsWith("videos") ? t.coverage.unitVideos : t.coverage.unitDays)(coverage[name])}</small></dd>
        </div>
      ))}
      {between.map(([metric, growth]) => (
        <div key={metric}><dt>{t.coverage.growth_between_days(t.metrics[metric])}</dt><dd><Amount value={growth} isChange /></dd></div>
      ))}
      <div><dt>{t.coverage.days_without_crawl}</dt><dd>{days.length ? days.map(shortDay).join("  ") : t.coverage.none}</dd></div>
    </dl>
  );
}
