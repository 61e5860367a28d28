//! What a reader is connected by.

use std::io::ErrorKind;

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;
use sqlx::mysql::MySqlConnection;

use super::super::database::{Database, Place, StoreError};
use super::super::reader::RowRef;
use super::super::value::Value;
use super::not_connected::not_connected;
use super::question::Question;
use super::waiting::OwnRuntime;
use super::wire::{WireConnection, WireRow};
use super::{CellKind, connect};

/// A connection that reads; rows are handed over on the thread that asks for them.
pub(super) enum Link {
    Wire(Box<WireConnection>),
    /// For what [`WireConnection`] does not speak.
    Driver(Box<MySqlConnection>, OwnRuntime),
}

impl Link {
    pub(super) fn open(database: &Database) -> Result<Self, StoreError> {
        if let Place::MySql(place) = database.place()
            && !place.takes_driver()
        {
            match tokio::task::block_in_place(|| WireConnection::open(place)) {
                Ok(Some(connection)) => return Ok(Link::Wire(Box::new(connection))),
                Ok(None) => {}
                Err(error) if is_final(&error) => return Err(not_connected(database, error)),
                // What the driver meets too, it tells.
                Err(error) => tracing::debug!("{database}: logging in failed, the driver tries: {error}"),
            }
        }
        let failed = |source| database.error("beginning to read", source);
        let runtime = OwnRuntime::new().map_err(failed)?;
        let connection = runtime.wait_for(connect(database)).map_err(failed)??;
        Ok(Link::Driver(Box::new(connection), runtime))
    }

    /// Hands the rows to `each`, as long as it says true.
    pub(super) fn rows(
        &mut self,
        question: &Question,
        kinds: &[CellKind],
        each: &mut dyn FnMut(RowRef<'_, '_>) -> bool,
    ) -> sqlx::Result<()> {
        let (connection, runtime) = match self {
            Link::Wire(connection) => {
                let Question { sql, values } = question;
                let mut each = |row: &WireRow<'_>| each(RowRef::Wire(row));
                return tokio::task::block_in_place(|| connection.rows(sql, values, &mut each));
            }
            Link::Driver(connection, runtime) => (connection, runtime),
        };
        let query = sqlx::query(AssertSqlSafe(question.sql.clone()));
        let query = question.values.iter().fold(query, |query, value| match value {
            Value::Int(number) => query.bind(*number),
            Value::Float(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.to_string()),
            Value::Null => query.bind(None::<i64>),
        });
        let streaming = async {
            let mut rows = query.fetch(&mut **connection);
            while let Some(row) = rows.try_next().await? {
                if !each(RowRef::MySql(&row, kinds)) {
                    break;
                }
            }
            Ok(())
        };
        runtime.wait_for(streaming)?
    }
}

/// Whether the driver would meet the same: it tries again only where this side may not have understood.
fn is_final(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => !matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof),
        sqlx::Error::Database(_) => true,
        _ => false,
    }
}
