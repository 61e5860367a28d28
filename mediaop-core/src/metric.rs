//! The counters of a video, and what a ranking can be by.

use std::fmt;
use std::ops::{Index, IndexMut};
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

/// A cumulative counter that a crawler reads off a video.
///
/// # Example: which name does a table give it?
/// ```
/// use mediaop_core::Metric;
/// assert_eq!(Metric::Digg.name(), "digg");
/// assert_eq!("collect".parse::<Metric>().unwrap(), Metric::Collect);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Metric {
    /// Likes (点赞).
    Digg,
    /// Collects, favourites (收藏).
    Collect,
    /// Shares (转发).
    Share,
    /// Comments (评论).
    Comment,
    /// Plays (播放).
    Play,
    /// Recommends (推荐).
    Recommend,
    /// Rewards (赞赏).
    Admire,
}

impl Metric {
    /// How many metrics there are.
    ///
    /// ```
    /// assert_eq!(mediaop_core::Metric::COUNT, 7);
    /// ```
    pub const COUNT: usize = 7;

    /// All metrics, in the order that decides between two rows of one key.
    ///
    /// ```
    /// use mediaop_core::Metric;
    /// assert_eq!(Metric::ALL[0], Metric::Digg);
    /// ```
    pub const ALL: [Metric; Metric::COUNT] = [
        Metric::Digg,
        Metric::Collect,
        Metric::Share,
        Metric::Comment,
        Metric::Play,
        Metric::Recommend,
        Metric::Admire,
    ];

    /// The name in parameters: `digg`, `collect`, …
    ///
    /// ```
    /// assert_eq!(mediaop_core::Metric::Comment.name(), "comment");
    /// ```
    pub fn name(self) -> &'static str {
        ["digg", "collect", "share", "comment", "play", "recommend", "admire"][self as usize]
    }

    /// The name of the column in the tables: `digg_count`, …
    ///
    /// ```
    /// assert_eq!(mediaop_core::Metric::Play.column(), "play_count");
    /// ```
    pub fn column(self) -> &'static str {
        ["digg_count", "collect_count", "share_count", "comment_count", "play_count", "recommend_count", "admire_count"]
            [self as usize]
    }

    /// Whether crawlers write 0 for want of seeing this counter, so that 0 is missing.
    pub(crate) fn zero_is_missing(self) -> bool {
        matches!(self, Metric::Play | Metric::Recommend | Metric::Admire)
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Metric {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Metric::ALL.into_iter().find(|m| m.name() == text).ok_or_else(|| {
            Error::new(ErrorKind::UnknownName {
                what: "metric",
                found: text.to_owned(),
                allowed: "digg, collect, share, comment, play, recommend, admire",
            })
        })
    }
}

/// One value for each metric; a value that is not known is `None`.
///
/// # Example: a video whose crawler sees no plays
/// ```
/// use mediaop_core::{Counters, Metric};
/// let mut counters = Counters::default();
/// counters[Metric::Digg] = Some(120);
/// assert_eq!(counters[Metric::Digg], Some(120));
/// assert_eq!(counters[Metric::Play], None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Counters(pub [Option<i64>; Metric::COUNT]);

impl Counters {
    /// Whether every counter is 0 or missing.
    pub(crate) fn is_blank(&self) -> bool {
        self.0.iter().all(|c| matches!(c, None | Some(0)))
    }

    /// Whether at least one value is known.
    ///
    /// ```
    /// assert!(!mediaop_core::Counters::default().any());
    /// ```
    pub fn any(&self) -> bool {
        self.0.iter().any(Option::is_some)
    }

    /// Per metric `self − earlier`, signed; `None` where either is.
    ///
    /// ```
    /// use mediaop_core::{Counters, Metric};
    /// let (mut morning, mut night) = (Counters::default(), Counters::default());
    /// (morning[Metric::Digg], night[Metric::Digg]) = (Some(50), Some(45));
    /// assert_eq!(night.since(&morning)[Metric::Digg], Some(-5));
    /// ```
    pub fn since(&self, earlier: &Counters) -> Counters {
        Counters(std::array::from_fn(|m| self.0[m]?.checked_sub(earlier.0[m]?)))
    }
}

impl Index<Metric> for Counters {
    type Output = Option<i64>;
    fn index(&self, metric: Metric) -> &Option<i64> {
        &self.0[metric as usize]
    }
}

impl IndexMut<Metric> for Counters {
    fn index_mut(&mut self, metric: Metric) -> &mut Option<i64> {
        &mut self.0[metric as usize]
    }
}

/// What a list is ranked by: a metric, or all of digg, collect and share in equal weights.
///
/// ```
/// use mediaop_core::{Metric, RankBy};
/// assert_eq!("overall".parse::<RankBy>().unwrap(), RankBy::Overall);
/// assert_eq!("share".parse::<RankBy>().unwrap(), RankBy::Metric(Metric::Share));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankBy {
    /// By one counter.
    Metric(Metric),
    /// By the mean share in the list's digg, collect and share.
    Overall,
}

impl RankBy {
    /// The metrics that `overall` weighs.
    ///
    /// ```
    /// use mediaop_core::{Metric, RankBy};
    /// assert!(!RankBy::OVERALL.contains(&Metric::Comment));
    /// ```
    pub const OVERALL: [Metric; 3] = [Metric::Digg, Metric::Collect, Metric::Share];

    /// The name in parameters.
    ///
    /// ```
    /// assert_eq!(mediaop_core::RankBy::Overall.name(), "overall");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            RankBy::Metric(metric) => metric.name(),
            RankBy::Overall => "overall",
        }
    }
}

impl Default for RankBy {
    fn default() -> Self {
        RankBy::Metric(Metric::Digg)
    }
}

impl FromStr for RankBy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text == "overall" { Ok(RankBy::Overall) } else { text.parse().map(RankBy::Metric) }
    }
}

/// How much worse than the head of a band a group may be and still count as "about the same".
///
/// ```
/// use mediaop_core::Similarity;
/// assert_eq!(Similarity::default().get(), 0.05);
/// assert!(Similarity::new(1.0).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity(f64);

impl Similarity {
    /// A share in `[0, 1)`; 0 gives the plain order with ties by videos.
    ///
    /// # Errors
    /// Outside that range, or not a number.
    ///
    /// # Example: who is first, when lily has more videos and ming more likes?
    /// ```
    /// use mediaop_core::answer::Creators;
    /// use mediaop_core::{Filter, Ranking, Similarity, example};
    /// // In two days ming's videos gained 235 likes, and lily's, which are more, 135.
    /// let first = |similarity: f64| {
    ///     let ranking = Ranking { similarity: Similarity::new(similarity)?, ..Ranking::default() };
    ///     let (view, filter) = (example::view(2).gained(), Filter::default());
    ///     let rows = Creators { view, ranking, filter, search: None, page: None }.ask(&example::dataset());
    ///     Ok::<_, mediaop_core::Error>(rows.unwrap().data[0].creator_id.clone())
    /// };
    /// assert_eq!((first(0.05)?.as_str(), first(0.5)?.as_str()), ("ming", "lily"));
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn new(share: f64) -> Result<Self, Error> {
        if (0.0..1.0).contains(&share) {
            Ok(Similarity(share))
        } else {
            Err(Error::new(ErrorKind::SimilarityOutOfRange(share)))
        }
    }

    /// The share itself.
    ///
    /// ```
    /// assert_eq!(mediaop_core::Similarity::new(0.1)?.get(), 0.1);
    /// # Ok::<(), mediaop_core::Error>(())
    /// ```
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Default for Similarity {
    fn default() -> Self {
        Similarity(0.05)
    }
}
