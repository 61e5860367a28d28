//! Values of several metrics, side by side in their row.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Column, Field, Value};

/// Declares a group of values, one for each of some metrics, that stands flat in its row.
macro_rules! flat {
    ($(#[$doc:meta])* $name:ident($value:ty) = [$($key:literal),*]) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub struct $name(pub [Option<$value>; [$($key),*].len()]);

        impl Field for $name {
            fn columns(_: &'static str, prefix: &str, out: &mut Vec<Column>) {
                $(<$value as Field>::columns($key, prefix, out);)*
            }
            fn values<'a>(&'a self, out: &mut Vec<Value<'a>>) {
                self.0.iter().for_each(|value| value.values(out));
            }
            fn serialize_as<S: SerializeStruct>(&self, _: &'static str, out: &mut S) -> Result<(), S::Error> {
                for (key, value) in [$($key),*].into_iter().zip(&self.0) {
                    out.serialize_field(key, value)?;
                }
                Ok(())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut out = serializer.serialize_struct(stringify!($name), self.0.len())?;
                self.serialize_as("", &mut out)?;
                out.end()
            }
        }

        #[cfg(feature = "contract")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let properties = utoipa::openapi::ObjectBuilder::new();
                $(let properties = properties.property($key, <Option<$value>>::schema());)*
                properties.into()
            }
        }

        #[cfg(feature = "contract")]
        impl utoipa::ToSchema for $name {}
    };
}

flat! {
    /// `total_digg_count`, … of a group: digg, collect, share, comment.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::CreatorRow};
    /// let columns = Table::of::<CreatorRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "total_digg_count"));
    /// ```
    Totals(i64) = ["total_digg_count", "total_collect_count", "total_share_count", "total_comment_count"]
}
flat! {
    /// `avg_digg_count`, … of a group: digg, collect, share, comment.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::CreatorRow};
    /// let columns = Table::of::<CreatorRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "avg_share_count"));
    /// ```
    Averages(f64) = ["avg_digg_count", "avg_collect_count", "avg_share_count", "avg_comment_count"]
}
flat! {
    /// `median_digg_count`, … of a group: digg, collect, share, comment.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::BenchmarkedCreator};
    /// let columns = Table::of::<BenchmarkedCreator>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "median_collect_count"));
    /// ```
    Medians(f64) = ["median_digg_count", "median_collect_count", "median_share_count", "median_comment_count"]
}
flat! {
    /// `digg_count`, … of a video, a day or a snapshot: digg, collect, share, comment, play.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::DayRow};
    /// let names = Table::of::<DayRow>(&[]).columns.into_iter().map(|column| column.name);
    /// assert!(names.skip(1).take(5).eq(["digg_count", "collect_count", "share_count", "comment_count", "play_count"]));
    /// ```
    Counts(i64) = ["digg_count", "collect_count", "share_count", "comment_count", "play_count"]
}
flat! {
    /// `digg_count`, … of all metrics.
    ///
    /// ```
    /// use mediaop_core::{Metric, record::AllCounts};
    /// assert_eq!(AllCounts::default().0[Metric::Admire as usize], None);
    /// ```
    AllCounts(i64) = [
        "digg_count", "collect_count", "share_count", "comment_count", "play_count", "recommend_count", "admire_count"
    ]
}
flat! {
    /// `total_digg_count`, … of a video: digg, collect, share, comment, play.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::VideoRow};
    /// let columns = Table::of::<VideoRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "total_play_count"));
    /// ```
    VideoTotals(i64) = ["total_digg_count", "total_collect_count", "total_share_count", "total_comment_count", "total_play_count"]
}
flat! {
    /// `gained_digg_count`, … of a video: digg, collect, share, comment, play.
    ///
    /// ```
    /// use mediaop_core::{Table, answer::VideoRow};
    /// let columns = Table::of::<VideoRow>(&[]).columns;
    /// assert!(columns.iter().any(|column| column.name == "gained_play_count"));
    /// ```
    VideoGains(i64) = ["gained_digg_count", "gained_collect_count", "gained_share_count", "gained_comment_count", "gained_play_count"]
}
