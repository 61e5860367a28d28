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
        let (to, as_of) = (view.window.to().number(), view.window.as_of().number());
        self.creator_seen(creator, to, as_of).map(|ts| self.calendar.rfc3339(ts))
    }

    /// The latest sighting of the product's videos by the window's end.
    pub(crate) fn product_last_seen(&self, product: u32, view: &View) -> Option<String> {
        self.product_seen(product, view.window.to().number()).map(|ts| self.calendar.rfc3339(ts))
    }

    /// The videos whose product this is at the window's end.
    pub(crate) fn videos_with_product(&self, product: u32, view: &View) -> impl Iterator<Item = u32> {
        let to = view.window.to().number();
        let videos = self.index.videos_of_product.get(product as usize).iter();
        videos.copied().filter(move |video| self.index.product.at(*video as usize, to) == Some(product))
    }
}
