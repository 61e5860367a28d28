//! Which products do many creators shoot, with good results? (矩阵图)

use serde::{Serialize, Serializer};

use super::Answer;
use crate::aggregate::{Group, Groups, distinct, median_f64, median_of};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Frame, Need};
use crate::metric::{Metric, RankBy, Similarity};
use crate::order::{Ranked, Ranker, rank};
use crate::record::{Number, record};
use crate::window::View;

/// Which number of a product's videos is plotted on X and orders the points.
///
/// ```
/// use mediaop_core::answer::Measure;
/// assert_eq!(Measure::default().name(), "total");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// The sum.
    #[default]
    Total,
    /// The mean over videos that have the metric.
    Avg,
    /// The median over videos that have the metric.
    Median,
    /// The best single video's.
    Best,
}

impl Measure {
    /// The name in parameters.
    ///
    /// ```
    /// assert_eq!(mediaop_core::answer::Measure::Best.name(), "best");
    /// ```
    pub fn name(self) -> &'static str {
        ["total", "avg", "median", "best"][self as usize]
    }
}

/// One point for each product: X a metric, Y how many videos were shot for it.
///
/// # Input
/// Days, basis and baseline; the metric; a category or none; what X is ([`Measure`]); the least
/// videos, creators and metric, or `None`.
///
/// # Output
/// A point for each product with a video that counts, in the order of groups by X, and the
/// medians of X and Y as quadrant lines.
///
/// # Missing data
/// A product whose videos all lack the metric has no X and stands last. Without `min_metric`
/// nothing is said of good videos; with it, products without one are left out.
///
/// # Cost
/// A look at every video, and a sort of the products.
///
/// # Example: which products do many creators shoot, with good results?
/// ```
/// use mediaop_core::answer::{Measure, ProductMatrix};
/// use mediaop_core::{Filter, Metric, Similarity, example};
/// let query = ProductMatrix {
///     view: example::view(7),
///     metric: Metric::Digg,
///     similarity: Similarity::default(),
///     filter: Filter::default(),
///     measure: Measure::Total,
///     min_metric: None,
///     min_videos: None,
///     min_creators: None,
/// };
/// let matrix = query.ask(&example::dataset())?.data;
/// let points = matrix.points.iter().map(|point| (point.product_id.as_str(), point.total, point.video_count));
/// assert!(points.eq([("p1", Some(610), 3), ("p3", Some(80), 1)]));
/// assert_eq!((matrix.median_x, matrix.median_y), (Some(345.0), Some(2.0)));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ProductMatrix {
    /// Days and basis.
    pub view: View,
    /// The metric.
    pub metric: Metric,
    /// What counts as about the same.
    pub similarity: Similarity,
    /// Products of a category.
    pub filter: Filter,
    /// What X is.
    pub measure: Measure,
    /// From which value on a video is good; then products without a good one are left out.
    pub min_metric: Option<i64>,
    /// Products with at least as many videos.
    pub min_videos: Option<u64>,
    /// Products with at least as many creators.
    pub min_creators: Option<u64>,
}

/// A product in the matrix.
///
/// ```
/// # use mediaop_core::answer::{Measure, ProductMatrix};
/// # use mediaop_core::{Filter, Metric, Similarity, example};
/// # let query = ProductMatrix {
/// #     view: example::view(7),
/// #     metric: Metric::Digg,
/// #     similarity: Similarity::default(),
/// #     filter: Filter::default(),
/// #     measure: Measure::Total,
/// #     min_metric: None,
/// #     min_videos: None,
/// #     min_creators: None,
/// # };
/// let points = query.ask(&example::dataset())?.data.points;
/// // The videos of p1 have 210, 100 and 300 likes.
/// assert_eq!((points[0].median, points[0].best, points[0].best_aweme_id.as_deref()), (Some(210.0), Some(300), Some("4")));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct MatrixPoint {
    /// The product.
    pub product_id: String,
    /// Its name.
    pub product_title: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Its second-level category.
    pub category2: Option<String>,
    /// Videos that count: Y.
    pub video_count: u64,
    /// Different creators among them.
    pub creator_count: u64,
    /// The metric's sum.
    pub total: Option<i64>,
    /// Its mean.
    pub avg: Option<f64>,
    /// Its median.
    pub median: Option<f64>,
    /// The best single video's.
    pub best: Option<i64>,
    /// That video.
    pub best_aweme_id: Option<String>,
    /// Videos at or above `min_metric`; `None` without one.
    pub good_video_count: Option<u64>,
    /// Their share in the videos that have the metric.
    pub good_rate: Option<f64>,
}
record!(MatrixPoint {
    product_id,
    product_title,
    category,
    category2,
    video_count,
    creator_count,
    total,
    avg,
    median,
    best,
    best_aweme_id,
    good_video_count,
    good_rate,
});

