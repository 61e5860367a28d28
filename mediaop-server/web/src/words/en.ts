import { exact, short } from "./numbers";
import type { Words } from "./zh";

const isOne = new Intl.PluralRules("en");
/** One alone has a form of its own: `1 video has`, `2 videos have`. */
const form = (n: number, one: string, many = `${one}s`) => (isOne.select(n) === "one" ? one : many);
/** `1 video`, `1,265 videos`. */
const all = (n: number, one: string) => `${exact(n, "en")} ${form(n, one)}`;
/** `1 video`, `1.27M videos`. */
const about = (n: number, one: string) => `${short(n, "en")} ${form(n, one)}`;

/** Everything the page says, in English. */
export const en: Words = {
  brand: "Short-video shop analytics",
  skip: "Skip to the content",
  nav: { label: "Pages", matrix: "Overview", hot: "Hot products", videos: "Videos", creators: "Creators", benchmark: "Benchmark", data: "Data" },
  preferences: { title: "Display", language: "Language", theme: "Appearance", light: "Light", dark: "Dark", system: "As the system", images: "Show covers and avatars", imagesHint: "They come from the video platform; switched off, none is loaded" },

  filters: {
    label: "Filters", window: "Days", days: (n) => `Last ${all(n, "day")}`, custom: "Dates", from: "From", to: "To", apply: "Apply", lastDays: (n) => `${n} d`,
    metric: "Metric", basis: "Basis", category: "Category", category2: "Second level", all: "All categories", allSecond: "All of the second level", more: "More options", reset: "Defaults",
    baseline: "A day's increment starts at", linked: "Which videos", asOf: "As of", asOfHint: "Only what was known by the end of this day; empty is today", similarity: "About the same within", similarityHint: "Within this share, more videos come first",
  },
  metrics: { digg: "Likes", collect: "Collects", share: "Shares", comment: "Comments", play: "Plays", recommend: "Recommends", admire: "Rewards", overall: "Overall" },
  metricHint: {
    digg: "Likes. ", collect: "Collects: people want to buy or keep it. ", share: "Shares: people pass it on. ", comment: "Comments. ",
    play: "Plays; “—” where the crawler sees none. ", recommend: "Recommends; “—” where the crawler sees none. ", admire: "Rewards; “—” where the crawler sees none. ",
    overall: "Overall: likes, collects and shares count a third each, as parts of the list's totals; one that is missing is left out. ",
  },
  basis: { posted: "Posted", gained: "Gained" },
  basisHint: { posted: "Videos posted in these days, with their totals at the end.", gained: "Videos that gained in these days, older ones too, with the sum of their daily increments." },
  baseline: { within_day: "the day's first crawl", previous_close: "the last crawl before" },
  baselineHint: {
    within_day: "A day's last crawl − its first (default). What comes between two days is left out.",
    previous_close: "A day's last crawl − the last one before it. The days add up to the whole growth.",
  },
  linked: { linked: "With a product", all: "All videos" },
  measure: { label: "X axis", total: "Total", avg: "Average", median: "Median", best: "Best video" },

  window: {
    used: (from, to, days) => `${from} to ${to}, ${all(days, "day")}`,
    asOf: (day) => `as of ${day}`,
    partial: "today is still running; the numbers will grow",
    lastSnapshot: (time) => `last crawl ${time}`,
    considered: (n) => about(n, "video"),
    counted: (n, of) => `${short(n, "en")} of ${about(of, "video")} counted`,
    withoutProduct: (n) => `${short(n, "en")} without a product`, withoutCategory: (n) => `${short(n, "en")} whose product has no category`, withoutCreator: (n) => `${short(n, "en")} of an unknown creator`,
    among: (said) => ` (${said})`, and: ", ",
  },
  coverage: {
    title: "What the numbers rest on", open: "What they rest on",
    intro: "What this answer uses, and what it leaves out.",
    videos_considered: "Videos that fit, or may: product or category is not known", videos_without_product: "Without a product: in no list of products", videos_without_category: "Their product has no category: in no category",
    videos_without_creator: "Creator not known: in no list of creators", videos_relinked: "Changed their product: counted for the last one",
    single_snapshot_days: "Crawled once that day: no increment", falling_increments: "A metric fell (unlikes, corrections): kept as it is", gap_increments: "Increment over several days: counted on the day it was seen",
    growth_between_days: (metric) => `${metric}: gained between days, which the default start leaves out`, days_without_crawl: "Days without a crawl", none: "none",
    unitVideos: (n) => form(n, "video"), unitDays: (n) => form(n, "video day"),
    leftOut: (n) => `${about(n, "video day")} (a video on a day) had a single crawl. Counted from the day's first crawl, such days have no increment, and gains and ranks mislead.`,
    tryPreviousClose: "Count from the last crawl before",
  },
  exports: { short: { csv: "CSV", xlsx: "Excel" }, csv: "Export CSV", xlsx: "Export Excel", hint: "What is shown, all pages of it" },
  token: {
    title: "A token is needed", lead: "This server asks for a token (set at its start by MEDIAOP_TOKEN or --token-file).", label: "Token",
    give: "Continue", wrong: "This is not the token. Check it and try again.", kept: "Kept in this tab alone, until it is closed.", forget: "Forget the token",
  },

  panel: {
    loading: "Loading", reading: "The server has just started and is reading the data…", failed: "The data did not arrive", retry: "Try again", offline: "The server cannot be reached. Is mediaop serve running?",
    fixFilters: "These filters cannot be accepted: change them, or go back to the defaults", notFound: "Not found", backToList: "Back to the list",
    empty: "Nothing fits these filters",
    emptyWindow: (from, to) => `No video fits between ${from} and ${to}.`,
    emptyNoCrawl: "Nothing was crawled in these days.", emptyNoData: "The database holds no crawls yet. Run mediaop import, then refresh.",
    emptyAllRejected: (n) => `${all(n, "row")} ${form(n, "was", "were")} read and none was accepted.`,
    tryLonger: "Try more days", tryGained: "See what was gained", tryAllCategories: "All categories", tryReset: "Back to the defaults",
    emptySearch: (text) => `No creator has “${text}” in the name or id.`, tryNoSearch: "Clear the search",
    emptyLimits: (limits) => `No product reaches these limits: ${limits}.`, tryNoLimits: "Without limits",
    emptyPage: (page, last) => `There is no page ${exact(page, "en")}: the last one is ${exact(last, "en")}.`, tryFirstPage: "To the first page",
    emptyOutside: (first, last) => `The data goes from ${first} to ${last}; these days lie outside.`, tryLastDay: (day) => `See the data's last day (${day})`,
    serverSaid: (detail) => `The server says: ${detail}`, tryWithout: "Leave out what is wrong",
    partOf: "Part of the result",
  },
  refusal: {
    params: {
      period_days: "Days (period_days)", from: "From (from)", to: "To (to)", as_of: "As of (as_of)", metric: "Metric (metric)", basis: "Basis (basis)", baseline: "A day's start (baseline)", linked: "Which videos (linked)",
      similarity: "About the same within (similarity)", category: "Category (category)", category2: "Second level (category2)", product_id: "Product (product_id)", creator_id: "Creator (creator_id)", page: "Page (page)", page_size: "Rows on a page (page_size)",
      measure: "X axis (measure)", group_by: "Group by (group_by)", min_metric: "Good from (min_metric)", min_videos: "Videos at least (min_videos)", min_creators: "Creators at least (min_creators)", q: "Find (q)",
    },
    kinds: { product: "product", creator: "creator", video: "video" },
    line: (param, said) => `${param}: ${said}.`,
    choice: (given, expected) => `${given} is no choice; these are: ${expected}`,
    range: (given, least, most) => `${given} is out of range; it goes from ${least} to ${most}`,
    date: (given) => `${given} is no date; write year-month-day, such as 2026-01-31`,
    whole: (given) => `${given} is no whole number`, decimal: (given) => `${given} is no number`,
    absent: (given) => `${given} is not in the data`, afterEnd: (given, end) => `${given} is after the end, ${end}`,
    twoWindows: "give a number of days or dates, not both", withoutCategory: "give its category as well", empty: "is empty", twice: "give it once", other: "cannot be accepted",
    unknown: (kind, id, day) => `By ${day}, the data has no such ${kind}: ${id}`,
  },
  missing: "—", missingHint: "not known (not 0)",
  growth: {
    new: "new", newHint: "first seen in these days", zeroBase: "0 before: there is no percentage", no_previous: "none before", previous_not_positive: "fell before", previous_not_covered: "not crawled before",
    no_gained: "no increment", partial: "running", partialHint: "today is still running",
    no_previousHint: "no increment of this metric in the days before", previous_not_positiveHint: "the days before lost, so a percentage means nothing", previous_not_coveredHint: "a day before was not crawled, so the two cannot be compared",
  },

  columns: {
    twoLines: "Above: the total at the end of these days. Below: what was gained in them.",
    rank: "Rank", product: "Product", category: "Category", category2: "Second level", videos: "Videos", creators: "Creators", total: "Total", avg: "Average", median: "Median", best: "Best video",
    good: "Good videos", goodRate: "Share good", gained: "Gained", previous: "Before", growth: "Growth", trend: "By day", newVideos: "New videos", joining: "Joining", joiningHint: "Creators whose first video of the product was posted in these days, whether it gained or not. “Creators” counts those of videos that gained, so more may join than are counted there.", firstSeen: "First seen",
    video: "Video", creator: "Creator", published: "Posted", times: "× median", products: "Products", fans: "Fans", lastSeen: "Last seen", percentile: "Percentile", bestVideo: "Best video",
    posts: "Posted between", window: "Total at the end", date: "Date", first: "First", last: "Last", baseline: "Start", increment: "Increment", reason: "How", select: "Choose", price: "Price", sales: "Sales", brand: "Brand", why: "Why", actions: "Actions",
  },
  timesHint: "This video ÷ the median of its creator's videos in these days; none below 3 videos",
  percentileHint: "The place among the creators: 100 is the top",
  videoOpen: "Open on Douyin",
  untitled: "(no title)", unnamed: "(no name)", unlinked: "no product", uncategorised: "no category",

  matrix: {
    title: "Overview", lead: "Each point is a product: the further right, the better it does; the higher, the more videos. Top right is worth following quickly.",
    x: (measure, metric) => `${metric}, ${measure.toLowerCase()}`, y: "Videos",
    limits: { min_metric: "Good from", min_videos: "Videos at least", min_creators: "Creators at least" }, minMetricHint: "A single video is good from this number on; products without a good one are left out",
    onlyGood: (least) => `Only products with a good video, one of ${least} or more. The others are neither in the chart nor in the table nor in the medians.`,
    axes: "Axes", auto: "Auto", linear: "Linear", log: "Log", box: "Select", boxHint: "Draw a box in the chart", clearBox: "Clear the box",
    inBox: (n, of) => `${exact(n, "en")} of ${all(of, "product")} in the box`, noneInBox: "No product that fits is in the box.", points: (n) => all(n, "product"),
    quadrants: ["good, few videos", "good, many videos", "so-so, many videos", "so-so, few videos"],
    lineX: "Vertical line: limit of X", lineY: "Horizontal line: limit of Y", lineHint: "Drag, or use the arrow keys; double-click goes back to the median", resetLines: "Lines back to the medians",
    size: "Larger: more creators", search: "Find a product in the table", chart: "Scatter chart of products; the table below says the same", noValue: (n) => `${all(n, "product")} ${form(n, "lacks this metric and stands", "lack this metric and stand")} in the table alone`,
    notLog: (n) => `${all(n, "product")} ${form(n, "is", "are")} at 0 or below and cannot stand on a log axis`,
  },
  hot: { title: "Hot products", lead: "By what they gained, beside as many days before.", ordered: (metric) => `The rows stand by gained ${metric.toLowerCase()}; the filter above chooses another metric` },
  videos: { title: "Videos", lead: "Which videos of a product or a category do best.", search: "Find a product by name or id", none: (text) => `No product has “${text}” in the name or id.`, clear: "All products", ofProduct: (name) => `Product: ${name}` },
  creators: { title: "Creators", lead: "What creators shoot, and which categories do well.", search: "Find a creator by name or id", groups: "Strong categories", groupBy: "Group by", category: "Category", category2: "Second level", product: "Product", topVideos: "Best videos", share: "Share" },
  product: { title: "Product", videos: "Videos", creators: "Creators", openVideos: "Open among the videos", ofAll: "of all products", totals: { posted: "Above: the videos posted in these days, with their totals at the end.", gained: "Above: what the videos that gained, older ones too, gained in these days." },
    group: { posted: "The videos below, posted in these days, add up to the totals at the top; “why” of any of them leads to its crawls.", gained: "What the videos below gained in these days adds up to the totals at the top; “why” of any of them leads to its crawls." },
  },
  benchmark: {
    title: "Benchmark", lead: "The creators of a category side by side: whom to learn from.", side: "Creators", best: "Best videos", compare: "Compare",
    peers: (n) => about(n, "creator"), few: "fewer than 5 creators: take the percentile with care", categoryTotal: "The whole category", choose: "Choose 2 to 6 creators to compare", chosen: (n) => `${n} chosen`,
    compareNow: "Compare", clear: "Clear", needTwo: "First choose 2 to 6 creators under “Creators”", tooMany: "6 at most", overCategories: "By category", remove: (name) => `Remove ${name}`,
  },
  data: {
    title: "Data", lead: "How fresh it is, what is missing, how to refresh.", fresh: "Last crawl", ago: (text) => `${text} ago`, range: "Days", daysCovered: (n, of) => `${exact(n, "en")} of ${all(of, "day")} crawled`,
    counts: "How much", videos: "videos", withVideos: (n) => about(n, "video"), creators: "creators", products: "products", categories: "categories", summaries: "day summaries", metrics: "Metrics with data",
    calendar: "Crawls by day", weekdays: ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"], crawled: "crawled", gap: "not crawled", gapsNone: "no gaps", gapsSome: (n) => `${all(n, "day")} not crawled`,
    rows: "Rows", read: "read", accepted: "accepted", rejected: "rejected", blank: "blank (every counter 0 or missing)", inexact: "counters such as 10w+, taken as missing",
    rejectedTitle: "Rejected rows", rejectedNone: "No row was rejected", examples: "Examples", reason: "Reason", count: "Rows",
    runs: "Runs", kind: "Kind", state: "State", started: "Begun", took: "Took", rowsRead: "Rows", error: "Error",
    refresh: "Refresh", refreshing: "Refreshing", refreshed: "The data is fresh", nothingNew: "no new snapshots", refreshFailed: "The refresh failed", progress: (done, total) => `${exact(done, "en")} / ${all(total, "row")}`,
    left: "What is left out", leftHint: (label) => `with these filters (${label})`, version: "version",
    states: { running: "running", done: "done", failed: "failed" },
    kinds: { load: "load", refresh: "refresh", rebuild: "full reading", crawl: "crawl", import: "import", demo: "demo data", precompute: "precompute" },
    reasons: {
      aweme_id_missing: "no video id", aweme_id_not_a_whole_number: "the video id is no whole number", aweme_id_not_positive: "the video id is 0 or below",
      update_ts_missing: "no time of the crawl, or none in milliseconds", update_ts_in_seconds: "the crawl's time is in seconds, not milliseconds", update_ts_in_microseconds: "the crawl's time is in microseconds, not milliseconds",
      create_time_not_a_number: "the time of posting is no number", create_time_in_milliseconds: "the time of posting is in milliseconds, not seconds",
      counter_not_a_number: "a counter is no number", counter_negative: "a counter is below −1", before_publication: "crawled before it was posted",
    },
  },
  why: {
    title: "Why this number", posted: (total, time) => `The last crawl of these days (${time}) read ${total}. “Posted” takes this total.`,
    gained: "The daily increments below add up to what was gained. A day without one does not count, and is not 0.", noGain: "This video has no increment in these days.", noTotal: "This metric was not read at the end of these days.",
    reasons: {
      published: "posted that day: the last reading", within_day: "last − first of the day", previous_close: "last − the last one before", single_snapshot: "crawled once that day: no increment",
    },
    none: "No crawls in these days.", baselineAt: (time) => `start ${time}`,
  },
  curve: { title: "Increment by day", gap: "A day without an increment is a gap, not 0", partial: "today (running)", none: "No day has an increment.", noIncrement: "no increment (not 0)", crossesDays: (n) => `over ${all(n, "day")}`, videos: "videos with an increment",
    of: { videos: "what the video gained each day", products: "what all videos of the product gained each day, whenever they were posted", creators: "what the creator's videos gained each day, whenever they were posted" },
  },
  bands: (share) => `Rows within ${share} of each other count as equal and stand with more videos first, so the numbers need not fall row by row; “More options” changes that.`,
  table: { empty: "No rows", page: (page, pages) => `Page ${page} of ${pages}`, total: (n) => all(n, "row"), sortHint: "Sort by this column", sorted: "The rows stand by this column", sort: "Sort", asRanked: "by rank", direction: "Direction", falling: "greatest first", rising: "smallest first", perPage: "Per page" },
  duration: { day: "d", hour: "h", minute: "min", second: "s", now: "less than a minute" },
  notFoundPage: "There is no such page", close: "Close", yuan: "CNY",
};
