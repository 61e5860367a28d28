//! The connection that writes, and small questions asked on it.

use std::time::Duration;

use sqlx::mysql::{MySqlArguments, MySqlConnection};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, MySql, Row, Sqlite};

use super::database::{Database, Place, StoreError};
use super::mysql::{CellKind, connect, declared_columns};
use super::value::Value;

/// A value for a `?` of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Bound {
    Null,
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A column that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Declared {
    pub(super) refuses_null: bool,
    /// Numbers are written as dates and times.
    pub(super) is_date: bool,
    /// Numbers become text; a file keeps what it is given.
    pub(super) is_text: bool,
}

/// A connection of either kind.
#[derive(Debug)]
pub(super) enum Connection {
    Sqlite(SqliteConnection),
    MySql(MySqlConnection),
}

impl Connection {
    /// Opens a database for writing; `make` makes the file where there is none.
    pub(super) async fn open(database: &Database, make: bool) -> Result<Self, StoreError> {
        match database.place() {
            Place::MySql(_) => connect(database).await.map(Connection::MySql),
            Place::Sqlite(path) => {
                let is_new = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
                let mut options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(make)
                    .foreign_keys(false)
                    .busy_timeout(Duration::from_secs(10))
                    .pragma("cache_size", "-65536");
                if make && is_new {
                    options = options.journal_mode(SqliteJournalMode::Wal);
                }
                // A statement that waits for the crawler to finish its writing is not slow.
                options = options.disable_statement_logging();
                let connection = SqliteConnection::connect_with(&options).await;
                connection.map(Connection::Sqlite).map_err(|source| database.error("opening it for writing", source))
            }
        }
    }

    /// Runs statements without values.
    pub(super) async fn run(&mut self, sql: &str) -> sqlx::Result<()> {
        let query = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Connection::Sqlite(connection) => query.execute(connection).await.map(drop),
            Connection::MySql(connection) => query.execute(connection).await.map(drop),
        }
    }

    /// Runs a statement; how many rows it changed.
    pub(super) async fn execute(&mut self, sql: String, values: Vec<Bound>) -> sqlx::Result<u64> {
        match self {
            Connection::Sqlite(connection) => {
                let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind_sqlite);
                query.execute(connection).await.map(|done| done.rows_affected())
            }
            Connection::MySql(connection) => {
                let query = values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind_mysql);
                query.execute(connection).await.map(|done| done.rows_affected())
            }
        }
    }

    /// The one number that a question has for an answer.
    pub(super) async fn number(&mut self, sql: String) -> sqlx::Result<Option<i64>> {
        let row = match self {
            Connection::Sqlite(connection) => {
                let row = sqlx::query(AssertSqlSafe(sql)).fetch_optional(connection).await?;
                row.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?
            }
            Connection::MySql(connection) => {
                let row = sqlx::query(AssertSqlSafe(sql)).fetch_optional(connection).await?;
                row.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?
            }
        };
        Ok(row.flatten())
    }

    /// The columns of a table by name; none if there is no such table.
    pub(super) async fn columns(
        &mut self,
        database: &Database,
        table: &str,
    ) -> Result<Vec<(String, Declared)>, StoreError> {
        match self {
            Connection::Sqlite(connection) => {
                let rows = sqlx::query("SELECT name, \"notnull\" FROM pragma_table_info(?1)")
                    .bind(table.to_owned())
                    .fetch_all(connection)
                    .await
                    .map_err(|source| database.error(&format!("looking at the table {table}"), source))?;
                let declared = |refuses_null| Declared { refuses_null, ..Declared::default() };
                Ok(rows.iter().map(|row| (row.get(0), declared(row.get(1)))).collect())
            }
            Connection::MySql(connection) => {
                let columns = declared_columns(connection, database, table).await?;
                let declared = columns.into_iter().map(|column| {
                    let is_date = column.is_date();
                    let is_text = column.kind == CellKind::Text;
                    (column.name, Declared { refuses_null: column.refuses_null, is_date, is_text })
                });
                Ok(declared.collect())
            }
        }
    }

    pub(super) async fn close(self) -> sqlx::Result<()> {
        match self {
            Connection::Sqlite(connection) => connection.close().await,
            Connection::MySql(connection) => connection.close().await,
        }
    }
}

fn bind_sqlite(
    query: sqlx::query::Query<'_, Sqlite, SqliteArguments>,
    value: Bound,
) -> sqlx::query::Query<'_, Sqlite, SqliteArguments> {
    match value {
        Bound::Null => query.bind(None::<i64>),
        Bound::Int(number) => query.bind(number),
        Bound::Float(number) => query.bind(number),
        Bound::Text(text) => query.bind(text),
        Bound::Bytes(bytes) => query.bind(bytes),
    }
}

fn bind_mysql(
    query: sqlx::query::Query<'_, MySql, MySqlArguments>,
    value: Bound,
) -> sqlx::query::Query<'_, MySql, MySqlArguments> {
    match value {
        Bound::Null => query.bind(None::<i64>),
        Bound::Int(number) => query.bind(number),
        Bound::Float(number) => query.bind(number),
        Bound::Text(text) => query.bind(text),
        Bound::Bytes(bytes) => query.bind(bytes),
    }
}

impl From<Value> for Bound {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Bound::Null,
            Value::Int(number) => Bound::Int(number),
            Value::Float(number) => Bound::Float(number),
            Value::Text(text) => Bound::Text(text.into()),
        }
    }
}

impl From<i64> for Bound {
    fn from(number: i64) -> Self {
        Bound::Int(number)
    }
}

impl From<Option<i64>> for Bound {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Bound::Null, Bound::Int)
    }
}

impl From<Option<f64>> for Bound {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Bound::Null, Bound::Float)
    }
}

impl From<&str> for Bound {
    fn from(text: &str) -> Self {
        Bound::Text(text.to_owned())
    }
}

impl From<Option<&str>> for Bound {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Bound::Null, Bound::from)
    }
}
