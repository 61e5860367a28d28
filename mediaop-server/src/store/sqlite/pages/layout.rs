//! Where a table's rows are, and which of their fields are asked for.

use rusqlite::{Connection, OptionalExtension};

use super::record::{Field, Fields};

/// A table whose rows hold what a `SELECT` would hand out.
pub(super) struct Layout {
    pub(super) root: u32,
    pub(super) fields: Fields,
}

struct Column {
    name: String,
    kind: String,
    /// What rows hold that are older than the column.
    is_null_by_default: bool,
    is_key: bool,
    is_plain: bool,
}

impl Layout {
    /// Of these columns of a table, of which those that it lacks are NULL; `None` where SQLite makes
    /// other values of what is stored.
    pub(super) fn of(connection: &Connection, table: &str, columns: &[&str]) -> rusqlite::Result<Option<Self>> {
        let root = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
        let root = connection.prepare_cached(root)?.query_row([table], |row| row.get(0)).optional()?;
        let Some(root) = root.and_then(|root: i64| u32::try_from(root).ok()) else { return Ok(None) };
        let there = "SELECT name, type, dflt_value IS NULL, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid";
        let mut there = connection.prepare_cached(there)?;
        let there = there.query_map([table], |row| {
            Ok(Column {
                name: row.get(0)?,
                kind: row.get(1)?,
                is_null_by_default: row.get(2)?,
                is_key: row.get::<_, i64>(3)? > 0,
                is_plain: row.get::<_, i64>(4)? == 0,
            })
        })?;
        let there = there.collect::<rusqlite::Result<Vec<Column>>>()?;
        // Columns that are worked out are not stored, or not where others say.
        if there.iter().any(|column| !column.is_plain) {
            return Ok(None);
        }
        let keys = there.iter().filter(|column| column.is_key).count();
        let mut fields = Vec::new();
        for (column, name) in columns.iter().enumerate() {
            let Some(place) = there.iter().position(|there| there.name.eq_ignore_ascii_case(name)) else { continue };
            let field = &there[place];
            let is_row_number = field.is_key && keys == 1 && field.kind.eq_ignore_ascii_case("integer");
            if is_row_number || holds_floats(&field.kind) {
                return Ok(None);
            }
            fields.push(Field { place, column, may_be_missing: field.is_null_by_default });
        }
        Ok(Some(Layout { root, fields: Fields::new(fields, columns.len()) }))
    }
}

/// Whether a column of this type hands out floating-point numbers for the whole numbers that it stores.
fn holds_floats(kind: &str) -> bool {
    let kind = kind.to_ascii_uppercase();
    let has = |parts: &[&str]| parts.iter().any(|part| kind.contains(part));
    has(&["REAL", "FLOA", "DOUB"]) && !has(&["INT", "CHAR", "CLOB", "TEXT", "BLOB"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_hold_floats_as_sqlite_says() {
        let file = Connection::open_in_memory().unwrap();
        for kind in
            ["", "REAL", "double precision", "Float", "FLOATING POINT", "NUMERIC", "TEXT REAL", "BIGINT", "BLOB"]
        {
            file.execute_batch(&format!("CREATE TABLE one (a {kind}); INSERT INTO one VALUES (1)")).unwrap();
            let is_float = file.query_row("SELECT typeof(a) = 'real' FROM one", [], |row| row.get(0));
            assert_eq!(Ok(holds_floats(kind)), is_float, "{kind}");
            file.execute_batch("DROP TABLE one").unwrap();
        }
    }
}
