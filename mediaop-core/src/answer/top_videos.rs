//! Which videos of a product, a category, a creator, or of all do best?

use itertools::Itertools;
use rustc_hash::FxHashMap;

use super::Answer;
use crate::LocalDay;
use crate::aggregate::{Groups, median_f64};
use crate::dataset::Dataset;
use crate::filter::{Filter, QuestionError, Scope};
use crate::frame::{Code, Frame, Need, gains, totals};
use crate::metric::{Counters, RankBy};
use crate::order::{Measured, Page, Ranker, Ranking};
use crate::record::{Counts, Number, VideoGains, VideoTotals, record};
use crate::summary::NO_TEXT;
use crate::window::{Basis, View};

/// The videos of a filter, best first (商品/品类视频榜).
///
/// # Input
/// Days, basis and baseline; the order; a filter by category, product or creator, or none; a page,
/// or `None` for all rows.
///
/// # Output
/// A row for each video that counts, in the order of videos: by value, then the newer, then by id.
///
/// # Missing data
/// A video without the metric has `None` in its place and stands behind all others. A video
/// without a product is left out and counted in the coverage, unless the view says
/// [`Linked::All`](crate::Linked).
///
/// # Cost
/// A look at each video of the filter's product or creator, else at every video; then a sort of
/// the rows up to the end of the page.
///
/// # Example: which videos of the last seven days have most likes?
/// ```
/// use mediaop_core::answer::TopVideos;
/// use mediaop_core::{Filter, Metric, Ranking, example};
/// let query = TopVideos { view: example::view(7), ranking: Ranking::default(), filter: Filter::default(), page: None };
/// let videos = query.ask(&example::dataset())?.data;
/// let likes = videos.iter().map(|video| (video.aweme_id.as_str(), video.counts.0[Metric::Digg as usize]));
/// // Video 5 was published before.
/// assert!(likes.eq([("4", Some(300)), ("1", Some(210)), ("2", Some(100)), ("3", Some(80))]));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TopVideos {
    /// Days and basis.
    pub view: View,
    /// The order.
    pub ranking: Ranking,
    /// Which videos.
    pub filter: Filter,
    /// The page; `None` for all rows.
    pub page: Option<Page>,
}

/// A video in a list.
///
/// # Example: what has video 1, and what of it is from the last two days?
/// ```
/// # use mediaop_core::answer::TopVideos;
/// # use mediaop_core::{Filter, Ranking, example};
/// # let (ranking, filter) = (Ranking::default(), Filter::default());
/// let query = TopVideos { view: example::view(2).gained(), ranking, filter, page: None };
/// let videos = query.ask(&example::dataset())?.data;
/// let video = videos.iter().find(|video| video.aweme_id == "1").unwrap();
/// assert_eq!((video.totals.0[0], video.gains.0[0]), (Some(210), Some(30 + 10)));
/// # Ok::<(), mediaop_core::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "contract", derive(utoipa::ToSchema))]
pub struct VideoRow {
    /// The video.
    pub aweme_id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its creator.
    pub creator_id: Option<String>,
    /// The creator's name.
    pub nickname: Option<String>,
    /// Its product at the window's end.
    pub product_id: Option<String>,
    /// The product's name.
    pub product_title: Option<String>,
    /// The product's category.
    pub category: Option<String>,
    /// The product's second-level category.
    pub category2: Option<String>,
    /// When it was published, in seconds since 1970 (UTC).
    pub create_time: Option<i64>,
    /// The local day of that.
    pub published_on: Option<LocalDay>,
    /// Its metrics, as the basis says.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub counts: Counts,
    /// Its totals at the window's end.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub totals: VideoTotals,
    /// What it gained in the window.
    #[cfg_attr(feature = "contract", serde(flatten))]
    pub gains: VideoGains,
    /// The value ÷ the median of its creator's videos (爆款倍数).
    pub times_creator_median: Option<f64>,
    /// Its address.
    pub aweme_url: Option<String>,
    /// The address of its cover.
    pub cover_url: Option<String>,
    /// The latest snapshot by the window's end.
    pub last_snapshot: Option<String>,
    /// What it is ranked by: its metric, or its share where that is `overall`.
    pub value: Option<Number>,
}
record!(VideoRow {
    aweme_id,
    title,
    creator_id,
    nickname,
    product_id,
    product_title,
    category,
    category2,
    create_time,
    published_on,
    counts,
    totals,
    gains,
    times_creator_median,
    aweme_url,
    cover_url,
    last_snapshot,
    value,
});

