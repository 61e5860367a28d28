//! From an answer to status, headers and bytes.

use serde::Serialize;
use utoipa::ToSchema;

use super::etag;
use super::format::{self, Export, Format};
use super::meta::Host;
use super::near::near_matches;
use super::params::Params;
use super::problem::Problem;
use super::questions::PAGE;
use super::request::{Request, Response};
use crate::LocalDay;
use crate::answer::Answer;
use crate::coverage::Coverage;
use crate::dataset::Dataset;
use crate::filter::QuestionError;
use crate::metric::Metric;
use crate::order::Page;
use crate::record::Table;
use crate::window::View;

/// A request on its way to an answer.
pub(super) struct Ask<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) host: &'a Host,
    pub(super) params: Params,
    segments: &'a [String],
    if_none_match: Option<&'a str>,
    shape: Shape,
}

/// For whom an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A client, in the format that it names.
    Response,
    /// The program around, as a table.
    Table,
}

/// What an answer says beside its rows, by name.
pub(super) type Facts = Vec<(&'static str, serde_json::Value)>;

/// A question whose parameters are sound.
pub(super) struct Sound<'a> {
    dataset: &'a Dataset,
    view: View,
    page: Option<Page>,
    format: Format,
    shape: Shape,
    name: String,
    etag: String,
    /// Whether the client has whatever answer there is.
    has_any: bool,
    asked: Vec<(String, String)>,
}

/// The window that was used.
#[derive(Serialize, ToSchema)]
#[schema(as = Window)]
pub(super) struct WindowEcho<'a> {
    from: LocalDay,
    to: LocalDay,
    as_of: LocalDay,
    timezone: &'a str,
    basis: &'static str,
    baseline: &'static str,
    partial: bool,
}

/// The page that is shown, and how many rows there are on all pages.
#[derive(Serialize, ToSchema)]
#[schema(as = Page)]
pub(super) struct PageEcho {
    page: u64,
    page_size: u64,
    total: u64,
}

impl<'a> Ask<'a> {
    pub(super) fn new(
        dataset: &'a Dataset,
        host: &'a Host,
        request: &Request<'a>,
        segments: &'a [String],
        shape: Shape,
    ) -> Self {
        let params = Params::parse(request.query);
        Ask { dataset, host, params, segments, if_none_match: request.if_none_match, shape }
    }

    /// Refuses what is wrong with the parameters, or goes on to the question unless the client
    /// has its answer already.
    ///
    /// # Errors
    /// A 400. A client that has the answer already gets a 304, the inner `Err`.
    pub(super) fn check(
        mut self,
        name: &'static str,
        view: View,
        page: Option<Page>,
        applicable: &[&[&str]],
    ) -> Result<Result<Sound<'a>, Response>, Problem> {
        let formats: &[&str] = if self.shape == Shape::Table { &[] } else { &["format"] };
        let format = match self.shape {
            Shape::Response => self.params.choice("format", &Format::CHOICES).unwrap_or(Format::Json),
            Shape::Table => Format::Arrow,
        };
        // The table of a program is whole unless a page is asked for.
        let page = page.filter(|_| self.shape == Shape::Response || PAGE.iter().any(|name| self.params.given(name)));
        let canonical = self.params.canonical();
        let apart = ["format", "page", "page_size"];
        let mut asked: Vec<(String, String)> = self
            .params
            .pairs()
            .filter(|(name, _)| !apart.contains(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let subject = subject(self.segments);
        asked.extend(subject.map(|(name, id)| (name.to_owned(), id.to_owned())));
        asked.sort_unstable();
        self.params.finish(&[&applicable.concat()[..], formats].concat())?;
        let etag = match self.shape {
            Shape::Response => etag::etag(self.dataset.version(), self.host.today, self.segments, &canonical, format),
            // No header shows it, and the version of a new data set takes a look at all of it.
            Shape::Table => String::new(),
        };
        // Whether there is an answer at all, which is what `*` asks, is not known yet.
        let has_any = self.if_none_match.is_some_and(|header| header.trim() == "*");
        if !has_any && self.if_none_match.is_some_and(|header| etag::matches(header, &etag)) {
            return Ok(Err(not_modified(etag)));
        }
        let name = subject.map_or(name.to_owned(), |(_, id)| format!("{name}-{id}"));
        Ok(Ok(Sound { dataset: self.dataset, view, page, format, shape: self.shape, name, etag, has_any, asked }))
    }
}

fn not_modified(etag: String) -> Response {
    Response { status: 304, headers: vec![("etag", etag), cache_control()], body: Vec::new() }
}

/// Whose answer it is, where the path says: the name of the id, and the id.
fn subject(segments: &[String]) -> Option<(&'static str, &str)> {
    let [_, kind, id, _] = segments else { return None };
    let name = match kind.as_str() {
        "creators" => "creator_id",
        "products" => "product_id",
        "videos" => "aweme_id",
        _ => return None,
    };
    Some((name, id))
}

/// An answer may be kept, but is to be asked after.
fn cache_control() -> (&'static str, String) {
    ("cache-control", "no-cache".to_owned())
}

impl Sound<'_> {
    /// For whom the answer is written.
    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// Whether the answer goes into a spreadsheet, whose cells hold one value.
    pub(super) fn is_for_a_sheet(&self) -> bool {
        self.shape == Shape::Response && matches!(self.format, Format::Csv | Format::Xlsx)
    }

