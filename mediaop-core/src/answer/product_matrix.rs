//! Which products do many creators shoot, with good results? (矩阵图)

use serde::{Serialize, Serializer};

use super::Answer;
use crate::aggregate::{Distinct, Groups, Sum, median_f64, median_of};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError};
use crate::frame::{Code, Frame, NO_VALUE, Need};
use crate::metric::{Metric, Similarity};
use crate::order::{Ranked, rank};
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
/// let dataset = example::dataset();
/// let matrix = query.ask(&dataset)?.data;
/// let points = matrix.points.iter().map(|point| (point.product_id, point.total, point.video_count));
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
/// let dataset = example::dataset();
/// let points = query.ask(&dataset)?.data.points;
/// // The videos of p1 have 210, 100 and 300 likes.
/// assert_eq!((points[0].median, points[0].best, points[0].best_aweme_id.as_deref()), (Some(210.0), Some(300), Some("4")));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct MatrixPoint<'d> {
    /// The product.
    pub product_id: &'d str,
    /// Its name.
    pub product_title: Option<&'d str>,
    /// Its category.
    pub category: Option<&'d str>,
    /// Its second-level category.
    pub category2: Option<&'d str>,
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
record!(MatrixPoint<'d> {
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
/// let dataset = example::dataset();
/// let matrix = query.ask(&dataset)?.data;
/// // X is the best video of each product: 300 and 80.
/// assert_eq!((matrix.measure, matrix.median_x), (Measure::Best, Some(190.0)));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct ProductMatrixAnswer<'d> {
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
    pub points: Vec<MatrixPoint<'d>>,
}

fn metric_name<S: Serializer>(metric: &Metric, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(metric.name())
}

fn measure_name<S: Serializer>(measure: &Measure, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(measure.name())
}

struct Point {
    product: u32,
    video_count: u32,
    creator_count: u64,
    sum: Sum,
    median: Option<f64>,
    /// The first in the order of videos, with its value.
    best: Option<(u32, i64)>,
    good_video_count: Option<u64>,
    x: Option<Number>,
}

/// What points are made of, beside their videos.
struct LookedAt<'f, 'd> {
    frame: &'f Frame<'d>,
    creators: &'f [u32],
    values: &'f [i64],
    distinct: Distinct,
    /// The values of a product's videos, one product after the other.
    known: Vec<i64>,
}

impl Point {
    fn new(matrix: &ProductMatrix, (product, places): (u32, &[u32]), looked_at: &mut LookedAt<'_, '_>) -> Self {
        let LookedAt { frame, creators, values, distinct, known } = looked_at;
        known.clear();
        known.extend(places.iter().map(|place| values[*place as usize]));
        if known.contains(&NO_VALUE) {
            known.retain(|value| *value != NO_VALUE);
        }
        let sum = Sum::of_known(known);
        let most = known.iter().copied().fold(NO_VALUE, i64::max);
        let creator_count = distinct.count(creators, places);
        let bests = places.iter().copied().filter(|place| values[*place as usize] == most);
        // As in the order of videos: the newest of the best ones.
        let created = |place: u32| frame.create_time(place);
        let best = bests.min_by(|a, b| created(*b).cmp(&created(*a)).then_with(|| a.cmp(b)));
        let best = best.filter(|_| most != NO_VALUE).map(|place| (place, most));
        let median = median_of(known);
        let good = |least: i64| known.iter().filter(|value| **value >= least).count() as u64;
        Point {
            product,
            video_count: places.len() as u32,
            creator_count,
            sum,
            median,
            best,
            good_video_count: matrix.min_metric.map(good),
            x: match matrix.measure {
                Measure::Total => sum.total().map(Number::Int),
                Measure::Avg => sum.average().map(Number::Float),
                Measure::Median => median.map(Number::Float),
                Measure::Best => best.map(|(_, value)| Number::Int(value)),
            },
        }
    }

    fn shown<'d>(&self, frame: &Frame<'d>) -> MatrixPoint<'d> {
        let dataset = frame.dataset;
        let shown = &dataset.products[self.product as usize];
        MatrixPoint {
            product_id: &dataset.product_ids[self.product as usize],
            product_title: shown.shown_title(),
            category: shown.category(),
            category2: shown.category2(),
            video_count: u64::from(self.video_count),
            creator_count: self.creator_count,
            total: self.sum.total(),
            avg: self.sum.average(),
            median: self.median,
            best: self.best.map(|(_, value)| value),
            best_aweme_id: self.best.map(|(place, _)| dataset.aweme_id(frame.videos[place as usize])),
            good_video_count: self.good_video_count,
            good_rate: self.good_video_count.map(|good| good as f64 / self.sum.count as f64),
        }
    }
}

/// Where a point stands among the others, with what ranks it. They stand by product.
struct Place {
    point: u32,
    videos: u32,
    x: Option<Number>,
}

impl Place {
    fn of(point: u32, Point { video_count, x, .. }: &Point) -> Self {
        Place { point, videos: *video_count, x: *x }
    }
}

impl Ranked for Place {
    fn value(&self) -> Option<Number> {
        self.x
    }
    fn videos(&self) -> u64 {
        u64::from(self.videos)
    }
    fn id(&self) -> (u32, u32) {
        (self.point, 0)
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
    /// let dataset = example::dataset();
    /// let points = query.ask(&dataset)?.data.points;
    /// assert_eq!((points.len(), points[0].good_video_count, points[0].good_rate), (1, Some(2), Some(2.0 / 3.0)));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask<'d>(&self, dataset: &'d Dataset) -> Result<Answer<ProductMatrixAnswer<'d>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let frame = Frame::new(dataset, &self.view, &scope, Need::Product);
        let (products, creators) = (frame.codes(Code::Product), frame.codes(Code::Creator));
        let groups = Groups::by(&products, dataset.products.len());
        let distinct = Distinct::new(dataset.creators.len());
        let mut looked_at = LookedAt {
            frame: &frame,
            creators: &creators,
            values: frame.values(self.metric),
            distinct,
            known: Vec::new(),
        };
        let mut points: Vec<Point> = Vec::with_capacity(groups.len());
        for group in groups.iter() {
            let point = Point::new(self, group, &mut looked_at);
            if self.admits(&point) {
                points.push(point);
            }
        }
        // Points are large, and stay where they are.
        let mut ranked: Vec<Place> = (0..).zip(&points).map(|(place, point)| Place::of(place, point)).collect();
        rank(&mut ranked, self.similarity);
        let median_x = median_f64(points.iter().filter_map(|point| point.x.map(Number::as_f64)).collect());
        let median_y = median_f64(points.iter().map(|point| f64::from(point.video_count)).collect());
        let shown = |place: &Place| points[place.point as usize].shown(&frame);
        let points = ranked.iter().map(shown).collect();
        let data = ProductMatrixAnswer { metric: self.metric, measure: self.measure, median_x, median_y, points };
        Ok(Answer { data, coverage: frame.coverage, total: None })
    }

    fn admits(&self, point: &Point) -> bool {
        self.min_videos.is_none_or(|least| u64::from(point.video_count) >= least)
            && self.min_creators.is_none_or(|least| point.creator_count >= least)
            && point.good_video_count.is_none_or(|good| good > 0)
    }
}
