//! What is served when: new rows at once, and behind them what is found out about the others.

use mediaop_core::Calendar;
use rusqlite::Connection;

use super::*;

const HOUR: i64 = 3_600_000;
const NOW: i64 = 1_772_900_000_000;

/// A file with two rows of each of videos 1 to 30, which a data set follows: the last rows, whose keys
/// are kept, are of others than the first videos.
struct Followed {
    _folder: tempfile::TempDir,
    file: Connection,
    live: Live,
}

impl Followed {
    fn new(table: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.db");
        let file = Connection::open(&path).unwrap();
        let columns = "aweme_id INTEGER, update_ts INTEGER, digg_count INTEGER, PRIMARY KEY (aweme_id, update_ts)";
        file.execute_batch(&format!("CREATE TABLE douyin_aweme_summary ({columns}){table}")).unwrap();
        let live = Live::keeping(&Database::at(path), &Calendar::default());
        let mut followed = Followed { _folder: folder, file, live };
        for id in 1..=30 {
            followed.insert(id, NOW - 3 * HOUR);
            followed.insert(id, NOW - 2 * HOUR);
        }
        assert_eq!(followed.refreshed().0, [60]);
        followed
    }

    fn insert(&self, id: i64, ts: i64) {
        let insert = "INSERT INTO douyin_aweme_summary VALUES (?1, ?2, 7)";
        self.file.execute(insert, [id, ts]).unwrap();
    }

    /// How many rows each data set is of that is served, and the reading.
    fn refreshed(&mut self) -> (Vec<u64>, Reading) {
        self.refreshed_at(NOW)
    }

    fn refreshed_at(&mut self, now: i64) -> (Vec<u64>, Reading) {
        let mut served = Vec::new();
        let mut serve = |dataset: &Arc<Dataset>| served.push(dataset.intake().rows_accepted);
        let reading = self.live.refresh(false, now, &mut |_| (), &mut serve).unwrap();
        (served, reading)
    }

    /// How many rows a process has that starts now, before it looks at the snapshots.
    fn kept(&self) -> u64 {
        let mut other = Live::keeping(&self.live.database, &self.live.calendar);
        other.resume(&mut |_| ()).unwrap().unwrap().intake().rows_accepted
    }
}

#[test]
fn new_rows_are_served_before_all_are_counted() {
    let mut followed = Followed::new("");
    followed.insert(1, NOW - HOUR);
    let (served, reading) = followed.refreshed();
    assert_eq!((served, reading.rows_read, reading.full, followed.kept()), (vec![61], 1, false, 61));
    followed.insert(2, NOW - HOUR);
    followed.file.execute("DELETE FROM douyin_aweme_summary WHERE aweme_id = 3", []).unwrap();
    let (served, reading) = followed.refreshed();
    // With the new row first; then without those that have gone.
    assert_eq!((served, reading.rows_read, reading.full, followed.kept()), (vec![62, 60], 60, true, 60));
    let (served, reading) = followed.refreshed();
    assert_eq!((served, reading.rows_read, reading.full), (vec![], 0, false));
}

#[test]
fn rows_that_came_late_are_served_behind_those_that_are_new() {
    let mut followed = Followed::new(" WITHOUT ROWID");
    followed.insert(1, NOW - HOUR);
    followed.insert(1, NOW - 2 * HOUR - 1);
    followed.insert(2, NOW - 3 * HOUR - 1);
    let (served, reading) = followed.refreshed();
    assert_eq!((served, reading.rows_read, reading.full, followed.kept()), (vec![61, 63], 3, false, 63));
    followed.insert(4, NOW - HOUR);
    followed
        .file
        .execute("DELETE FROM douyin_aweme_summary WHERE aweme_id = 3 AND update_ts < ?1", [NOW - 2 * HOUR])
        .unwrap();
    let (served, reading) = followed.refreshed();
    assert_eq!((served, reading.rows_read, reading.full, followed.kept()), (vec![64, 63], 63, true, 63));
}

/// The last two crawls before midnight, of which the first refresh of a later day finds the later one by its key.
#[test]
fn rows_that_are_passed_over_are_found_also_where_the_keys_of_their_day_are_kept_no_longer() {
    let mut followed = Followed::new(" WITHOUT ROWID");
    followed.insert(1, NOW - HOUR);
    followed.insert(1, NOW - HOUR / 2);
    followed.insert(2, NOW - 3 * HOUR - 1);
    let (served, reading) = followed.refreshed_at(NOW + 72 * HOUR);
    assert_eq!((served, reading.rows_read, reading.full, followed.kept()), (vec![61, 63], 3, false, 63));
}

/// As above, and the process ends between the two steps.
#[test]
fn rows_that_are_passed_over_are_found_by_the_next_process_where_the_first_ends_before_it_counts() {
    let mut followed = Followed::new(" WITHOUT ROWID");
    followed.insert(1, NOW - HOUR);
    followed.insert(1, NOW - HOUR / 2);
    let later = NOW + 72 * HOUR;
    let first = followed.live.read_news(later - 48 * HOUR, later, &mut |_| (), &mut |_| ()).unwrap().unwrap();
    assert_eq!((first.rows_read, followed.kept()), (1, 61));
    followed.live = Live::keeping(&followed.live.database, &followed.live.calendar);
    let (served, reading) = followed.refreshed_at(later);
    assert_eq!((served, reading.rows_read, reading.full, followed.kept()), (vec![62], 1, false, 62));
}

#[test]
fn what_is_kept_goes_on_to_later_days_with_the_count_alone() {
    let mut followed = Followed::new(" WITHOUT ROWID");
    let cursor = |live: &Live| live.state.as_ref().unwrap().cursor.clone();
    let before = cursor(&followed.live);
    let (served, reading) = followed.refreshed_at(NOW + 72 * HOUR);
    assert_eq!((served, reading.rows_read, reading.full), (vec![], 0, false));
    let mut next = Live::keeping(&followed.live.database, &followed.live.calendar);
    next.resume(&mut |_| ()).unwrap().unwrap();
    assert_eq!(cursor(&next), cursor(&followed.live));
    assert_ne!(cursor(&next), before);
    let segments = |live: &Live| live.state.as_ref().unwrap().segments;
    assert_eq!((segments(&next), segments(&followed.live)), (2, 2));
    followed.refreshed_at(NOW + 73 * HOUR);
    assert_eq!(segments(&followed.live), 2, "once a day");
}

/// A process that ends when new rows are served has kept nothing of them; one that ends before all are
/// counted has kept a count that the next one compares.
#[test]
fn who_is_ended_in_between_leaves_nothing_that_the_next_one_takes_for_granted() {
    for ends_when_served in [true, false] {
        let mut followed = Followed::new("");
        followed.insert(2, NOW - HOUR);
        followed.file.execute("DELETE FROM douyin_aweme_summary WHERE aweme_id = 3", []).unwrap();
        let Followed { live, .. } = &mut followed;
        let first = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            live.read_news(NOW - 48 * HOUR, NOW, &mut |_| (), &mut |_| assert!(!ends_when_served))
        }));
        assert_eq!(first.is_err(), ends_when_served);
        assert_eq!(followed.kept(), if ends_when_served { 60 } else { 61 });
        followed.live = Live::keeping(&followed.live.database, &followed.live.calendar);
        let (served, reading) = followed.refreshed();
        assert_eq!((served.last(), reading.rows_accepted, reading.full), (Some(&59), 59, true));
    }
}
