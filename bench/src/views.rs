//! The windows that questions are asked for.

use mediaop_core::{Dataset, LocalDay, Period, View, Window};

/// A window with the name of its column in the report.
#[derive(Debug, Clone, Copy)]
pub struct NamedView {
    /// How many days, or `past`.
    pub name: &'static str,
    /// Basis `posted`.
    pub view: View,
    /// Basis `gained`; two such windows fit into the data.
    pub hot: View,
}

/// The last day of the data.
pub fn today(dataset: &Dataset) -> LocalDay {
    dataset.last_day().expect("the demo has snapshots")
}

/// The whole data, a week, three days, and eleven days that ended ten days ago.
pub fn views(dataset: &Dataset) -> [NamedView; 4] {
    let today = today(dataset);
    let view = |period| {
        let window = Window::resolve(period, None, today, dataset.first_day()).expect("days of the data");
        View::new(window)
    };
    let last = |name, days, hot| NamedView { name, view: view(Period::Days(days)), hot: view(Period::Days(hot)) };
    let past = view(Period::Range { from: Some(today + -20), to: Some(today + -10) });
    let past_hot = view(Period::Range { from: Some(today + -18), to: Some(today + -10) });
    [last("30", 30, 15), last("7", 7, 7), last("3", 3, 3), NamedView { name: "past", view: past, hot: past_hot }]
}
