//! What is hot now: products by what their videos gained (热品).

use serde::{Serialize, Serializer};

use super::Answer;
use super::joining_creators::JoiningCreators;
use crate::aggregate::{Distinct, PageMembers, SizedGroup};
use crate::dataset::Dataset;
use crate::facts::trait_of;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{Code, Frame, Need, daily_gains, gains};
use crate::metric::{Metric, RankBy, Similarity};
use crate::order::{Page, Ranked, rank_page};
use crate::record::{Column, Field, Kind, Number, Record, Table, Value, record};
use crate::window::{View, Window};

/// Products by what they gained in the window, beside the window before (热品).
///
/// # Input
/// Days and baseline, whatever the view's basis; the metric; a category or none; a page, or
/// `None` for all rows.
///
/// # Output
/// A row for each product of which a video has an increment in the window, in the order of
/// groups by what was gained. `growth` is gained ÷ previous − 1, and `growth_reason` says why
/// there is none.
///
/// # Missing data
/// Where the metric has no increment, `gained` or `previous` is `None`. A day without an
/// increment is `None` in `daily`.
///
/// # Cost
/// A look at every video; for the rows of the page, a walk over the days of their videos.
///
/// # Example: what is hot, yesterday and today?
/// ```
/// use mediaop_core::answer::{GrowthReason, HotProducts};
/// use mediaop_core::{Filter, Metric, Similarity, example};
/// let (similarity, filter) = (Similarity::default(), Filter::default());
/// let query = HotProducts { view: example::view(2), metric: Metric::Digg, similarity, filter, page: None };
/// let rows = query.ask(&example::dataset())?.data;
/// let hot = rows.iter().map(|row| (row.product_id.as_str(), row.gained, row.previous, row.growth));
/// assert!(hot.eq([
///     // Videos 1, 2 and 4: 40 + 35 + 240, and two days before 140 + 40.
///     ("p1", Some(315), Some(180), Some(0.75)),
///     ("p3", Some(60), None, None),
///     // Video 5 fell by 5, and had gained 20.
///     ("p2", Some(-5), Some(20), Some(-1.25)),
/// ]));
/// assert_eq!(rows[1].growth_reason, Some(GrowthReason::New));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct HotProducts {
    /// Days; the basis is always what was gained.
    pub view: View,
    /// The metric.
    pub metric: Metric,
    /// What counts as about the same.
    pub similarity: Similarity,
    /// Products of a category.
    pub filter: Filter,
    /// The page; `None` for all rows.
    pub page: Option<Page>,
}

/// Why there is no growth, or what is special about it.
///
/// ```
/// use mediaop_core::answer::GrowthReason;
/// assert_eq!(GrowthReason::PreviousNotPositive.name(), "previous_not_positive");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "contract", schema(rename_all = "snake_case"))]
pub enum GrowthReason {
    /// The metric has no increment in the window.
    NoGained,
    /// The product was first seen in the window.
    New,
    /// The metric has no increment in the window before.
    NoPrevious,
    /// In the window before, the product gained nothing or lost.
    PreviousNotPositive,
    /// A day of the window before has no summary of any video.
    PreviousNotCovered,
    /// There is growth, but the window's last day is still running.
    Partial,
}

impl GrowthReason {
    /// The name in answers.
    ///
    /// ```
    /// assert_eq!(mediaop_core::answer::GrowthReason::New.name(), "new");
    /// ```
    pub fn name(self) -> &'static str {
        ["no_gained", "new", "no_previous", "previous_not_positive", "previous_not_covered", "partial"][self as usize]
    }
}

impl Serialize for GrowthReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Field for GrowthReason {
    fn columns(name: &'static str, prefix: &str, out: &mut Vec<Column>) {
        out.push(Column { name: format!("{prefix}{name}").into(), kind: Kind::Text });
    }
    fn values<'a>(&'a self, out: &mut Vec<Value<'a>>) {
        out.push(Value::Text(self.name().into()));
    }
    fn serialize_as<S: serde::ser::SerializeStruct>(&self, name: &'static str, out: &mut S) -> Result<(), S::Error> {
        out.serialize_field(name, self)
    }
}

