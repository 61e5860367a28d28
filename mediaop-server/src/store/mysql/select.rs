//! What is selected of a table.

use super::super::database::Dialect;
use super::{CellKind, DeclaredColumn};

/// Columns by name, those that the table lacks as NULL, and how they come.
pub(super) struct Select {
    items: Vec<String>,
    pub(super) kinds: Vec<CellKind>,
}

impl Select {
    pub(super) fn new(declared: &[DeclaredColumn], columns: &[&str]) -> Self {
        let mut select = Select { items: Vec::new(), kinds: Vec::new() };
        select.add(declared, columns);
        select
    }

    pub(super) fn add(&mut self, declared: &[DeclaredColumn], columns: &[&str]) {
        for name in columns {
            let column = declared.iter().find(|column| column.name.eq_ignore_ascii_case(name));
            self.items.push(column.map_or("NULL".to_owned(), |column| column.selected(&Dialect::MySql.quoted(name))));
            self.kinds.push(column.map_or(CellKind::Absent, |column| column.kind));
        }
    }

    pub(super) fn list(&self) -> String {
        self.items.join(", ")
    }
}