    /// The page that the question is to be cut to: exports are whole.
    pub(super) fn page(&self) -> Option<Page> {
        self.page.filter(|_| self.format == Format::Json || self.shape == Shape::Table)
    }

    /// Writes an answer, as JSON or as a table.
    pub(super) fn write<D: Serialize>(
        &self,
        answer: &Answer<D>,
        table: impl FnOnce(&D) -> Table<'_>,
    ) -> Result<Response, Problem> {
        self.write_with_facts(answer, table, |_| Vec::new())
    }

    /// Writes an answer that says more than its table holds.
    pub(super) fn write_with_facts<D: Serialize>(
        &self,
        answer: &Answer<D>,
        table: impl FnOnce(&D) -> Table<'_>,
        facts: impl FnOnce(&D) -> Facts,
    ) -> Result<Response, Problem> {
        if self.shape == Shape::Table {
            return self.table(answer, &table(&answer.data), facts(&answer.data));
        }
        if self.has_any {
            return Ok(not_modified(self.etag.clone()));
        }
        let body = match self.format {
            Format::Json => self.json(answer)?,
            Format::Csv => format::csv::bytes(&table(&answer.data))?,
            Format::Arrow => format::arrow::bytes(&table(&answer.data), None)?,
            Format::Xlsx => format::xlsx::bytes(&table(&answer.data), &self.export(&answer.coverage))?,
        };
        let mut headers =
            vec![("content-type", self.format.content_type().to_owned()), ("etag", self.etag.clone()), cache_control()];
        if self.format != Format::Json {
            let window = self.view.window;
            headers
                .push(("content-disposition", self.format.content_disposition(&self.name, window.from(), window.to())));
        }
        Ok(Response { status: 200, headers, body })
    }

    fn json<D: Serialize>(&self, answer: &Answer<D>) -> Result<Vec<u8>, Problem> {
        self.envelope(&answer.data, &answer.coverage, answer.total)
    }

    /// The rows as an IPC stream; what stands around them in JSON is in the metadata of its schema.
    fn table<D>(&self, answer: &Answer<D>, table: &Table<'_>, facts: Facts) -> Result<Response, Problem> {
        let facts: serde_json::Map<_, _> = facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect();
        let about = self.envelope(&facts, &answer.coverage, answer.total)?;
        let about = String::from_utf8(about).map_err(|_| Problem::internal())?;
        let body = format::arrow::bytes(table, Some(about))?;
        let headers = vec![("content-type", Format::Arrow.content_type().to_owned())];
        Ok(Response { status: 200, headers, body })
    }

    fn envelope(&self, data: &impl Serialize, coverage: &Coverage, total: Option<u64>) -> Result<Vec<u8>, Problem> {
        let page = self.page.map(|Page { page, page_size }| PageEcho { page, page_size, total: total.unwrap_or(0) });
        format::json::bytes(&format::json::Envelope { data, window: &self.window(), coverage, page: page.as_ref() })
    }

