//! Some points of the matrix: those in a box, those that bear a name, by a column.

use std::ops::RangeInclusive;

use super::matches;
use super::product_matrix::{MatrixPoint, Measure, ProductMatrixAnswer};
use crate::record::Number;

/// Which points of a matrix are looked at, and in which order.
///
/// It chooses among the points of an answer: medians, bands and coverage stay those of all points.
///
/// # Example: which of the products in the upper right have a name with 红 in it?
/// ```
/// use mediaop_core::answer::{MatrixSelection, Measure, ProductMatrix};
/// use mediaop_core::{Filter, Metric, Similarity, example};
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
/// // The points are (610, 3) and (80, 1).
/// let mut matrix = query.ask(&dataset)?.data;
/// let (x, y) = (Some(345.0..=f64::INFINITY), Some(2.0..=f64::INFINITY));
/// MatrixSelection { search: Some("红".to_owned()), x, y, sort: None }.apply(&mut matrix);
/// assert!(matrix.points.iter().map(|point| point.product_id).eq(["p1"]));
/// assert_eq!(matrix.median_x, Some(345.0));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MatrixSelection {
    /// A part of the product's id or name, in any case.
    pub search: Option<String>,
    /// From where to where on X; points without X lie nowhere.
    pub x: Option<RangeInclusive<f64>>,
    /// From where to where on Y.
    pub y: Option<RangeInclusive<f64>>,
    /// By which column, and whether the greatest comes first; points without a value stand last.
    pub sort: Option<(PointColumn, bool)>,
}

/// A number of a point by which points can be sorted.
///
/// ```
/// use mediaop_core::answer::PointColumn;
/// assert!(PointColumn::ALL.iter().any(|column| column.name() == "creator_count"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointColumn {
    /// Videos that count.
    VideoCount,
    /// Different creators.
    CreatorCount,
    /// The metric's sum.
    Total,
    /// Its mean.
    Avg,
    /// Its median.
    Median,
    /// The best single video's.
    Best,
    /// Good videos.
    GoodVideoCount,
    /// Their share.
    GoodRate,
}

impl PointColumn {
    /// Every column.
    ///
    /// ```
    /// assert_eq!(mediaop_core::answer::PointColumn::ALL.len(), 8);
    /// ```
    pub const ALL: [PointColumn; 8] = {
        use PointColumn::{Avg, Best, CreatorCount, GoodRate, GoodVideoCount, Median, Total, VideoCount};
        [VideoCount, CreatorCount, Total, Avg, Median, Best, GoodVideoCount, GoodRate]
    };

    /// The name in answers.
    ///
    /// ```
    /// assert_eq!(mediaop_core::answer::PointColumn::GoodRate.name(), "good_rate");
    /// ```
    pub fn name(self) -> &'static str {
        ["video_count", "creator_count", "total", "avg", "median", "best", "good_video_count", "good_rate"]
            [self as usize]
    }

    fn of(self, point: &MatrixPoint<'_>) -> Option<Number> {
        let count = |count: u64| i64::try_from(count).ok().map(Number::Int);
        match self {
            PointColumn::VideoCount => count(point.video_count),
            PointColumn::CreatorCount => count(point.creator_count),
            PointColumn::Total => point.total.map(Number::Int),
            PointColumn::Avg => point.avg.map(Number::Float),
            PointColumn::Median => point.median.map(Number::Float),
            PointColumn::Best => point.best.map(Number::Int),
            PointColumn::GoodVideoCount => point.good_video_count.and_then(count),
            PointColumn::GoodRate => point.good_rate.map(Number::Float),
        }
    }
}

impl MatrixSelection {
    /// Leaves the chosen points in the answer, in the chosen order.
    ///
    /// # Example: the products that fewest creators shoot first
    /// ```
    /// # use mediaop_core::answer::{MatrixSelection, Measure, PointColumn, ProductMatrix};
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
    /// let mut matrix = query.ask(&dataset)?.data;
    /// let sort = Some((PointColumn::CreatorCount, false));
    /// MatrixSelection { sort, ..MatrixSelection::default() }.apply(&mut matrix);
    /// assert!(matrix.points.iter().map(|point| point.creator_count).eq([1, 2]));
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn apply(&self, matrix: &mut ProductMatrixAnswer<'_>) {
        let search = self.search.as_ref().map(|search| search.to_lowercase());
        let column = match matrix.measure {
            Measure::Total => PointColumn::Total,
            Measure::Avg => PointColumn::Avg,
            Measure::Median => PointColumn::Median,
            Measure::Best => PointColumn::Best,
        };
        let lies_in = |range: &Option<RangeInclusive<f64>>, value: Option<Number>| {
            range.as_ref().is_none_or(|range| value.is_some_and(|value| range.contains(&value.as_f64())))
        };
        matrix.points.retain(|point| {
            lies_in(&self.x, column.of(point))
                && lies_in(&self.y, PointColumn::VideoCount.of(point))
                && matches(search.as_deref(), point.product_id, point.product_title)
        });
        if let Some((column, falls)) = self.sort {
            // Stable: points with one value keep the answer's order.
            matrix.points.sort_by(|a, b| match (column.of(a), column.of(b)) {
                (Some(a), Some(b)) if falls => b.compare(a),
                (Some(a), Some(b)) => a.compare(b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            });
        }
    }
}
