//! The tables that other programs read: `product_creator_stats` and `product_matrix_stats`.

use mediaop_core::answer::{PrecomputedStats, ProductCreatorStat, ProductMatrixStat};
use mediaop_core::{Calendar, LocalDay};

use super::connection::Bound;
use super::database::{Dialect, StoreError};
use super::write::Writer;

const PRODUCT_CREATOR: &str = "product_creator_stats";
const PRODUCT_MATRIX: &str = "product_matrix_stats";
const PRECOMPUTED: &str = "precomputed";
const ROWS_A_STATEMENT: usize = 500;

/// A column and what it holds, by its kind in either database.
type Column = (&'static str, Kind);

#[derive(Debug, Clone, Copy)]
enum Kind {
    Id,
    Key,
    Text,
    Whole,
    Mean,
    Date,
    Moment,
}

const PRODUCT_CREATOR_COLUMNS: [Column; 16] = [
    ("id", Kind::Id),
    ("product_id", Kind::Key),
    ("user_id", Kind::Key),
    ("nickname", Kind::Text),
    ("category", Kind::Text),
    ("category2", Kind::Text),
    ("period_days", Kind::Whole),
    ("video_count", Kind::Whole),
    ("avg_digg_count", Kind::Mean),
    ("avg_collect_count", Kind::Mean),
    ("avg_share_count", Kind::Mean),
    ("total_digg_count", Kind::Whole),
    ("total_collect_count", Kind::Whole),
    ("total_share_count", Kind::Whole),
    ("first_post_date", Kind::Date),
    ("last_post_date", Kind::Date),
];

const PRODUCT_MATRIX_COLUMNS: [Column; 13] = [
    ("id", Kind::Id),
    ("product_id", Kind::Key),
    ("product_title", Kind::Text),
    ("category", Kind::Text),
    ("category2", Kind::Text),
    ("period_days", Kind::Whole),
    ("video_count", Kind::Whole),
    ("total_digg_count", Kind::Whole),
    ("total_collect_count", Kind::Whole),
    ("total_share_count", Kind::Whole),
    ("avg_digg_count", Kind::Mean),
    ("avg_collect_count", Kind::Mean),
    ("avg_share_count", Kind::Mean),
];

const UPDATED_AT: Column = ("updated_at", Kind::Moment);

impl Writer {
    /// Replaces both tables by these rows, all or nothing: who reads them meanwhile sees the old
    /// rows, and afterwards the new ones.
    pub(crate) async fn precomputed(
        &mut self,
        stats: &PrecomputedStats<'_>,
        now_ms: i64,
        calendar: &Calendar,
    ) -> Result<(), StoreError> {
        let dialect = self.database.dialect();
        for (table, columns) in
            [(PRODUCT_CREATOR, &PRODUCT_CREATOR_COLUMNS[..]), (PRODUCT_MATRIX, &PRODUCT_MATRIX_COLUMNS)]
        {
            let create = create(dialect, &self.database.table(table), columns);
            self.make(table, &create).await?;
        }
        self.make_marks().await?;
        let now = local_time(calendar, now_ms);
        let creators = stats.product_creator.iter().map(creator_values);
        let products = stats.product_matrix.iter().map(matrix_values);
        self.all_or_nothing("writing the precomputed tables", async |writer| {
            // Two processes take turns: the second waits here for the first.
            writer.set_mark(PRECOMPUTED, now_ms).await?;
            writer.replace(PRODUCT_CREATOR, &PRODUCT_CREATOR_COLUMNS, creators, &now).await?;
            writer.replace(PRODUCT_MATRIX, &PRODUCT_MATRIX_COLUMNS, products, &now).await
        })
        .await
    }

    async fn replace(
        &mut self,
        table: &str,
        columns: &[Column],
        rows: impl Iterator<Item = Vec<Bound>>,
        now: &str,
    ) -> Result<(), StoreError> {
        let name = self.database.table(table);
        let doing = format!("writing the table {table}");
        self.execute(format!("DELETE FROM {name}"), Vec::new(), &doing).await?;
        let names: Vec<_> = columns.iter().chain([&UPDATED_AT]).map(|(column, _)| *column).collect();
        let one_row = format!("({})", vec!["?"; names.len()].join(","));
        let mut rows = rows.zip(1_i64..).map(|(row, id)| {
            let id = [Bound::Int(id)];
            id.into_iter().chain(row).chain([Bound::from(now)]).collect::<Vec<_>>()
        });
        loop {
            let some: Vec<_> = rows.by_ref().take(ROWS_A_STATEMENT).collect();
            if some.is_empty() {
                return Ok(());
            }
            let places = vec![one_row.as_str(); some.len()].join(",");
            let sql = format!("INSERT INTO {name} ({}) VALUES {places}", names.join(", "));
            self.execute(sql, some.into_iter().flatten().collect(), &doing).await?;
        }
    }
}

fn create(dialect: Dialect, name: &str, columns: &[Column]) -> String {
    let kind = |kind: Kind| match (kind, dialect) {
        (Kind::Id, Dialect::Sqlite) => "INTEGER PRIMARY KEY",
        (Kind::Id, Dialect::MySql) => "BIGINT PRIMARY KEY",
        (Kind::Key, _) => "VARCHAR(255) NOT NULL",
        (Kind::Text, _) => "TEXT",
        (Kind::Whole, _) => "BIGINT",
        (Kind::Mean, Dialect::Sqlite) => "REAL",
        (Kind::Mean, Dialect::MySql) => "DOUBLE",
        (Kind::Date | Kind::Moment, Dialect::Sqlite) => "TEXT",
        (Kind::Date, Dialect::MySql) => "DATE",
        (Kind::Moment, Dialect::MySql) => "DATETIME NOT NULL",
    };
    let columns: Vec<_> =
        columns.iter().chain([&UPDATED_AT]).map(|(column, of)| format!("{column} {}", kind(*of))).collect();
    format!("CREATE TABLE IF NOT EXISTS {name} ({}){}", columns.join(", "), dialect.table_options())
}

fn creator_values(row: &ProductCreatorStat<'_>) -> Vec<Bound> {
    vec![
        row.product_id.into(),
        row.user_id.into(),
        row.nickname.into(),
        row.category.into(),
        row.category2.into(),
        whole(row.period_days),
        whole(row.video_count),
        row.avg_digg_count.into(),
        row.avg_collect_count.into(),
        row.avg_share_count.into(),
        row.total_digg_count.into(),
        row.total_collect_count.into(),
        row.total_share_count.into(),
        day(row.first_post_date),
        day(row.last_post_date),
    ]
}

fn matrix_values(row: &ProductMatrixStat<'_>) -> Vec<Bound> {
    vec![
        row.product_id.into(),
        row.product_title.into(),
        row.category.into(),
        row.category2.into(),
        whole(row.period_days),
        whole(row.video_count),
        row.total_digg_count.into(),
        row.total_collect_count.into(),
        row.total_share_count.into(),
        row.avg_digg_count.into(),
        row.avg_collect_count.into(),
        row.avg_share_count.into(),
    ]
}

fn whole(number: u64) -> Bound {
    i64::try_from(number).map_or(Bound::Null, Bound::Int)
}

fn day(day: Option<LocalDay>) -> Bound {
    day.map_or(Bound::Null, |day| Bound::Text(day.to_string()))
}

/// `2026-03-11 02:00:00`, as it is in the calendar's zone.
fn local_time(calendar: &Calendar, ms: i64) -> String {
    calendar.rfc3339(ms).chars().take(19).collect::<String>().replace('T', " ")
}
