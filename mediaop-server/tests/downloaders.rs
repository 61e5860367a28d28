//! Files of downloaders other than MediaCrawler.

mod support;

use rusqlite::types::Value;
use support::{Place, rows};

/// 2026-03-11 09:30 in Shanghai.
const TS: i64 = 1_773_192_600_000;
/// What stands in a table for a counter that is missing.
const MISSING: i64 = -1;
const HEADER: &str = "作品类型,采集时间,UID,SEC_UID,ID,作品ID,作品描述,作品话题,视频时长,视频分辨率,视频高度,视频宽度,\
作品链接,发布时间,视频URI,账号昵称,年龄,账号签名,下载地址,音乐作者,音乐标题,音乐链接,静态封面,动态封面,隐藏标签,\
点赞数量,评论数量,收藏数量,分享数量,播放数量,额外信息";

fn video(time: &str, id: &str, published: &str, counters: &str) -> String {
    format!(
        "视频,{time},104255897823,MS4wLjABAAAA-lily,lily.shop,{id},\"口红, 第一条\",#好物,00:00:15,1080p,1920,1080,\
         https://www.douyin.com/video/{id},{published},v0200,莉莉,-1,\"你好\n世界\",,,,,,,,{counters},"
    )
}

fn douk() -> String {
    let lines = [
        HEADER.to_owned(),
        video("2026-03-11 09:30:00", "7310000000000000001", "2026-03-10 20:00:00", "100,3,10,5,-1"),
        video("2026-03-11 13:30:00", "7310000000000000001", "2026-03-10 20:00:00", "130,4,12,-1,-1"),
        // Nothing is known of it but that it is there.
        video("2026-03-11 13:30:00", "7310000000000000002", "2026-03-01 20:00:00", "-1,-1,-1,-1,-1"),
        video("昨天", "7310000000000000003", "2026-03-01 20:00:00", "1,1,1,1,1"),
        video("2026-03-11 13:30:00", "7310000000000000004", "2026-03-12 20:00:00", "1,1,1,1,1"),
        video("2026-03-11 13:30:00", "7310000000000000005", "2026-03-01 20:00:00", "-2,1,1,1,1"),
        "视频,2026-03-11 13:30:00,1".to_owned(),
    ];
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

#[test]
fn videos_of_douk_downloader_are_snapshots_at_the_local_time_at_which_they_were_read() {
    let place = Place::new();
    let ran = place.import("Download.csv", douk());
    ran.ends_with_code(3)
        .says("7 rows read")
        .says("1 rejected, update_ts_missing")
        .says("1 rejected, before_publication")
        .says("1 rejected, counter_negative")
        .says("1 rejected, wrong_width")
        .says("1 of them blank");
    let snapshots =
        "SELECT aweme_id, update_ts, digg_count, collect_count, share_count, play_count, create_time, sec_uid
        FROM douyin_aweme_summary ORDER BY aweme_id, update_ts";
    let known = rows(&place.database(), snapshots);
    let creator = || Value::Text("MS4wLjABAAAA-lily".into());
    let published = Value::Integer((TS - 48_600_000) / 1000);
    let id = |number: i64| Value::Integer(7_310_000_000_000_000_000 + number);
    let numbers = |numbers: [Option<i64>; 4]| numbers.map(|number| Value::Integer(number.unwrap_or(MISSING)));
    let expected = |id: Value, ts: i64, counters: [Option<i64>; 4], published: Value| {
        let [digg, collect, share, play] = numbers(counters);
        vec![id, Value::Integer(ts), digg, collect, share, play, published, creator()]
    };
    let later = TS + 4 * 3_600_000;
    assert_eq!(known.len(), 3, "{known:?}");
    assert_eq!(known[0], expected(id(1), TS, [Some(100), Some(10), Some(5), None], published.clone()));
    assert_eq!(known[1], expected(id(1), later, [Some(130), Some(12), None, None], published));
    let videos = rows(&place.database(), "SELECT title, nickname, user_id, user_unique_id FROM douyin_aweme LIMIT 1");
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(videos[0], [text("口红, 第一条"), text("莉莉"), text("104255897823"), text("lily.shop")]);

    place.import("Download.csv", douk()).says("0 added, 0 changed, 3 unchanged");
    assert_eq!(rows(&place.database(), snapshots), known, "twice is once");
    // Mended, the rejected rows are imported in the form that they had.
    let rejected = std::fs::read_to_string(place.path("Download.csv.rejected.csv")).unwrap();
    place.file("mended.csv", rejected.replace("昨天", "2026/03/11 08:00:00"));
    place.run(&["import", "mended.csv"]).says("1 added");
}

#[test]
fn what_has_no_moment_is_no_snapshot_and_comments_are_none() {
    let place = Place::new();
    let f2 = "aweme_id,create_time,desc,sec_user_id,nickname,digg_count,collect_count,share_count,comment_count\n\
              7310000000000000001,2026-03-10 20-00-00,口红,MS4w,莉莉,100,10,5,3\n";
    place.import("f2.csv", f2).ends_with_code(1).says("without the moment at which they were read").says("update_ts");
    let with_moment =
        f2.replace("create_time", "update_ts,create_time").replace("2026-03-10 20", "1773192600000,2026-03-10 20");
    place.import("f2.csv", with_moment).ends_with_code(0);
    let snapshots = rows(&place.database(), "SELECT digg_count, create_time, sec_uid, title FROM douyin_aweme_summary");
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(snapshots, [[Value::Integer(100), Value::Integer(1_773_144_000), text("MS4w"), text("口红")]]);
    let comments = "采集时间,评论ID,评论时间,UID,SEC_UID,账号昵称,评论内容,点赞数量,回复数量\n";
    place.import("Comment.csv", comments).ends_with_code(1).says("holds comments");
}
