//! Writing rows in whole batches.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{AssertSqlSafe, Connection, Row};

use super::bulk::Reader;
use super::database::{Database, StoreError, quoted};
use super::look_up::Key;
use super::merge::{in_one_form, is_outdone, merged};
use super::schema::{TABLES, Table};
use super::statements::{Query, Target, insert, update};
use super::value::Value;

/// A row with a value for each column of its [`Table`].
pub(crate) type Record = Vec<Value>;

/// What a batch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) added: u64,
    pub(crate) changed: u64,
    pub(crate) unchanged: u64,
    /// Of these, those whose counters gave way to the stored ones.
    pub(crate) outdone: u64,
}

/// The one connection that writes.
pub(crate) struct Writer {
    connection: SqliteConnection,
    /// Opened when it is needed.
    reader: Option<Reader>,
    database: Database,
    targets: HashMap<&'static str, Target>,
}

impl Writer {
    /// Opens the database; makes the file with the user's tables if there is none.
    pub(crate) async fn open(database: &Database) -> Result<Self, StoreError> {
        database.must_be_no_directory()?;
        if let Some(dir) = database.path().parent().filter(|dir| !dir.as_os_str().is_empty()) {
            std::fs::create_dir_all(dir).map_err(|source| StoreError::File { path: dir.to_owned(), source })?;
        }
        let is_new = std::fs::metadata(database.path()).map_or(true, |file| file.len() == 0);
        let mut options = options(database).create_if_missing(true);
        if is_new {
            options = options.journal_mode(SqliteJournalMode::Wal);
        }
        let mut writer = Writer::connect(database, &options).await?;
        if is_new {
            for table in TABLES {
                writer.run(&table.create(), "making its tables").await?;
            }
        }
        Ok(writer)
    }

    /// Opens a database that is there: neither the file nor the user's tables are made.
    pub(crate) async fn open_existing(database: &Database) -> Result<Self, StoreError> {
        database.must_exist()?;
        if std::fs::metadata(database.path()).is_ok_and(|file| file.len() == 0) {
            return Err(StoreError::NoTables { path: database.path().to_owned() });
        }
        Writer::connect(database, &options(database).create_if_missing(false)).await
    }

    async fn connect(database: &Database, options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let connection = SqliteConnection::connect_with(options).await.map_err(|source| StoreError::Write {
            path: database.path().to_owned(),
            doing: "opening it for writing".to_owned(),
            source,
        })?;
        let mut writer = Writer { connection, reader: None, database: database.clone(), targets: HashMap::new() };
        if writer.journal_mode().await? == "wal" {
            // A commit need not reach the disk by itself: `settle` sees to it before anything is
            // reported as done, and a crash before leaves whole batches.
            writer.run("PRAGMA synchronous = NORMAL", "opening it for writing").await?;
        }
        Ok(writer)
    }

