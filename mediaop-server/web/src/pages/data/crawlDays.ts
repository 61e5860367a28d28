/** The days between the first and the last crawl, by week. */
export interface CrawlDay {
  day: string;
  crawled: boolean;
}

const DAY_MS = 86_400_000;

/** Weeks of seven days, Monday first; days outside the data are null. */
export function crawlWeeks(first: string, last: string, gaps: { from: string; to: string }[]): (CrawlDay | null)[][] {
  const missing = (day: string) => gaps.some(({ from, to }) => from <= day && day <= to);
  const days: (CrawlDay | null)[] = [];
  // 1970-01-01 was a Thursday, the fourth day of its week.
  const lead = (Date.parse(first) / DAY_MS + 3) % 7;
  for (let at = 0; at < lead; at++) days.push(null);
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    days.push({ day, crawled: !missing(day) });
  }
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}
