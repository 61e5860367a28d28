//! What other downloaders write: Chinese headers, and times without a zone.

use chrono::{LocalResult, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use mediaop_core::Calendar;

use crate::store::Value;

use super::names::meant;

/// The columns of DouK-Downloader (TikTokDownloader), by the names of `douyin_aweme`.
const DOUK: [(&str, &str); 19] = [
    ("作品ID", "aweme_id"),
    ("采集时间", "last_modify_ts"),
    ("作品类型", "aweme_type"),
    ("作品描述", "title"),
    ("作品链接", "aweme_url"),
    ("静态封面", "cover_url"),
    ("下载地址", "video_download_url"),
    ("音乐链接", "music_download_url"),
    ("发布时间", "create_time"),
    ("SEC_UID", "sec_uid"),
    ("UID", "user_id"),
    ("ID", "user_unique_id"),
    ("账号昵称", "nickname"),
    ("账号签名", "user_signature"),
    ("点赞数量", "liked_count"),
    ("收藏数量", "collected_count"),
    ("分享数量", "share_count"),
    ("评论数量", "comment_count"),
    ("播放数量", "play_count"),
];
const DOUK_COMMENT: &str = "评论ID";
/// Those of f2, by the names of `douyin_aweme_summary`.
const F2: [(&str, &str); 3] = [("sec_user_id", "sec_uid"), ("desc", "title"), ("cover", "cover_url")];

/// Where a source writes local times for instants.
#[derive(Debug)]
pub(super) struct LocalTimes {
    zone: Tz,
    /// Places of instants in milliseconds.
    ms: Option<usize>,
    /// Places of instants in seconds.
    seconds: Option<usize>,
}

impl LocalTimes {
    /// The columns under our names, where they are those of DouK-Downloader or f2.
    pub(super) fn of(columns: &[String], calendar: &Calendar) -> Option<(Self, Vec<String>)> {
        let has = |name: &str| columns.iter().any(|column| column == name);
        let (names, read_at, published_at): (&[(&str, &str)], _, _) =
            if has("作品ID") && has("采集时间") && !has(DOUK_COMMENT) {
                (&DOUK, "采集时间", "发布时间")
            } else if has("aweme_id") && has("update_ts") && has("sec_user_id") && !has("sec_uid") {
                (&F2, "update_ts", "create_time")
            } else {
                return None;
            };
        // Where a name of ours is there already, it is not given twice.
        let known = |column: &str| names.iter().find(|(theirs, ours)| *theirs == column && !has(ours));
        let ours = |column: &String| known(column).map_or(column.clone(), |(_, ours)| (*ours).to_owned());
        let place = |name: &str| columns.iter().position(|column| column == name);
        let times =
            LocalTimes { zone: calendar.name().parse().ok()?, ms: place(read_at), seconds: place(published_at) };
        Some((times, columns.iter().map(ours).collect()))
    }

    /// Whether these are the columns of DouK-Downloader's comments.
    pub(super) fn are_douk_comments(columns: &[String]) -> bool {
        columns.iter().any(|column| column == DOUK_COMMENT)
    }

    /// Puts instants in place of local times. What is none stays as it is, to be rejected.
    pub(super) fn resolve(&self, values: &mut [Value]) {
        for (place, unit) in [(self.ms, 1000), (self.seconds, 1)] {
            if let Some(value) = place.and_then(|place| values.get_mut(place))
                && let Value::Text(text) = value
                && let Some(seconds) = self.seconds_of(text)
            {
                *value = Value::Int(seconds * unit);
            }
        }
    }

    /// `2026-03-11 09:30:00`, with whatever stands between the numbers. Of a time that clocks show
    /// twice the first; none of a time that they skip.
    fn seconds_of(&self, text: &str) -> Option<i64> {
        let numbers: Vec<&str> =
            text.split(|character: char| !character.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
        let [year, month, day, hour, minute, second] = numbers.as_slice() else { return None };
        let number = |digits: &str| digits.parse::<u32>().ok();
        let date = NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?)?;
        let time: NaiveDateTime = date.and_hms_opt(number(hour)?, number(minute)?, number(second)?)?;
        match self.zone.from_local_datetime(&time) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => Some(instant.timestamp()),
            LocalResult::None => None,
        }
    }
}

/// Whether rows are videos of f2, which does not write down when it has read them. A slip in the name of
/// the moment is none of its columns.
pub(super) fn lack_a_moment(columns: &[String]) -> bool {
    const MOMENTS: [&str; 2] = ["update_ts", "last_modify_ts"];
    let has = |name: &str| columns.iter().any(|column| column == name);
    let has_moment = columns.iter().any(|column| meant(column, MOMENTS.into_iter()).is_some());
    has("aweme_id") && has("digg_count") && !has_moment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_zone_in_any_form() {
        let columns = ["作品ID", "采集时间", "发布时间"].map(str::to_owned);
        let (times, ours) = LocalTimes::of(&columns, &Calendar::new("Asia/Shanghai").unwrap()).unwrap();
        assert_eq!(ours, ["aweme_id", "last_modify_ts", "create_time"]);
        let mut values = ["7", "2026-03-11 09:30:00", "2026.03.10 23-05-09"].map(|text| Value::Text(text.into()));
        times.resolve(&mut values);
        assert_eq!(values[1..], [Value::Int(1_773_192_600_000), Value::Int(1_773_155_109)]);
        for odd in ["", "2026-03-11", "2026-13-11 09:30:00", "未知"] {
            assert_eq!(times.seconds_of(odd), None, "{odd}");
        }
        let (berlin, _) = LocalTimes::of(&columns, &Calendar::new("Europe/Berlin").unwrap()).unwrap();
        assert_eq!(berlin.seconds_of("2026-03-29 02:30:00"), None, "skipped");
        assert_eq!(berlin.seconds_of("2026-10-25 02:30:00"), Some(1_792_888_200), "the first of two");
    }
}
