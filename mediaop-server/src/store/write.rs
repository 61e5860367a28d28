//! Writing rows in whole batches.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::connection::{Bound, Connection};
use super::database::{Database, StoreError};
use super::key::Key;
use super::marks::PAST;
use super::merge::{in_one_form, is_outdone, merged};
use super::mysql;
use super::reader::Reader;
use super::runs::now_ms;
use super::schema::{ColumnKind, SUMMARY, TABLES, Table};
use super::statements::{Target, date_and_time, insert, update};
use super::value::Value;

/// Somebody else wrote the same rows at the same moment: the batch is tried again.
const ATTEMPTS: usize = 5;
const MS_PER_DAY: i64 = 86_400_000;

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
    pub(super) connection: Connection,
    /// Opened when it is needed.
    reader: Option<Reader>,
    pub(super) database: Database,
    targets: HashMap<&'static str, Target>,
}

impl Writer {
    /// Opens the database; makes the file with the user's tables if there is none.
    pub(crate) async fn open(database: &Database) -> Result<Self, StoreError> {
        database.must_be_no_directory()?;
        let mut is_new = false;
        if let Some(path) = database.file() {
            if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
                std::fs::create_dir_all(dir).map_err(|source| StoreError::File { path: dir.to_owned(), source })?;
            }
            is_new = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
        }
        let mut writer = Writer::connect(database, true).await?;
        if is_new {
            for table in TABLES {
                writer.target(table).await?;
            }
        }
        Ok(writer)
    }

    /// Opens a database that is there: neither the file nor the user's tables are made.
    pub(crate) async fn open_existing(database: &Database) -> Result<Self, StoreError> {
        database.must_exist()?;
        let size = database.file().and_then(|path| std::fs::metadata(path).ok()).map(|file| file.len());
        if size == Some(0) {
            return Err(StoreError::NoTables { place: database.to_string() });
        }
        Writer::connect(database, false).await
    }

    async fn connect(database: &Database, make: bool) -> Result<Self, StoreError> {
        let connection = Connection::open(database, make).await?;
        let is_file = matches!(connection, Connection::Sqlite(_));
        let mut writer = Writer { connection, reader: None, database: database.clone(), targets: HashMap::new() };
        if is_file && writer.is_in_wal_mode().await? {
            // A commit need not reach the disk by itself: `settle` sees to it before anything is
            // reported as done, and a crash before leaves whole batches.
            writer.run("PRAGMA synchronous = NORMAL", "opening it for writing").await?;
        }
        Ok(writer)
    }

    /// Runs a statement of ours.
    pub(crate) async fn run(&mut self, sql: &str, doing: &str) -> Result<(), StoreError> {
        self.connection.run(sql).await.map_err(|source| self.database.error(doing, source))
    }

    /// Runs a statement of ours with values; how many rows it changed.
    pub(super) async fn execute(&mut self, sql: String, values: Vec<Bound>, doing: &str) -> Result<u64, StoreError> {
        self.connection.execute(sql, values).await.map_err(|source| self.database.error(doing, source))
    }

    /// Does all of `work`, or nothing.
    pub(super) async fn all_or_nothing<T>(
        &mut self,
        doing: &str,
        work: impl AsyncFnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.run(self.database.dialect().begin(), doing).await?;
        match work(self).await {
            Ok(done) => self.run("COMMIT", doing).await.map(|()| done),
            Err(error) => {
                // The first error is the one to report.
                let _ = self.run("ROLLBACK", doing).await;
                Err(error)
            }
        }
    }

    /// Makes a table of ours unless it is there: where it is, the right to make it may be missing.
    pub(super) async fn make(&mut self, table: &str, create: &str) -> Result<(), StoreError> {
        if self.connection.columns(&self.database, table).await?.is_empty() {
            return self.connection.run(create).await.map_err(|source| self.database.cannot_make(table, source));
        }
        Ok(())
    }

    /// Columns of a table that the database does not have, so that their values are not kept.
    pub(crate) async fn columns_not_kept(&mut self, table: &'static Table) -> Result<Vec<&'static str>, StoreError> {
        let target = self.target(table).await?;
        let kept = |position| target.columns.iter().any(|(kept, _)| *kept == position);
        Ok(table.columns.iter().enumerate().filter(|(i, _)| !kept(*i)).map(|(_, column)| column.name).collect())
    }

    /// How many rows a table of ours or the user's has; 0 where there is no such table.
    pub(crate) async fn count(&mut self, table: &str) -> Result<i64, StoreError> {
        if self.connection.columns(&self.database, table).await?.is_empty() {
            return Ok(0);
        }
        let count = self.connection.number(format!("SELECT count(*) FROM {}", self.database.table(table))).await;
        count.map(|rows| rows.unwrap_or(0)).map_err(|source| self.database.error("counting rows", source))
    }

    /// Merges the rows into a table, all or none of them.
    pub(crate) async fn merge(&mut self, table: &'static Table, rows: Vec<Record>) -> Result<Changes, StoreError> {
        if rows.is_empty() {
            return Ok(Changes::default());
        }
        self.target(table).await?;
        if std::ptr::eq(table, &SUMMARY) {
            self.make_marks().await?;
        }
        let doing = format!("writing to the table {}", table.name);
        let (keys, rows) = one_a_key(table, rows);
        for _ in 1..ATTEMPTS {
            let attempt = self.all_or_nothing(&doing, async |writer| writer.merge_inside(table, &keys, &rows).await);
            match attempt.await {
                Err(error) if is_clash(&error) => {}
                outcome => return outcome,
            }
        }
        self.all_or_nothing(&doing, async |writer| writer.merge_inside(table, &keys, &rows).await).await
    }

    /// Adds rows whose keys are new, all or none of them.
    pub(crate) async fn add(&mut self, table: &'static Table, rows: Vec<Record>) -> Result<(), StoreError> {
        self.target(table).await?;
        let doing = format!("writing to the table {}", table.name);
        self.all_or_nothing(&doing, async |writer| {
            let target = &writer.targets[table.name];
            let inserted = insert(&mut writer.connection, target, &rows).await;
            inserted.map_err(|source| writer.database.error(&doing, source))
        })
        .await
    }

    /// Makes everything written so far survive a loss of power; a server has seen to it already.
    pub(crate) async fn settle(&mut self) -> Result<(), StoreError> {
        match self.connection {
            Connection::Sqlite(_) => self.run("PRAGMA wal_checkpoint(PASSIVE)", "writing it out").await,
            Connection::MySql(_) => Ok(()),
        }
    }

    /// Settles and closes.
    pub(crate) async fn close(mut self) -> Result<(), StoreError> {
        self.settle().await?;
        let database = self.database;
        self.connection.close().await.map_err(|source| database.error("closing it", source))
    }

    async fn merge_inside(
        &mut self,
        table: &'static Table,
        keys: &[Key],
        rows: &[Record],
    ) -> Result<Changes, StoreError> {
        let stored = self.stored(table, keys).await?;
        let doing = format!("writing to the table {}", table.name);
        let target = &self.targets[table.name];
        let mut changes = Changes::default();
        let mut added = Vec::new();
        for (key, row) in keys.iter().zip(rows) {
            let row = as_kept(target, row);
            let Some(raw) = stored.get(key) else {
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
                let updated = update(&mut self.connection, target, &changed, &after).await;
                updated.map_err(|source| self.database.error(&doing, source))?;
            }
        }
        let inserted = insert(&mut self.connection, target, &added).await;
        inserted.map_err(|source| self.database.error(&doing, source))?;
        let now = now_ms();
        let is_past = |row: &Record| matches!(row[1], Value::Int(update_ts) if update_ts < now - MS_PER_DAY);
        if std::ptr::eq(table, &SUMMARY) && (changes.changed > 0 || added.iter().any(is_past)) {
            self.set_mark(PAST, now).await?;
        }
        Ok(changes)
    }

    /// The rows under these keys as they were committed last. Of a file, a second connection reads
    /// them, since sqlx is slow at that; the transaction that is open on the first one keeps all
    /// others from writing in between. A server locks them.
    async fn stored(&mut self, table: &'static Table, keys: &[Key]) -> Result<HashMap<Key, Record>, StoreError> {
        let columns: Vec<_> = self.targets[table.name].columns.iter().map(|(column, _)| *column).collect();
        if let Connection::MySql(connection) = &mut self.connection {
            return mysql::look_up(connection, &self.database, table, &columns, keys).await;
        }
        tokio::task::block_in_place(|| {
            let reader = match self.reader.take() {
                Some(reader) => reader,
                None => {
                    let reader = Reader::open(&self.database)?;
                    reader.expect_much()?;
                    reader
                }
            };
            let reader = self.reader.insert(reader);
            reader.sqlite().map_or(Ok(HashMap::new()), |file| file.look_up(table, &columns, keys))
        })
    }

    async fn is_in_wal_mode(&mut self) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'".to_owned();
        let mode = self.connection.number(sql).await;
        mode.map(|wal| wal == Some(1)).map_err(|source| self.database.error("opening it for writing", source))
    }

    async fn target(&mut self, table: &'static Table) -> Result<&Target, StoreError> {
        if !self.targets.contains_key(table.name) {
            let dialect = self.database.dialect();
            let name = self.database.table(table.name);
            self.make(table.name, &table.create(dialect, &name)).await?;
            let there: HashMap<_, _> = self.connection.columns(&self.database, table.name).await?.into_iter().collect();
            if let Some(key) = table.key().iter().find(|key| !there.contains_key(key.name)) {
                let place = self.database.to_string();
                return Err(StoreError::NoKey { place, table: table.name, column: key.name });
            }
            let columns = table.columns.iter().enumerate();
            let columns = columns.filter_map(|(i, column)| Some((i, *there.get(column.name)?))).collect();
            self.targets.insert(table.name, Target { table, dialect, name, columns });
        }
        Ok(&self.targets[table.name])
    }
}

/// A row in the form in which it will be read back, so that a second import finds nothing to change.
fn as_kept(target: &Target, row: &Record) -> Record {
    let mut row = row.clone();
    for (column, declared) in &target.columns {
        let is_number = matches!(row[*column], Value::Int(_) | Value::Float(_));
        match target.table.columns[*column].kind {
            ColumnKind::Moment if declared.is_date => {
                row[*column] = date_and_time(&row[*column]).map_or(Value::Null, |text| Value::Text(text.into()));
            }
            ColumnKind::Moment if is_number && declared.is_text => row[*column] = row[*column].text(),
            _ => {}
        }
    }
    row
}

/// Whether another writer was faster, or waited for this one while this one waited for it.
fn is_clash(error: &StoreError) -> bool {
    let StoreError::Sql { source: sqlx::Error::Database(error), .. } = error else { return false };
    let number = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>().map(|error| error.number());
    // A duplicate key, a deadlock, a wait for a lock that took too long.
    matches!(number, Some(1062 | 1213 | 1205))
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
