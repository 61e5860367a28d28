//! A connection, and what the server says of its tables.

use std::time::Duration;

use sqlx::mysql::MySqlConnection;
use sqlx::{Connection, Row};

use super::super::database::{Database, Place, StoreError, is_own};
use super::CellKind;
use super::not_connected::not_connected;

/// A server that does not answer is as good as none.
pub(super) const TIME_TO_CONNECT: Duration = Duration::from_secs(10);
/// Each statement sees what is committed when it begins; none waits long for a lock.
pub(super) const SETTINGS: [&str; 3] = [
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SESSION innodb_lock_wait_timeout = 10",
    "SET SESSION lock_wait_timeout = 10",
];

/// A column as its table declares it.
#[derive(Debug, Clone)]
pub(in super::super) struct DeclaredColumn {
    pub(in super::super) name: String,
    pub(in super::super) kind: CellKind,
    data_type: String,
    pub(in super::super) refuses_null: bool,
}

impl DeclaredColumn {
    /// What is selected: dates, decimals and their like come as text.
    pub(in super::super) fn selected(&self, quoted: &str) -> String {
        let as_it_is = ["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "varbinary", "binary"];
        let is_bytes = self.data_type.ends_with("blob");
        if self.kind != CellKind::Text || is_bytes || as_it_is.contains(&self.data_type.as_str()) {
            quoted.to_owned()
        } else {
            format!("CAST({quoted} AS CHAR)")
        }
    }

    /// Whether it holds dates and times.
    pub(in super::super) fn is_date(&self) -> bool {
        matches!(self.data_type.as_str(), "date" | "datetime" | "timestamp")
    }
}

/// Logs in with the driver.
pub(in super::super) async fn connect(database: &Database) -> Result<MySqlConnection, StoreError> {
    let Place::MySql(place) = database.place() else {
        return Err(StoreError::UnknownUrl { url: database.to_string() });
    };
    let connecting = tokio::time::timeout(TIME_TO_CONNECT, MySqlConnection::connect_with(&place.options));
    let timed_out = |_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
    let connected = connecting.await.map_err(timed_out).and_then(|connected| connected);
    let mut connection = connected.map_err(|source| not_connected(database, source))?;
    for setting in SETTINGS {
        sqlx::raw_sql(setting).execute(&mut connection).await.map_err(|source| database.error("logging in", source))?;
    }
    Ok(connection)
}

/// What the server says of a table's columns: as text, which it has in one collation or another.
pub(super) const DECLARED: &str = "SELECT CAST(column_name AS CHAR), CAST(data_type AS CHAR), CAST(column_type AS CHAR), \
     CAST(is_nullable AS CHAR) FROM information_schema.columns WHERE table_schema = ? AND table_name = ? \
     ORDER BY ordinal_position";

impl DeclaredColumn {
    /// Of a row of [`DECLARED`].
    pub(super) fn of([name, data_type, column_type, is_nullable]: [String; 4]) -> Self {
        let data_type = data_type.to_ascii_lowercase();
        let kind = CellKind::declared(&data_type, &column_type.to_ascii_lowercase());
        DeclaredColumn { name, kind, data_type, refuses_null: is_nullable.eq_ignore_ascii_case("NO") }
    }
}

/// The schema in which a table is.
pub(super) fn schema_of<'a>(database: &'a Database, table: &str) -> &'a str {
    match database.place() {
        Place::MySql(place) if is_own(table) => &place.own_schema,
        Place::MySql(place) => &place.schema,
        Place::Sqlite(_) => "",
    }
}

/// The columns of a table; none if there is no such table.
pub(in super::super) async fn declared_columns(
    connection: &mut MySqlConnection,
    database: &Database,
    table: &str,
) -> Result<Vec<DeclaredColumn>, StoreError> {
    let rows = sqlx::query(DECLARED)
        .bind(schema_of(database, table).to_owned())
        .bind(table.to_owned())
        .fetch_all(connection)
        .await
        .map_err(|source| database.error(&format!("looking at the table {table}"), source))?;
    let text = |row: &sqlx::mysql::MySqlRow, column: usize| row.try_get::<String, _>(column).unwrap_or_default();
    Ok(rows.iter().map(|row| DeclaredColumn::of([0, 1, 2, 3].map(|column| text(row, column)))).collect())
}