    /// Runs a statement of ours.
    pub(crate) async fn run(&mut self, sql: &str, doing: &str) -> Result<(), StoreError> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&mut self.connection)
            .await
            .map(drop)
            .map_err(|source| self.error(doing, source))
    }

    /// Runs a statement of ours with values.
    pub(super) async fn execute(&mut self, query: Query<'_>, doing: &str) -> Result<(), StoreError> {
        query.execute(&mut self.connection).await.map(drop).map_err(|source| self.error(doing, source))
    }

    /// Columns of a table that the database does not have, so that their values are not kept.
    pub(crate) async fn columns_not_kept(&mut self, table: &'static Table) -> Result<Vec<&'static str>, StoreError> {
        let target = self.target(table).await?;
        let kept = |position| target.columns.iter().any(|(kept, _)| *kept == position);
        Ok(table.columns.iter().enumerate().filter(|(i, _)| !kept(*i)).map(|(_, column)| column.name).collect())
    }

    /// How many rows a table of ours or the user's has; 0 where there is no such table.
    pub(crate) async fn count(&mut self, table: &str) -> Result<i64, StoreError> {
        let there = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1";
        let there: i64 = sqlx::query_scalar(there)
            .bind(table)
            .fetch_one(&mut self.connection)
            .await
            .map_err(|source| self.error("looking for its tables", source))?;
        if there == 0 {
            return Ok(0);
        }
        sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {}", quoted(table))))
            .fetch_one(&mut self.connection)
            .await
            .map_err(|source| self.error("counting rows", source))
    }

    /// Merges the rows into a table, all or none of them.
    pub(crate) async fn merge(&mut self, table: &'static Table, rows: Vec<Record>) -> Result<Changes, StoreError> {
        if rows.is_empty() {
            return Ok(Changes::default());
        }
        self.target(table).await?;
        let doing = format!("writing to the table {}", table.name);
        self.run("BEGIN IMMEDIATE", &doing).await?;
        match self.merge_inside(table, rows).await {
            Ok(changes) => self.run("COMMIT", &doing).await.map(|()| changes),
            Err(error) => {
                // The first error is the one to report.
                let _ = self.run("ROLLBACK", &doing).await;
                Err(error)
            }
        }
    }

    /// Adds rows whose keys are new, all or none of them.
    pub(crate) async fn add(&mut self, table: &'static Table, rows: Vec<Record>) -> Result<(), StoreError> {
        self.target(table).await?;
        let doing = format!("writing to the table {}", table.name);
        self.run("BEGIN IMMEDIATE", &doing).await?;
        match insert(&mut self.connection, &self.targets[table.name], &rows).await {
            Ok(()) => self.run("COMMIT", &doing).await,
            Err(source) => {
                let _ = self.run("ROLLBACK", &doing).await;
                Err(self.error(&doing, source))
            }
        }
    }

    /// Makes everything written so far survive a loss of power.
    pub(crate) async fn settle(&mut self) -> Result<(), StoreError> {
        self.run("PRAGMA wal_checkpoint(PASSIVE)", "writing it out").await
    }

    /// Settles and closes.
    pub(crate) async fn close(mut self) -> Result<(), StoreError> {
        self.settle().await?;
        let database = self.database;
        self.connection.close().await.map_err(|source| StoreError::Write {
            path: database.path().to_owned(),
            doing: "closing it".to_owned(),
            source,
        })
    }

    async fn merge_inside(&mut self, table: &'static Table, rows: Vec<Record>) -> Result<Changes, StoreError> {
        let (keys, rows) = one_a_key(table, rows);
        let stored = self.stored(table, &keys)?;
        let doing = format!("writing to the table {}", table.name);
        let failed = |source| StoreError::Write { path: self.database.path().to_owned(), doing: doing.clone(), source };
        let target = &self.targets[table.name];
        let mut changes = Changes::default();
        let mut added = Vec::new();
        for (key, row) in keys.into_iter().zip(rows) {
            let Some(raw) = stored.get(&key) else {
                changes.added += 1;
                added.push(row);
                continue;
            };
            let before = in_one_form(table, raw);
            changes.outdone += u64::from(is_outdone(table, &before, &row));
            let after = merged(table, before.clone(), row);
            let changed: Vec<_> =
                target.columns.iter().copied().filter(|(column, _)| before[*column] != after[*column]).collect();
            if changed.is_empty() {
                changes.unchanged += 1;
            } else {
                changes.changed += 1;
                update(&mut self.connection, table, &changed, &after).await.map_err(failed)?;
            }
        }
        insert(&mut self.connection, target, &added).await.map_err(failed)?;
        Ok(changes)
    }

    /// The rows under these keys as they were committed last. A second connection reads them,
    /// since sqlx is slow at that; the transaction that is open on the first one keeps all others
    /// from writing in between.
    fn stored(&mut self, table: &'static Table, keys: &[Key]) -> Result<HashMap<Key, Record>, StoreError> {
        let columns: Vec<_> = self.targets[table.name].columns.iter().map(|(column, _)| *column).collect();
        tokio::task::block_in_place(|| {
            let reader = match self.reader.take() {
                Some(reader) => reader,
                None => Reader::open(self.database.path())?,
            };
            self.reader.insert(reader).look_up(table, &columns, keys)
        })
    }

    async fn journal_mode(&mut self) -> Result<String, StoreError> {
        sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&mut self.connection)
            .await
            .map_err(|source| self.error("opening it for writing", source))
    }

    async fn target(&mut self, table: &'static Table) -> Result<&Target, StoreError> {
        if !self.targets.contains_key(table.name) {
            self.run(&table.create(), "making its tables").await?;
            let there = sqlx::query("SELECT name, \"notnull\" FROM pragma_table_info(?1)")
                .bind(table.name)
                .fetch_all(&mut self.connection)
                .await
                .map_err(|source| self.error(&format!("looking at the table {}", table.name), source))?;
            let there: HashMap<String, bool> = there.iter().map(|row| (row.get(0), row.get(1))).collect();
            if let Some(key) = table.key().iter().find(|key| !there.contains_key(key.name)) {
                return Err(StoreError::NoKey {
                    path: self.database.path().to_owned(),
                    table: table.name,
                    column: key.name,
                });
            }
            let columns = table.columns.iter().enumerate();
            let columns = columns.filter_map(|(i, column)| Some((i, *there.get(column.name)?))).collect();
            self.targets.insert(table.name, Target { table, columns });
        }
        Ok(&self.targets[table.name])
    }

    fn error(&self, doing: &str, source: sqlx::Error) -> StoreError {
        StoreError::Write { path: self.database.path().to_owned(), doing: doing.to_owned(), source }
    }
}

fn options(database: &Database) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(database.path())
        .foreign_keys(false)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-65536")
}

/// Merges rows of one batch that have the same key.
fn one_a_key(table: &Table, rows: Vec<Record>) -> (Vec<Key>, Vec<Record>) {
    let mut places = HashMap::with_capacity(rows.len());
    let (mut keys, mut merged_rows): (Vec<Key>, Vec<Record>) = (Vec::new(), Vec::new());
    for row in rows {
        match places.entry(Key::of(table, &row)) {
            Entry::Occupied(place) => {
                let earlier = &mut merged_rows[*place.get()];
                *earlier = merged(table, std::mem::take(earlier), row);
            }
            Entry::Vacant(place) => {
                keys.push(place.key().clone());
                place.insert(merged_rows.len());
                merged_rows.push(row);
            }
        }
    }
    (keys, merged_rows)
}