/// The matrix.
///
/// ```
/// # use mediaop_core::answer::{Measure, ProductMatrix};
/// # use mediaop_core::{Filter, Metric, Similarity, example};
/// # let query = ProductMatrix {
/// #     view: example::view(7),
/// #     metric: Metric::Digg,
/// #     similarity: Similarity::default(),
/// #     filter: Filter::default(),
/// #     measure: Measure::Best,
/// #     min_metric: None,
/// #     min_videos: None,
/// #     min_creators: None,
/// # };
/// let matrix = query.ask(&example::dataset())?.data;
/// // X is the best video of each product: 300 and 80.
/// assert_eq!((matrix.measure, matrix.median_x), (Measure::Best, Some(190.0)));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct ProductMatrixAnswer {
    /// The metric.
    #[serde(serialize_with = "metric_name")]
    #[cfg_attr(feature = "contract", schema(value_type = String))]
    pub metric: Metric,
    /// What X is.
    #[serde(serialize_with = "measure_name")]
    #[cfg_attr(feature = "contract", schema(value_type = String))]
    pub measure: Measure,
    /// The median of X over the points, a quadrant line.
    pub median_x: Option<f64>,
    /// The median of Y over the points, a quadrant line.
    pub median_y: Option<f64>,
    /// The points, in order.
    pub points: Vec<MatrixPoint>,
}

fn metric_name<S: Serializer>(metric: &Metric, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(metric.name())
}

fn measure_name<S: Serializer>(measure: &Measure, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(measure.name())
}

struct Point<'m> {
    group: Group<'m>,
    x: Option<Number>,
}

impl Ranked for Point<'_> {
    fn value(&self) -> Option<Number> {
        self.x
    }
    fn videos(&self) -> u64 {
        self.group.members.len() as u64
    }
    fn id(&self) -> (u32, u32) {
        self.group.id
    }
}

impl ProductMatrix {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known by the end of the window.
    ///
    /// # Example: which products have a video of 200 likes or more?
    /// ```
    /// # use mediaop_core::answer::{Measure, ProductMatrix};
    /// # use mediaop_core::{Filter, Metric, Similarity, example};
    /// # let query = ProductMatrix {
    /// #     view: example::view(7),
    /// #     metric: Metric::Digg,
    /// #     similarity: Similarity::default(),
    /// #     filter: Filter::default(),
    /// #     measure: Measure::Total,
    /// #     min_metric: None,
    /// #     min_videos: None,
    /// #     min_creators: None,
    /// # };
    /// let query = ProductMatrix { min_metric: Some(200), ..query };
    /// let points = query.ask(&example::dataset())?.data.points;
    /// assert_eq!((points.len(), points[0].good_video_count, points[0].good_rate), (1, Some(2), Some(2.0 / 3.0)));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<ProductMatrixAnswer>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let Frame { members, coverage } = Frame::new(dataset, &self.view, &scope, Need::Product);
        let grouped = Groups::by(&members, dataset.products.len(), |member| member.product);
        let ranker = Ranker::new(RankBy::Metric(self.metric), []);
        let mut points: Vec<Point<'_>> = grouped
            .iter()
            .map(|(product, members)| Group::new((product, 0), members, &ranker))
            .filter(|group| self.admits(group))
            .map(|group| Point { x: self.x(&group), group })
            .collect();
        rank(&mut points, self.similarity);
        let median_x = median_f64(points.iter().filter_map(|point| point.x.map(Number::as_f64)).collect());
        let median_y = median_f64(points.iter().map(|point| point.group.members.len() as f64).collect());
        let points = points.iter().map(|point| self.point(dataset, &ranker, &point.group)).collect();
        let data = ProductMatrixAnswer { metric: self.metric, measure: self.measure, median_x, median_y, points };
        Ok(Answer { data, coverage, total: None })
    }

    fn admits(&self, group: &Group<'_>) -> bool {
        self.min_videos.is_none_or(|least| group.members.len() as u64 >= least)
            && self
                .min_creators
                .is_none_or(|least| distinct(group.members.iter().map(|member| member.creator)) >= least)
            && self.good_videos(group).is_none_or(|good| good > 0)
    }

    fn good_videos(&self, group: &Group<'_>) -> Option<u64> {
        let least = self.min_metric?;
        Some(
            group.members.iter().filter(|member| member.value[self.metric].is_some_and(|value| value >= least)).count()
                as u64,
        )
    }

    fn x(&self, group: &Group<'_>) -> Option<Number> {
        match self.measure {
            Measure::Total => group.value,
            Measure::Avg => group.sums.average(self.metric).map(Number::Float),
            Measure::Median => median_of(group.members, self.metric).map(Number::Float),
            Measure::Best => group.members.iter().filter_map(|member| member.value[self.metric]).max().map(Number::Int),
        }
    }

    fn point(&self, dataset: &Dataset, ranker: &Ranker, group: &Group<'_>) -> MatrixPoint {
        let product = group.id.0;
        let best = ranker.best(group.members.iter().copied()).map(|(best, _)| best);
        let good = self.good_videos(group);
        let with_metric = group.sums.count(self.metric);
        MatrixPoint {
            product_id: dataset.product_id(product),
            product_title: dataset.product_title(product),
            category: dataset.category_name(product),
            category2: dataset.category2_name(product),
            video_count: group.members.len() as u64,
            creator_count: distinct(group.members.iter().map(|member| member.creator)),
            total: group.sums.totals()[self.metric],
            avg: group.sums.average(self.metric),
            median: median_of(group.members, self.metric),
            best: best.and_then(|best| best.value[self.metric]),
            best_aweme_id: best.map(|best| dataset.aweme_id(best.video)),
            good_video_count: good,
            good_rate: good.map(|good| good as f64 / with_metric as f64),
        }
    }
}