/// A product and what it gained.
///
/// ```
/// # use mediaop_core::answer::HotProducts;
/// # use mediaop_core::{Filter, Metric, Similarity, example};
/// # let (similarity, filter) = (Similarity::default(), Filter::default());
/// let query = HotProducts { view: example::view(2), metric: Metric::Digg, similarity, filter, page: None };
/// let rows = query.ask(&example::dataset())?.data;
/// assert_eq!(rows[0].daily, [Some(30 + 30 + 200), Some(10 + 5 + 40)]);
/// assert_eq!((rows[0].video_count, rows[0].new_video_count, rows[0].creator_count), (3, 1, 2));
/// // Ming joined p1 by video 4, Lily p3 by video 3; video 5 of p2 is older than the window.
/// assert!(rows.iter().map(|row| row.joining_creator_count).eq([1, 1, 0]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct HotProduct {
    /// The product.
    pub product_id: String,
    /// Its name.
    pub product_title: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Its second-level category.
    pub category2: Option<String>,
    /// What its videos gained in the window.
    pub gained: Option<i64>,
    /// What its videos gained in the window of equal length before.
    pub previous: Option<i64>,
    /// `gained ÷ previous − 1`.
    pub growth: Option<f64>,
    /// Why there is none, or that the window is still running.
    pub growth_reason: Option<GrowthReason>,
    /// Videos that gained.
    pub video_count: u64,
    /// Of them, those published in the window.
    pub new_video_count: u64,
    /// Different creators among them.
    pub creator_count: u64,
    /// The product's first row ever.
    pub first_seen: Option<String>,
    /// What its videos gained on each day of the window; a day without an increment is missing.
    pub daily: Vec<Option<i64>>,
    /// Creators whose first video of the product was published in the window.
    pub joining_creator_count: u64,
}
record!(HotProduct {
    product_id,
    product_title,
    category,
    category2,
    gained,
    previous,
    growth,
    growth_reason,
    video_count,
    new_video_count,
    creator_count,
    first_seen,
    daily,
    joining_creator_count,
});

impl HotProduct {
    /// The table form for a spreadsheet: in the place of `daily` a column for each day of the window.
    ///
    /// # Example: what did the hottest product gain on each of two days?
    /// ```
    /// # use mediaop_core::answer::{HotProduct, HotProducts};
    /// # use mediaop_core::{Filter, Metric, Similarity, Value, example};
    /// # let (similarity, filter) = (Similarity::default(), Filter::default());
    /// let view = example::view(2);
    /// let query = HotProducts { view, metric: Metric::Digg, similarity, filter, page: None };
    /// let rows = query.ask(&example::dataset())?.data;
    /// let table = HotProduct::table_by_day(&rows, &view.window);
    /// let place = table.columns.iter().position(|column| column.name == "daily_2026-03-09").unwrap();
    /// assert_eq!(table.columns[place + 1].name, "daily_2026-03-10");
    /// assert_eq!(table.values[place..place + 2], [Value::Int(260), Value::Int(55)]);
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn table_by_day<'a>(rows: &'a [HotProduct], window: &Window) -> Table<'a> {
        let Table { mut columns, .. } = Table::of::<HotProduct>(&[]);
        let Some(place) = columns.iter().position(|column| column.name == "daily") else { return Table::of(rows) };
        let days = window.iter().map(|day| Column { name: format!("daily_{day}").into(), kind: Kind::Int });
        columns.splice(place..=place, days);
        let mut values = Vec::with_capacity(rows.len() * columns.len());
        for row in rows {
            let daily = values.len() + place;
            Record::values(row, &mut values);
            values.splice(daily..=daily, row.daily.iter().map(|gained| gained.map_or(Value::Null, Value::Int)));
        }
        Table { columns, values }
    }
}

/// Values of `daily` in an answer that is not cut to pages.
const MOST_DAILY_VALUES: usize = 5_000_000;

