//! What the data set is, and what only the host knows of it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::format;
use super::problem::Problem;
use super::request::Response;
use super::respond::Ask;
use crate::LocalDay;
use crate::dataset::Dataset;
use crate::intake::Intake;
use crate::metric::Metric;

/// What only the host knows: the day, and what it did to the data.
///
/// ```
/// let host = mediaop_core::contract::Host { today: "2026-03-10".parse().unwrap(), runs: Vec::new() };
/// assert_eq!(host.today.to_string(), "2026-03-10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// The current local day.
    pub today: LocalDay,
    /// Loads, imports and refreshes, the latest first.
    pub runs: Vec<Run>,
}

/// A load, an import or a refresh.
///
/// ```
/// use mediaop_core::contract::Run;
/// let run = Run {
///     id: "1".to_owned(),
///     kind: "refresh".to_owned(),
///     state: "done".to_owned(),
///     started_at: "2026-03-10T08:00:00+08:00".to_owned(),
///     finished_at: None,
///     rows_read: Some(1_200),
///     error: None,
/// };
/// assert_eq!(run.state, "done");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// `load`, `import`, `refresh`, …
    pub kind: String,
    /// `running`, `done`, `failed`.
    pub state: String,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; `None` while it runs.
    pub finished_at: Option<String>,
    /// Rows that it read.
    pub rows_read: Option<u64>,
    /// Why it failed.
    pub error: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    data: Meta<'a>,
}

/// What the data set is, and from when.
#[derive(Serialize, ToSchema)]
pub(super) struct Meta<'a> {
    data_version: &'a str,
    timezone: &'static str,
    first_day: Option<LocalDay>,
    last_day: Option<LocalDay>,
    days_covered: usize,
    last_snapshot: Option<String>,
    crawl_gaps: Vec<Gap>,
    metrics: Vec<&'static str>,
    video_count: usize,
    creator_count: usize,
    product_count: usize,
    category_count: usize,
    summary_count: usize,
    rows: Rows<'a>,
    runs: &'a [Run],
    version: &'static str,
}

/// Days in a row without a summary of any video.
#[derive(Serialize, ToSchema)]
#[schema(as = CrawlGap)]
struct Gap {
    from: LocalDay,
    to: LocalDay,
}

/// What became of the rows that were read.
#[derive(Serialize, ToSchema)]
#[schema(as = RowCounts)]
struct Rows<'a> {
    read: u64,
    accepted: u64,
    blank: u64,
    inexact_counters: u64,
    rejected: u64,
    rejected_by_reason: BTreeMap<&'static str, Rejected<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RejectedRows)]
struct Rejected<'a> {
    count: u64,
    examples: &'a [String],
}

impl<'a> Rows<'a> {
    fn of(intake: &'a Intake) -> Self {
        let by_reason = intake
            .rejected
            .iter()
            .map(|(reason, rows)| (reason.name(), Rejected { count: rows.count, examples: &rows.examples }));
        Rows {
            read: intake.rows_read,
            accepted: intake.rows_accepted,
            blank: intake.rows_blank,
            inexact_counters: intake.inexact_counters,
            rejected: intake.rows_rejected(),
            rejected_by_reason: by_reason.collect(),
        }
    }
}

/// `/api/meta`.
pub(super) fn meta(ask: Ask<'_>) -> Result<Response, Problem> {
    let Ask { dataset, host, params, .. } = ask;
    params.finish(&[])?;
    let body = format::json::bytes(&Body { data: describe(dataset, host) })?;
    let headers = vec![("content-type", "application/json".to_owned()), ("cache-control", "no-store".to_owned())];
    Ok(Response { status: 200, headers, body })
}

/// The gaps between the first and the last day of data, a day to come left out.
fn crawl_gaps(dataset: &Dataset, today: LocalDay) -> Vec<Gap> {
    let Some((first, last)) = dataset.first_day().zip(dataset.last_day()) else { return Vec::new() };
    let mut gaps: Vec<Gap> = Vec::new();
    for day in dataset.days_without_crawl(first.number(), last.min(today).number()) {
        match gaps.last_mut() {
            Some(gap) if gap.to + 1 == day => gap.to = day,
            _ => gaps.push(Gap { from: day, to: day }),
        }
    }
    gaps
}

/// Whether a day's last snapshot has the metric.
fn is_read(dataset: &Dataset, metric: Metric) -> bool {
    let summaries = &dataset.summaries;
    let has = |row: usize| summaries.at(row).last(metric as usize).is_some();
    !summaries.lacks(metric as usize) && (0..dataset.video_count()).any(|video| summaries.rows(video).any(has))
}

fn describe<'a>(dataset: &'a Dataset, host: &'a Host) -> Meta<'a> {
    let (first_day, last_day) = (dataset.first_day(), dataset.last_day());
    let last_snapshot = last_day.and_then(|day| dataset.last_snapshot(day.number()));
    Meta {
        data_version: dataset.version(),
        timezone: dataset.calendar().name(),
        first_day,
        last_day,
        days_covered: dataset.index.crawled.len(),
        last_snapshot: last_snapshot.map(|ts| dataset.calendar().rfc3339(ts)),
        crawl_gaps: crawl_gaps(dataset, host.today),
        metrics: Metric::ALL.iter().filter(|metric| is_read(dataset, **metric)).map(|metric| metric.name()).collect(),
        video_count: dataset.video_count(),
        creator_count: dataset.creator_count(),
        product_count: dataset.product_count(),
        category_count: dataset.index.categories.len(),
        summary_count: dataset.summary_count(),
        rows: Rows::of(dataset.intake()),
        runs: &host.runs,
        version: env!("CARGO_PKG_VERSION"),
    }
}
