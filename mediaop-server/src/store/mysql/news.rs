//! What tells that a video has new rows.

use super::super::database::StoreError;
use super::super::schema::SUMMARY;
use super::CellKind;
use super::question::Question;
use super::reader::{MySqlReader, pair};

const DOING: &str = "looking for new snapshots";
/// MariaDB makes a join of a longer list, and reads all rows of its videos.
const VIDEOS_A_PIECE: usize = 500;

impl MySqlReader {
    /// The latest `update_ts` of each video from one to another, ascending by video. The server finds
    /// it by a look-up a video, where the key is ordered by both columns.
    pub(in super::super) fn latest_within(&self, first: i64, last: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = format!(
            "SELECT aweme_id, MAX(update_ts) FROM {} WHERE aweme_id BETWEEN ? AND ? GROUP BY aweme_id ORDER BY aweme_id",
            self.database.table(SUMMARY.name)
        );
        let mut latest = Vec::new();
        let question = Question::new(sql).with(first).with(last);
        self.stream(&question, &[CellKind::Int; 2], DOING, &mut |row| {
            latest.extend(pair(row, 0));
            true
        })?;
        Ok(latest)
    }

    /// How many rows each of these videos has since a moment, in any order; none for 0.
    pub(in super::super) fn counts_since(&self, videos: &[i64], since: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let name = self.database.table(SUMMARY.name);
        let mut counts = Vec::with_capacity(videos.len());
        for videos in videos.chunks(VIDEOS_A_PIECE) {
            let places = vec!["?"; videos.len()].join(",");
            let sql = format!(
                "SELECT aweme_id, COUNT(*) FROM {name} WHERE update_ts >= ? AND aweme_id IN ({places}) GROUP BY aweme_id"
            );
            let question = Question::new(sql).with(since).with_all(videos.iter().copied());
            self.stream(&question, &[CellKind::Int; 2], DOING, &mut |row| {
                counts.extend(pair(row, 0));
                true
            })?;
        }
        Ok(counts)
    }
}