impl HotProducts {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known by the end of the window.
    ///
    /// # Example: the same with what was gained between the days
    /// ```
    /// # use mediaop_core::answer::HotProducts;
    /// # use mediaop_core::{Baseline, Filter, Metric, Similarity, View, example};
    /// # let (metric, similarity, filter) = (Metric::Digg, Similarity::default(), Filter::default());
    /// let view = View { baseline: Baseline::PreviousClose, ..example::view(2) };
    /// let rows = HotProducts { view, metric, similarity, filter, page: None }.ask(&example::dataset())?.data;
    /// // 210 − 150, 100 − 40, and all of video 4.
    /// assert_eq!(rows[0].gained, Some(60 + 60 + 300));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<HotProduct>>, QuestionError> {
        let view = self.view.gained();
        let scope = self.filter.resolve(dataset, &view)?;
        let frame = Frame::new(dataset, &view, &scope, Need::Product);
        let keys = dataset.products.len();
        let mut groups = SizedGroup::by(&frame, Code::Product, keys, RankBy::Metric(self.metric));
        groups.retain(|group| group.videos > 0);
        rank_page(&mut groups, self.similarity, self.page);
        let total = Some(groups.len() as u64);
        let (products, days) = (self.page.map_or(groups.len(), |_| 0), view.window.days() as usize);
        if products.saturating_mul(days) > MOST_DAILY_VALUES {
            return Err(QuestionError::TooLarge { products, days });
        }
        let (from, to) = view.window.previous();
        let covered = dataset.days_without_crawl(from, to).next().is_none();
        let mut distinct = Distinct::new(dataset.creators.len());
        let groups = Page::cut(self.page, groups);
        let members = PageMembers::of(&groups, &frame, Code::Product, keys);
        let mut joining = JoiningCreators::new(dataset, &view, &scope);
        let row = |(place, group): (usize, &SizedGroup)| {
            let places = members.get(place);
            let creators = places.iter().map(|place| frame.code(*place, Code::Creator));
            let counts = (distinct.count_of(creators), joining.count(group.key));
            self.row(&frame, counts, &scope, (group, places), covered)
        };
        let data = groups.iter().enumerate().map(row).collect();
        Ok(Answer { data, coverage: frame.coverage, total })
    }

    fn row(
        &self,
        frame: &Frame<'_>,
        (creator_count, joining_creator_count): (u64, u64),
        scope: &Scope,
        (group, places): (&SizedGroup, &[u32]),
        covered: bool,
    ) -> HotProduct {
        let (dataset, view, product) = (frame.dataset, &frame.view, group.key);
        let gained = match group.value {
            Some(Number::Int(gained)) => Some(gained),
            _ => None,
        };
        let previous = self.previous(dataset, view, scope, product);
        let first_seen = dataset.index.product_first_seen[product as usize];
        let is_new = dataset.calendar.day_of_ms(first_seen) >= view.window.from();
        let (growth, growth_reason) = match (gained, previous) {
            (None, _) => (None, Some(GrowthReason::NoGained)),
            _ if is_new => (None, Some(GrowthReason::New)),
            (_, None) => (None, Some(GrowthReason::NoPrevious)),
            (_, Some(..=0)) => (None, Some(GrowthReason::PreviousNotPositive)),
            _ if !covered => (None, Some(GrowthReason::PreviousNotCovered)),
            (Some(gained), Some(previous)) => {
                (Some(gained as f64 / previous as f64 - 1.0), view.window.partial().then_some(GrowthReason::Partial))
            }
        };
        let is_new = |place: &&u32| view.window.contains(frame.published(**place));
        HotProduct {
            product_id: dataset.product_id(product),
            product_title: dataset.product_title(product),
            category: dataset.category_name(product),
            category2: dataset.category2_name(product),
            gained,
            previous,
            growth,
            growth_reason,
            video_count: group.videos(),
            new_video_count: places.iter().filter(is_new).count() as u64,
            creator_count,
            first_seen: Some(dataset.calendar.rfc3339(first_seen)),
            daily: self.daily(frame, scope, product, places),
            joining_creator_count,
        }
    }

    /// What the product's videos of the window's end gained in the window before.
    fn previous(&self, dataset: &Dataset, view: &View, scope: &Scope, product: u32) -> Option<i64> {
        let days = view.window.previous();
        let as_of = view.window.as_of().number();
        let index = &dataset.index;
        let mut sum = None;
        let mut add = |gained: i64| sum = Some(sum.unwrap_or(0) + i128::from(gained));
        if scope.creators.is_none() {
            let of_product = dataset.product_days()[product as usize].within(days.0, days.1);
            of_product.filter_map(|(_, day)| day.gained(view.baseline, self.metric as usize)).for_each(&mut add);
        }
        let admitted = |video: usize| match &scope.creators {
            Some(chosen) => {
                let creator = index.creator.at(video, as_of);
                creator.is_some_and(|creator| chosen.contains(&creator))
            }
            // The others are in the sums above.
            None => !index.facts.has(video, trait_of::REGULAR | trait_of::SETTLED),
        };
        let (to, videos) = (view.window.to().number(), index.videos_of_product.get(product as usize).iter());
        let counts = |video: &usize| admitted(*video) && index.product.at(*video, to) == Some(product);
        for video in videos.map(|video| *video as usize).filter(counts) {
            let published = dataset.published(video, as_of);
            gains(dataset, video, days, published, view.baseline)[self.metric].map(&mut add);
        }
        sum.and_then(|sum| i64::try_from(sum).ok())
    }

    fn daily(&self, frame: &Frame<'_>, scope: &Scope, product: u32, places: &[u32]) -> Vec<Option<i64>> {
        let window = &frame.view.window;
        let mut sums: Vec<Option<i128>> = vec![None; window.days() as usize];
        let mut add = |day: usize, gained: i64| sums[day] = Some(sums[day].unwrap_or(0) + i128::from(gained));
        let from = window.from().number();
        if scope.creators.is_none() {
            for (date, day) in frame.dataset.product_days()[product as usize].within(from, window.to().number()) {
                let gained = day.gained(frame.view.baseline, self.metric as usize);
                gained.into_iter().for_each(|gained| add((date - from) as usize, gained));
            }
        }
        for place in places.iter().filter(|place| scope.creators.is_some() || frame.is_apart(**place)) {
            daily_gains(frame, *place, self.metric, &mut add);
        }
        sums.into_iter().map(|sum| sum.and_then(|sum| i64::try_from(sum).ok())).collect()
    }
}
