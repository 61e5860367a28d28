import type { Meta } from "../../api/schema";
import { NoData } from "../../parts/NoData";
import { useWords } from "../../words";
import { crawlWeeks } from "./crawlDays";

/** Which days were crawled: a column for each week. */
export function CrawlCalendar({ meta }: { meta: Meta }) {
  const { t } = useWords();
  if (!meta.first_day || !meta.last_day) return <NoData rows={meta.rows} />;
  const weeks = crawlWeeks(meta.first_day, meta.last_day, meta.crawl_gaps);
  const missing = weeks.flat().filter((day) => day && !day.crawled);
  return (
    <>
      <div className="calendar" role="img" aria-label={missing.length ? `${t.data.gapsSome(missing.length)}: ${missing.map((day) => day?.day).join(", ")}` : t.data.gapsNone}>
        <div>{t.data.weekdays.map((name) => <span key={name} className="day">{name}</span>)}</div>
        {weeks.map((week) => (
          <div key={week.find((day) => day)?.day}>
            {week.map((day, place) => <span key={place} className={day ? (day.crawled ? "day crawled" : "day gap") : "day"} title={day ? `${day.day} ${day.crawled ? t.data.crawled : t.data.gap}` : undefined}>{day && shown(day.day)}</span>)}
          </div>
        ))}
      </div>
      <p className="hint"><span className="day crawled key" /> {t.data.crawled}　<span className="day gap key" /> {t.data.gap} · {missing.length ? t.data.gapsSome(missing.length) : t.data.gapsNone}</p>
      {missing.length > 0 && <ul className="gaps">{meta.crawl_gaps.map(({ from, to }) => <li key={from}>{from === to ? from : `${from} – ${to}`}</li>)}</ul>}
    </>
  );
}

/** The day of the month; the first with its month. */
function shown(day: string): string {
  const [, month, date] = day.split("-").map(Number);
  return date === 1 ? `${month}/1` : String(date);
}
