//! What became of a file's rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use indicatif::HumanCount;

use crate::store::{Changes, Table};

use super::check::{BadRow, is_known};

const EXAMPLES: usize = 3;

/// Counted while a file is read and written.
#[derive(Debug)]
pub(super) struct Report {
    path: PathBuf,
    pub(super) read: u64,
    pub(super) blank: u64,
    pub(super) inexact: u64,
    /// What one calls a row's place: its line in a text, its number elsewhere.
    place: &'static str,
    tables: Vec<(&'static Table, Changes)>,
    rejected: BTreeMap<&'static str, (u64, Vec<String>)>,
    source_columns: BTreeSet<String>,
    unknown_columns: BTreeSet<String>,
    columns_not_kept: Vec<String>,
    rejects: Option<PathBuf>,
}

impl Report {
    pub(super) fn new(path: &Path) -> Self {
        Report {
            path: path.to_owned(),
            read: 0,
            blank: 0,
            inexact: 0,
            place: "line",
            tables: Vec::new(),
            rejected: BTreeMap::new(),
            source_columns: BTreeSet::new(),
            unknown_columns: BTreeSet::new(),
            columns_not_kept: Vec::new(),
            rejects: None,
        }
    }

    /// Rows are numbered, since the file has no lines.
    pub(super) fn counts_rows(&mut self) {
        self.place = "row";
    }

    /// The file has rows of this kind, with these columns.
    pub(super) fn reads(&mut self, table: &'static Table, columns: impl IntoIterator<Item = String>) {
        self.changes(table);
        for column in columns {
            if is_known(table, &column) {
                self.source_columns.insert(column);
            } else {
                self.unknown_columns.insert(column);
            }
        }
    }

    pub(super) fn wrote(&mut self, table: &'static Table, more: Changes) {
        let changes = self.changes(table);
        changes.added += more.added;
        changes.changed += more.changed;
        changes.unchanged += more.unchanged;
    }

    pub(super) fn reject(&mut self, line: u64, bad: &BadRow) {
        let (count, examples) = self.rejected.entry(bad.reason).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(format!("{} {line}: {bad}", self.place));
        }
    }

    pub(super) fn rejects_are_in(&mut self, place: Option<PathBuf>) {
        self.rejects = place;
    }

    pub(super) fn not_kept(&mut self, table: &Table, columns: &[&'static str]) {
        let lost = columns.iter().filter(|column| self.source_columns.contains(**column));
        self.columns_not_kept.extend(lost.map(|column| format!("{}.{column}", table.name)));
    }

    pub(super) fn tables(&self) -> Vec<&'static Table> {
        self.tables.iter().map(|(table, _)| *table).collect()
    }

    pub(super) fn rejected(&self) -> u64 {
        self.rejected.values().map(|(count, _)| count).sum()
    }

    pub(super) fn accepted(&self) -> u64 {
        self.read - self.rejected()
    }

    fn changes(&mut self, table: &'static Table) -> &mut Changes {
        let place = self.tables.iter().position(|(known, _)| std::ptr::eq(*known, table)).unwrap_or_else(|| {
            self.tables.push((table, Changes::default()));
            self.tables.len() - 1
        });
        &mut self.tables[place].1
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} rows read", self.path.display(), HumanCount(self.read))?;
        for (table, changes) in &self.tables {
            let Changes { added, changed, unchanged } = *changes;
            let [added, changed, unchanged] = [added, changed, unchanged].map(HumanCount);
            write!(f, "\n  {}: {added} added, {changed} changed, {unchanged} unchanged", table.rows_are)?;
        }
        if self.blank > 0 {
            write!(f, "\n  {} of them blank: every counter 0 or missing", HumanCount(self.blank))?;
        }
        if self.inexact > 0 {
            write!(f, "\n  {} counters not exact (such as 10w+), taken as missing", HumanCount(self.inexact))?;
        }
        if !self.unknown_columns.is_empty() {
            write!(f, "\n  columns without a meaning here, ignored: {}", joined(&self.unknown_columns))?;
        }
        if !self.columns_not_kept.is_empty() {
            write!(f, "\n  columns that the database does not have, not kept: {}", self.columns_not_kept.join(", "))?;
        }
        for (reason, (count, examples)) in &self.rejected {
            write!(f, "\n  {} rejected, {reason}:", HumanCount(*count))?;
            for example in examples {
                write!(f, "\n    {example}")?;
            }
        }
        if let Some(place) = &self.rejects {
            write!(f, "\n  the rejected rows are in {}", place.display())?;
        }
        Ok(())
    }
}

fn joined(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
