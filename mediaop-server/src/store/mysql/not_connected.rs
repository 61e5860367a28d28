//! Why there is no connection, nobody answered or the server has refused, and whether a schema is missing.

use std::io::ErrorKind;

use sqlx::mysql::MySqlDatabaseError;

use super::super::database::{Database, Place, StoreError};

/// Unknown database, access to it denied, and to make a table in it: who may not see a schema hears the same.
const NO_SCHEMA: [u16; 3] = [1049, 1044, 1142];
/// SQLSTATE of a wrong user or password.
const WRONG_LOGIN: &str = "28000";

/// An error on the way to a connection.
pub(super) fn not_connected(database: &Database, source: sqlx::Error) -> StoreError {
    match &source {
        sqlx::Error::Io(error) if is_no_answer(error.kind()) => database.error("connecting", source),
        sqlx::Error::Database(refusal)
            if refusal.code().as_deref() == Some(WRONG_LOGIN) && has_no_password(database) =>
        {
            StoreError::NoPassword { place: database.to_string(), source }
        }
        _ => database.error("logging in", source),
    }
}

/// Whatever comes when somebody has answered is about the login.
fn is_no_answer(kind: ErrorKind) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, InvalidData, UnexpectedEof};
    !matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | InvalidData | UnexpectedEof)
}

fn has_no_password(database: &Database) -> bool {
    matches!(database.place(), Place::MySql(place) if place.password().is_empty())
}

/// Whether the driver was told that a schema is not there for this user.
pub(in super::super) fn is_no_schema(error: &sqlx::Error) -> bool {
    let refusal = error.as_database_error().and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    refusal.is_some_and(|refusal| NO_SCHEMA.contains(&refusal.number()))
}
