//! The user's tables: their columns, keys, and how a new database gets them.

use mediaop_core::Metric;

use super::database::Dialect;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// A whole number.
    Whole,
    /// A counter of a snapshot.
    Counter(Metric),
    /// Text; also counts that crawlers write as text.
    Text,
    /// A moment, as a number or as a text.
    Moment,
}

/// A column of one of the user's tables.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: ColumnKind,
}

/// One of the user's tables.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The first columns are the key.
    pub(crate) columns: &'static [Column],
    pub(crate) key_columns: usize,
    /// Of two rows with one key, the one that is newer by this column counts.
    pub(crate) newer_by: Option<&'static str>,
    pub(crate) rows_are: &'static str,
}

impl Table {
    /// Where a column stands.
    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    pub(crate) fn key(&self) -> &'static [Column] {
        &self.columns[..self.key_columns]
    }

    /// The statement that makes the table in a new database, under a name as SQL wants it.
    pub(super) fn create(&self, dialect: Dialect, name: &str) -> String {
        let key: Vec<_> = self.key().iter().map(|column| dialect.quoted(column.name)).collect();
        let columns: Vec<_> = self
            .columns
            .iter()
            .map(|column| {
                let is_id = column.name.ends_with("_id") || column.name == "sec_uid";
                let kind = match (column.kind, dialect) {
                    (ColumnKind::Whole, _) => "BIGINT",
                    (ColumnKind::Counter(_), Dialect::Sqlite) => "INTEGER NOT NULL DEFAULT 0",
                    (ColumnKind::Counter(_), Dialect::MySql) => "BIGINT NOT NULL DEFAULT 0",
                    (ColumnKind::Text, _) if is_id => "VARCHAR(255)",
                    (ColumnKind::Text, _) => "TEXT",
                    // Without an affinity, a number stays a number and a text a text.
                    (ColumnKind::Moment, Dialect::Sqlite) => "",
                    (ColumnKind::Moment, Dialect::MySql) => "VARCHAR(64)",
                };
                let required = if self.key().iter().any(|k| k.name == column.name) { " NOT NULL" } else { "" };
                format!("{} {kind}{required}", dialect.quoted(column.name))
            })
            .collect();
        let options = dialect.table_options();
        format!("CREATE TABLE IF NOT EXISTS {name} ({}, PRIMARY KEY ({})){options}", columns.join(", "), key.join(", "))
    }
}

/// All of them.
pub(crate) const TABLES: [&Table; 4] = [&SUMMARY, &DOUYIN_AWEME, &PRODUCT_INFO, &DY_CREATOR];

const fn whole(name: &'static str) -> Column {
    Column { name, kind: ColumnKind::Whole }
}
const fn text(name: &'static str) -> Column {
    Column { name, kind: ColumnKind::Text }
}
const fn moment(name: &'static str) -> Column {
    Column { name, kind: ColumnKind::Moment }
}
const fn counter(name: &'static str, metric: Metric) -> Column {
    Column { name, kind: ColumnKind::Counter(metric) }
}

/// Snapshots.
pub(crate) static SUMMARY: Table = Table {
    name: "douyin_aweme_summary",
    key_columns: 2,
    newer_by: None,
    rows_are: "snapshots",
    columns: &[
        whole("aweme_id"),
        whole("update_ts"),
        text("sec_uid"),
        text("nickname"),
        text("avatar"),
        text("aweme_type"),
        text("title"),
        text("desc"),
        whole("create_time"),
        counter("recommend_count", Metric::Recommend),
        counter("comment_count", Metric::Comment),
        counter("digg_count", Metric::Digg),
        counter("admire_count", Metric::Admire),
        counter("play_count", Metric::Play),
        counter("share_count", Metric::Share),
        counter("collect_count", Metric::Collect),
        text("aweme_url"),
        text("cover_url"),
        text("video_download_url"),
        text("music_download_url"),
        text("note_download_url"),
        text("promotion_id"),
        text("product_id"),
        text("product_title"),
        whole("price"),
        whole("sales"),
        text("elastic_title"),
    ],
};

/// Videos as MediaCrawler keeps them: one row each, counters as text.
pub(crate) static DOUYIN_AWEME: Table = Table {
    name: "douyin_aweme",
    key_columns: 1,
    newer_by: Some("last_modify_ts"),
    rows_are: "videos",
    columns: &[
        whole("aweme_id"),
        text("user_id"),
        text("sec_uid"),
        text("short_user_id"),
        text("user_unique_id"),
        text("nickname"),
        text("avatar"),
        text("user_signature"),
        text("ip_location"),
        whole("add_ts"),
        whole("last_modify_ts"),
        text("aweme_type"),
        text("title"),
        text("desc"),
        whole("create_time"),
        text("liked_count"),
        text("comment_count"),
        text("share_count"),
        text("collected_count"),
        text("aweme_url"),
        text("cover_url"),
        text("video_download_url"),
        text("music_download_url"),
        text("note_download_url"),
        text("source_keyword"),
    ],
};

/// Products and their categories.
pub(crate) static PRODUCT_INFO: Table = Table {
    name: "product_info",
    key_columns: 1,
    newer_by: Some("updated_at"),
    rows_are: "products",
    columns: &[
        text("product_id"),
        text("title"),
        text("brand"),
        text("category"),
        text("category2"),
        moment("created_at"),
        moment("updated_at"),
    ],
};

/// Creators.
pub(crate) static DY_CREATOR: Table = Table {
    name: "dy_creator",
    key_columns: 1,
    newer_by: Some("last_modify_ts"),
    rows_are: "creators",
    columns: &[
        text("user_id"),
        text("nickname"),
        text("avatar"),
        text("ip_location"),
        whole("add_ts"),
        whole("last_modify_ts"),
        text("desc"),
        text("gender"),
        text("follows"),
        text("fans"),
        text("interaction"),
        text("videos_count"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_can_be_made_twice() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        for table in TABLES {
            database.execute_batch(&table.create(Dialect::Sqlite, table.name)).unwrap();
            database.execute_batch(&table.create(Dialect::Sqlite, table.name)).unwrap();
            let columns: i64 = database
                .query_row("SELECT count(*) FROM pragma_table_info(?1)", [table.name], |row| row.get(0))
                .unwrap();
            assert_eq!(columns as usize, table.columns.len());
        }
    }
}