impl TopVideos {
    /// Answers the question.
    ///
    /// # Errors
    /// The filter names what is not known by the end of the window.
    ///
    /// # Example: how much better than her usual did lily's videos do?
    /// ```
    /// # use mediaop_core::answer::TopVideos;
    /// # use mediaop_core::{Filter, Ranking, example};
    /// # let (view, ranking) = (example::view(7), Ranking::default());
    /// let filter = Filter { creator_id: Some("lily".to_owned()), ..Filter::default() };
    /// let videos = TopVideos { view, ranking, filter, page: None }.ask(&example::dataset())?.data;
    /// let times: Vec<_> = videos.iter().map(|video| video.times_creator_median).collect();
    /// // 210, 100 and 80 likes: the median is 100.
    /// assert_eq!(times, [Some(2.1), Some(1.0), Some(0.8)]);
    /// # Ok::<(), mediaop_core::QuestionError>(())
    /// ```
    pub fn ask(&self, dataset: &Dataset) -> Result<Answer<Vec<VideoRow>>, QuestionError> {
        let scope = self.filter.resolve(dataset, &self.view)?;
        let frame = Frame::new(dataset, &self.view, &scope, Need::Nothing);
        let measured = Measured::new(&frame, self.ranking.by);
        let ranker = measured.ranker(frame.places());
        let order = measured.order(&ranker);
        let page = Page::top(self.page, frame.places(), |a, b| order.compare(*a, *b));
        let (data, total) = (video_rows(&frame, &measured, &ranker, &page), Some(frame.len() as u64));
        Ok(Answer { data, coverage: frame.coverage, total })
    }
}

/// What is shown of these videos.
pub(super) fn video_rows(frame: &Frame<'_>, measured: &Measured<'_>, ranker: &Ranker, places: &[u32]) -> Vec<VideoRow> {
    let medians = creator_medians(frame, measured.by, ranker, places);
    let row = |place: &u32| {
        let median = medians.get(&frame.facts(*place).creator).copied();
        let value = measured.value(ranker, *place);
        let times = median.zip(value).map(|(median, value)| value.as_f64() / median);
        video_row(frame, *place, value, times)
    };
    places.iter().map(row).collect()
}

/// For each creator of these videos the median over all its videos of the view, if it is above
/// 0 and there are three.
fn creator_medians(frame: &Frame<'_>, by: RankBy, ranker: &Ranker, places: &[u32]) -> FxHashMap<u32, f64> {
    let creators = places.iter().map(|place| frame.facts(*place).creator).filter(|creator| *creator != NO_TEXT);
    let creators: Vec<u32> = creators.sorted_unstable().dedup().collect();
    if creators.is_empty() {
        return FxHashMap::default();
    }
    let dataset = frame.dataset;
    let scope = Scope { creators: Some(creators), ..Scope::default() };
    let theirs = Frame::of_members(dataset, &frame.view, &scope, Need::Nothing);
    let measured = Measured::new(&theirs, by);
    let groups = Groups::by(&theirs.codes(Code::Creator), dataset.creators.len());
    let values = |places: &[u32]| -> Vec<f64> {
        places.iter().filter_map(|place| measured.value(ranker, *place)).map(Number::as_f64).collect()
    };
    groups
        .iter()
        .map(|(creator, places)| (creator, values(places)))
        .filter(|(_, values)| values.len() >= 3)
        .filter_map(|(creator, values)| Some((creator, median_f64(values).filter(|median| *median > 0.0)?)))
        .collect()
}

fn video_row(frame: &Frame<'_>, place: u32, value: Option<Number>, times_creator_median: Option<f64>) -> VideoRow {
    let (dataset, view, member) = (frame.dataset, &frame.view, frame.member(place));
    let (video, window) = (member.video as usize, view.window);
    let (from, to) = (window.from().number(), window.to().number());
    let (total, gained) = match view.basis {
        Basis::Posted => (member.value, gains(dataset, video, (from, to), member.published(), view.baseline)),
        Basis::Gained => (totals(dataset, video, to), member.value),
    };
    let first_five = |counters: &Counters| std::array::from_fn(|m| counters.0[m]);
    let shown = &dataset.videos[video];
    let text = |text: &Option<crate::catalog::StampedText>| text.as_ref().map(|text| text.text.to_string());
    let last = dataset.summaries.latest_reading(video, to).map(|row| dataset.summaries.at(row).last_ts());
    let (creator, product) = (member.creator(), member.product());
    VideoRow {
        aweme_id: dataset.aweme_id(member.video),
        title: text(&shown.title),
        creator_id: creator.map(|creator| dataset.creator_id(creator)),
        nickname: creator.map_or_else(|| text(&shown.nickname), |creator| dataset.nickname(creator)),
        product_id: product.map(|product| dataset.product_id(product)),
        product_title: product.and_then(|product| dataset.product_title(product)),
        category: product.and_then(|product| dataset.category_name(product)),
        category2: product.and_then(|product| dataset.category2_name(product)),
        create_time: member.create_time(),
        published_on: member.published().map(LocalDay),
        counts: Counts(first_five(&member.value)),
        totals: VideoTotals(first_five(&total)),
        gains: VideoGains(first_five(&gained)),
        times_creator_median,
        aweme_url: text(&shown.aweme_url),
        cover_url: text(&shown.cover_url),
        last_snapshot: last.map(|ts| dataset.calendar.rfc3339(ts)),
        value,
    }
}
