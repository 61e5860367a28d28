//! Positions in the data set → what is shown.

use crate::dataset::Dataset;
use crate::window::View;

impl Dataset {
    pub(crate) fn creator_id(&self, creator: u32) -> String {
        self.creator_ids[creator as usize].to_string()
    }

    pub(crate) fn nickname(&self, creator: u32) -> Option<String> {
        self.creators[creator as usize].nickname.as_ref().map(|name| name.text.to_string())
    }

    pub(crate) fn avatar(&self, creator: u32) -> Option<String> {
        self.creators[creator as usize].avatar.as_ref().map(|avatar| avatar.text.to_string())
    }

    pub(crate) fn fans(&self, creator: u32) -> Option<i64> {
        self.creators[creator as usize].fans.map(|fans| fans.value)
    }

    pub(crate) fn product_id(&self, product: u32) -> String {
        self.product_ids[product as usize].to_string()
    }

    pub(crate) fn product_title(&self, product: u32) -> Option<String> {
        self.products[product as usize].shown_title().map(str::to_owned)
    }

    pub(crate) fn category_name(&self, product: u32) -> Option<String> {
        self.products[product as usize].category().map(str::to_owned)
    }

    pub(crate) fn category2_name(&self, product: u32) -> Option<String> {
        self.products[product as usize].category2().map(str::to_owned)
    }

    pub(crate) fn aweme_id(&self, video: u32) -> String {
        self.summaries.videos()[video as usize].to_string()
    }

    pub(crate) fn video_title(&self, video: u32) -> Option<String> {
        self.videos[video as usize].title.as_ref().map(|title| title.text.to_string())
    }

    /// The latest sighting of the creator's videos by the window's end.
    pub(crate) fn creator_last_seen(&self, creator: u32, view: &View) -> Option<String> {
        let as_of = view.window.as_of().number();
        let videos = self.index.videos_of_creator.get(creator as usize).iter();
        self.last_seen(
            videos.copied().filter(|video| self.index.creator.at(*video as usize, as_of) == Some(creator)),
            view,
        )
    }

    /// The latest sighting of the product's videos by the window's end.
    pub(crate) fn product_last_seen(&self, product: u32, view: &View) -> Option<String> {
        self.last_seen(self.videos_with_product(product, view), view)
    }

    /// The videos whose product this is at the window's end.
    pub(crate) fn videos_with_product(&self, product: u32, view: &View) -> impl Iterator<Item = u32> {
        let to = view.window.to().number();
        let videos = self.index.videos_of_product.get(product as usize).iter();
        videos.copied().filter(move |video| self.index.product.at(*video as usize, to) == Some(product))
    }

    fn last_seen(&self, videos: impl Iterator<Item = u32>, view: &View) -> Option<String> {
        let to = view.window.to().number();
        let seen = |video: u32| {
            let video = video as usize;
            let all_by_then = self.index.facts.last_day[video] <= to;
            let mut rows = if all_by_then { self.summaries.rows(video) } else { self.summaries.rows_until(video, to) };
            rows.next_back().map(|row| self.summaries.at(row).seen_ts())
        };
        videos.filter_map(seen).max().map(|ts| self.calendar.rfc3339(ts))
    }
}