    fn window(&self) -> WindowEcho<'_> {
        let View { window, basis, baseline, .. } = self.view;
        WindowEcho {
            from: window.from(),
            to: window.to(),
            as_of: window.as_of(),
            timezone: self.dataset.calendar().name(),
            basis: basis.name(),
            baseline: baseline.name(),
            partial: window.partial(),
        }
    }

    fn export(&self, coverage: &Coverage) -> Export {
        let WindowEcho { from, to, as_of, timezone, basis, baseline, partial } = self.window();
        let window = [
            ("from", from.to_string()),
            ("to", to.to_string()),
            ("as_of", as_of.to_string()),
            ("timezone", timezone.to_owned()),
            ("basis", basis.to_owned()),
            ("baseline", baseline.to_owned()),
            ("partial", partial.to_string()),
        ];
        Export {
            window: window.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            filters: self.asked.clone(),
            coverage: coverage_pairs(coverage),
        }
    }

    /// What an unknown or ambiguous name means for the client: 404 for one in the path, else 400.
    pub(super) fn problem(&self, error: QuestionError, in_path: Option<&str>) -> Problem {
        let QuestionError::Unknown { param, value } = &error else {
            let param = match &error {
                QuestionError::Category2WithoutCategory => "category2",
                QuestionError::TooLarge { .. } => "period_days",
                _ => "creator_id",
            };
            return Problem::invalid(param, error.to_string());
        };
        if in_path == Some(param) {
            let kind = match *param {
                "aweme_id" => "video",
                "product_id" => "product",
                _ => "creator",
            };
            return Problem::not_found(format_args!("{kind} {value:?} by the end of {}", self.view.window.to()));
        }
        let near = self.near(param, value);
        let hint = if near.is_empty() { String::new() } else { format!(", did you mean {}?", near.join(", ")) };
        Problem::invalid(param, format!("{value:?} is not known{hint}"))
    }

    fn near(&self, param: &str, value: &str) -> Vec<String> {
        let categories = &self.dataset.index.categories;
        match param {
            "category" => near_matches(value, categories.iter().map(|category| &*category.name)),
            "category2" => {
                let chosen = self
                    .asked
                    .iter()
                    .find(|(name, _)| name == "category")
                    .and_then(|(_, name)| self.dataset.index.category(name));
                let second = chosen.map(|category| &categories[category].second);
                near_matches(value, second.into_iter().flatten().map(|second| &**second))
            }
            "product_id" => {
                let known = |place: &usize| self.dataset.knows_product(*place, &self.view);
                near_matches(value, known_ids(&self.dataset.product_ids, known))
            }
            _ => {
                let known = |place: &usize| self.dataset.knows_creator(*place, &self.view);
                near_matches(value, known_ids(&self.dataset.creator_ids, known))
            }
        }
    }
}

fn known_ids(ids: &[Box<str>], known: impl Fn(&usize) -> bool) -> impl Iterator<Item = &str> {
    (0..ids.len()).filter(known).map(|place| &*ids[place])
}

/// Coverage as names and values, in the order of its fields.
fn coverage_pairs(coverage: &Coverage) -> Vec<(String, String)> {
    let counts = [
        ("videos_considered", coverage.videos_considered),
        ("videos_without_product", coverage.videos_without_product),
        ("videos_without_category", coverage.videos_without_category),
        ("videos_without_creator", coverage.videos_without_creator),
        ("videos_relinked", coverage.videos_relinked),
        ("single_snapshot_days", coverage.single_snapshot_days),
        ("falling_increments", coverage.falling_increments),
        ("gap_increments", coverage.gap_increments),
    ];
    let mut pairs: Vec<_> = counts.map(|(name, count)| (name.to_owned(), count.to_string())).to_vec();
    for (metric, growth) in Metric::ALL.iter().zip(coverage.growth_between_days.0) {
        pairs.extend(growth.map(|growth| (format!("growth_between_days, {}", metric.column()), growth.to_string())));
    }
    let days: Vec<String> = coverage.days_without_crawl.iter().map(ToString::to_string).collect();
    pairs.push(("days_without_crawl".to_owned(), days.join(" ")));
    pairs.push(("last_snapshot".to_owned(), coverage.last_snapshot.clone().unwrap_or_default()));
    pairs
}
