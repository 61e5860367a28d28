//! Small facts that several processes share, in `mediaop_marks`.

use mediaop_core::Cell;

use super::database::StoreError;
use super::reader::Reader;
use super::write::Writer;

const MARKS: &str = "mediaop_marks";

/// Rises when rows were written that a refresh would not find: changed ones, and those of days that
/// are over.
pub(super) const PAST: &str = "past";

impl Reader {
    /// A mark's number; 0 where it was never set.
    pub(super) fn mark(&self, name: &str) -> Result<i64, StoreError> {
        let mut found = 0;
        if !self.columns(MARKS)?.is_empty() {
            self.rows(MARKS, &["name", "number"], |row| {
                if let (Cell::Text(of), Cell::Int(number)) = (row.text(0), row.number(1))
                    && of == name
                {
                    found = number;
                }
            })?;
        }
        Ok(found)
    }
}

impl Writer {
    /// Makes sure that there is room for marks.
    pub(super) async fn make_marks(&mut self) -> Result<(), StoreError> {
        let create = format!(
            "CREATE TABLE {} (name VARCHAR(64) PRIMARY KEY, number BIGINT NOT NULL){}",
            self.database.table(MARKS),
            self.database.dialect().table_options()
        );
        self.make(MARKS, &create).await
    }

    /// Sets a mark to a number.
    pub(super) async fn set_mark(&mut self, name: &str, number: i64) -> Result<(), StoreError> {
        let sql = format!("REPLACE INTO {} VALUES (?, ?)", self.database.table(MARKS));
        self.execute(sql, vec![name.into(), number.into()], "leaving a mark").await.map(drop)
    }
}
