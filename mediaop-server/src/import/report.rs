//! What became of a file's rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use indicatif::HumanCount;
use mediaop_core::Metric;

use crate::counted::counted;
use crate::store::{Changes, SUMMARY, Table};

use super::check::BadRow;
use super::names::{known_name, meant};
use super::rejects::is_ours;

const EXAMPLES: usize = 3;
/// One line in so many is many.
const MANY: u64 = 10;

/// Counted while a file is read and written.
#[derive(Debug)]
pub(crate) struct Report {
    path: PathBuf,
    pub(crate) read: u64,
    pub(super) blank: u64,
    pub(super) inexact: u64,
    /// What one calls a row's place: its line in a text, its number elsewhere.
    place: &'static str,
    tables: Vec<(&'static Table, Changes)>,
    /// What the rows of the source are.
    kinds: Vec<&'static Table>,
    rejected: BTreeMap<&'static str, (u64, Vec<String>)>,
    source_columns: BTreeSet<String>,
    unknown_columns: BTreeSet<String>,
    columns_not_kept: Vec<String>,
    rejects: Option<PathBuf>,
    has_history: bool,
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
            kinds: Vec::new(),
            rejected: BTreeMap::new(),
            source_columns: BTreeSet::new(),
            unknown_columns: BTreeSet::new(),
            columns_not_kept: Vec::new(),
            rejects: None,
            has_history: true,
        }
    }

    /// Rows are numbered, since the file has no lines.
    pub(super) fn counts_rows(&mut self) {
        self.place = "row";
    }

    /// The file has rows of this kind, with these columns.
    pub(super) fn reads(&mut self, table: &'static Table, columns: impl IntoIterator<Item = String>) {
        self.changes(table);
        self.kinds.push(table);
        for column in columns {
            if let Some(known) = known_name(table, &column) {
                self.source_columns.insert(known.to_owned());
            } else if !is_ours(&column) {
                self.unknown_columns.insert(column);
            }
        }
    }

    pub(super) fn wrote(&mut self, table: &'static Table, more: Changes) {
        let changes = self.changes(table);
        changes.added += more.added;
        changes.changed += more.changed;
        changes.unchanged += more.unchanged;
        changes.outdone += more.outdone;
    }

    /// The source keeps one row a video, which each crawl overwrites.
    pub(super) fn has_no_history(&mut self) {
        self.has_history = false;
    }

    /// A row that was rejected, by its key where that is known.
    pub(super) fn reject(&mut self, line: u64, key: Option<&str>, bad: &BadRow) {
        let (count, examples) = self.rejected.entry(bad.reason).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            let place = key.map_or_else(|| format!("{} {line}", self.place), str::to_owned);
            examples.push(format!("{place}: {bad}"));
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

    pub(crate) fn accepted(&self) -> u64 {
        self.read - self.rejected()
    }

    /// Whether snapshots come with their products.
    pub(super) fn links_products(&self) -> bool {
        self.kinds.iter().any(|table| std::ptr::eq(*table, &SUMMARY)) && self.source_columns.contains("product_id")
    }

    /// The counters that rows of this kind may have, where the source has none of them.
    fn counters_missing(&self) -> Option<String> {
        let are_snapshots = self.kinds.iter().any(|table| std::ptr::eq(*table, &SUMMARY));
        let counters = Metric::ALL.map(Metric::column);
        let has_one = counters.iter().any(|counter| self.source_columns.contains(*counter));
        (are_snapshots && !has_one).then(|| counters.join(", "))
    }

    fn ignored(&self) -> String {
        let candidates = self.kinds.iter().flat_map(|table| table.columns).map(|column| column.name);
        let missing: Vec<_> = candidates.filter(|column| !self.source_columns.contains(*column)).collect();
        let shown = |column: &String| match meant(column, missing.iter().copied()) {
            Some(meant) => format!("{column} (did you mean {meant}?)"),
            None => column.clone(),
        };
        self.unknown_columns.iter().map(shown).collect::<Vec<_>>().join(", ")
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
        write!(f, "{}: {} read", self.path.display(), counted(self.read, "row", "rows"))?;
        for (table, changes) in &self.tables {
            let Changes { added, changed, unchanged, outdone } = *changes;
            let [added, changed, unchanged] = [added, changed, unchanged].map(HumanCount);
            write!(f, "\n  {}: {added} added, {changed} changed, {unchanged} unchanged", table.rows_are)?;
            if outdone > 0 {
                write!(f, "\n  {} of them kept, the stored row is greater", HumanCount(outdone))?;
            }
        }
        if self.blank > 0 {
            write!(f, "\n  {} of them blank: every counter 0 or missing", HumanCount(self.blank))?;
        }
        if self.inexact > 0 {
            let counters = counted(self.inexact, "counter", "counters");
            write!(f, "\n  {counters} not exact (such as 10w+), taken as missing")?;
        }
        if let Some(expected) = self.counters_missing() {
            let ignored = if self.unknown_columns.is_empty() { "none".to_owned() } else { self.ignored() };
            write!(f, "\n  warning: no counter column known: expected {expected}; ignored: {ignored}")?;
        } else if !self.unknown_columns.is_empty() {
            write!(f, "\n  columns without a meaning here, ignored: {}", self.ignored())?;
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
        if !self.has_history {
            let advice =
                "each is stored as a snapshot of its last_modify_ts; import after every crawl, and a history grows";
            write!(f, "\n  one row a video, without a history: {advice}")?;
        }
        let not_utf8 = self.rejected.get("not_utf8").map_or(0, |(count, _)| *count);
        if not_utf8 > 0 && not_utf8 >= self.read / MANY {
            let hint = "save the file as \"CSV UTF-8\" (GBK: try `iconv -f GBK -t UTF-8`) and import it again";
            write!(f, "\n  many lines are not UTF-8: {hint}")?;
        }
        if let Some(place) = &self.rejects {
            write!(f, "\n  the rejected rows are in {}", place.display())?;
        }
        Ok(())
    }
}
