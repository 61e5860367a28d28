//! Which database, whether it is there, and what can go wrong with it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::mysql::{MySqlPlace, is_no_schema};
use super::shown_url::{holds_login, without_password};

/// What can go wrong with a database; each message says where, what, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum StoreError {
    #[error("{url} is no database that mediaop knows, expected sqlite://PATH or mysql://USER@HOST/DATABASE")]
    UnknownUrl { url: String },
    #[error("{url} is no server that mediaop reads from, expected a file's path or mysql://USER@HOST/DATABASE")]
    NoServer { url: String },
    #[error("{url}: {reason}")]
    BadUrl { url: String, reason: String },
    #[error("{place} is a file, and only MySQL and MariaDB have schemas: leave --own-schema out")]
    NoSchemas { place: String },
    #[error(
        "there is no database at {path}. Make one with `mediaop demo` or `mediaop import FILE…`, or name yours with --db sqlite://PATH"
    )]
    Missing { path: PathBuf },
    #[error(
        "{place} has neither a table douyin_aweme_summary nor douyin_aweme. Fill it with `mediaop import FILE…` or `mediaop demo`, or name another with --db"
    )]
    NoTables { place: String },
    #[error("{path} is a directory, expected an SQLite file in it: --db {path}/mediaop.db", path = path.display())]
    Directory { path: PathBuf },
    #[error(
        "{path}: whoever wrote it was ended amid a transaction, half of which is in the file. What was there before lies \
         in {path}-journal, and is put back by a user who may write both: call this as one, or open it with sqlite3",
        path = path.display()
    )]
    LeftByHalf { path: PathBuf },
    #[error("{place}: the table {table} has no column {column}, and without it rows cannot be told apart")]
    NoKey { place: String, table: &'static str, column: &'static str },
    #[error("{place}: {doing} failed: {source}")]
    Read { place: String, doing: String, source: rusqlite::Error },
    #[error("{place}: {doing} failed: {source}")]
    Sql { place: String, doing: String, source: sqlx::Error },
    #[error(
        "{place}: logging in failed: {source}. No password was given: set MEDIAOP_DB_PASSWORD, or name a file with MEDIAOP_DB_PASSWORD_FILE or --db-password-file"
    )]
    NoPassword { place: String, source: sqlx::Error },
    #[error(
        "{place}: there is no schema {schema} for mediaop's own tables that {user} may use: {source}. Make it as an \
         administrator: CREATE DATABASE `{schema}`; GRANT ALL ON `{schema}`.* TO {user}@HOST"
    )]
    NoOwnSchema { place: String, schema: String, user: String, source: sqlx::Error },
    #[error(transparent)]
    Core(#[from] mediaop_core::Error),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{place} already holds {rows} rows. Name another database with --db{hint}")]
    NotEmpty { place: String, rows: i64, hint: &'static str },
    #[error(
        "{place} holds the made-up rows of `mediaop demo`, and every number would be of both. Name another database \
         with --db, or add --mix-with-demo to `mediaop import`"
    )]
    IsDemo { place: String },
}

impl StoreError {
    /// Whether a row is there already under the key of a new one.
    pub(super) fn is_duplicate(&self) -> bool {
        let StoreError::Sql { source: sqlx::Error::Database(error), .. } = self else { return false };
        error.is_unique_violation()
    }
}

/// A database by its URL; not opened yet.
#[derive(Clone)]
pub(crate) struct Database {
    place: Place,
}

/// Where the tables are.
#[derive(Clone)]
pub(super) enum Place {
    Sqlite(PathBuf),
    MySql(Box<MySqlPlace>),
}

impl Database {
    /// `sqlite://PATH`, `sqlite:PATH`, a plain path, or `mysql://USER@HOST/DATABASE`.
    pub(crate) fn from_url(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        let path = match scheme.as_deref() {
            Some("sqlite") => &url["sqlite://".len()..],
            Some("mysql" | "mariadb") => {
                return Ok(Database { place: Place::MySql(Box::new(MySqlPlace::from_url(url)?)) });
            }
            Some(_) => return Err(StoreError::UnknownUrl { url: without_password(url) }),
            None if holds_login(url) && !Path::new(url).exists() => {
                return Err(StoreError::UnknownUrl { url: without_password(url) });
            }
            None => url.strip_prefix("sqlite:").unwrap_or(url),
        };
        if path.is_empty() || path == ":memory:" {
            return Err(StoreError::UnknownUrl { url: url.to_owned() });
        }
        Ok(Database::at(path))
    }

    /// The SQLite file at a path.
    pub(crate) fn at(path: impl Into<PathBuf>) -> Self {
        Database { place: Place::Sqlite(path.into()) }
    }

    /// With a password where it is a server whose URL has none.
    pub(crate) fn or_password(mut self, password: Option<&str>) -> Self {
        if let (Place::MySql(place), Some(password)) = (&mut self.place, password) {
            place.or_password(password);
        }
        self
    }

    /// With mediaop's own tables in a schema of their own.
    pub(crate) fn with_own_schema(mut self, schema: &str) -> Result<Self, StoreError> {
        match &mut self.place {
            Place::Sqlite(path) => Err(StoreError::NoSchemas { place: path.display().to_string() }),
            Place::MySql(place) => {
                place.own_schema = schema.to_owned();
                Ok(self)
            }
        }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// The file, where it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::Sqlite(path) => Some(path),
            Place::MySql(_) => None,
        }
    }

    /// The folder of a file, where it is still to be made.
    pub(crate) fn missing_folder(&self) -> Option<PathBuf> {
        let folder = self.file()?.parent()?;
        (!folder.as_os_str().is_empty() && !folder.exists()).then(|| folder.to_owned())
    }

    /// Whether there may be something to read: a server is asked later.
    pub(crate) fn exists(&self) -> bool {
        self.file().is_none_or(Path::exists)
    }

    /// An error if it is a file that is not there.
    pub(crate) fn must_exist(&self) -> Result<(), StoreError> {
        self.must_be_no_directory()?;
        match self.file() {
            Some(path) if !path.exists() => Err(StoreError::Missing { path: path.to_owned() }),
            _ => Ok(()),
        }
    }

    pub(super) fn must_be_no_directory(&self) -> Result<(), StoreError> {
        match self.file() {
            Some(path) if path.is_dir() => Err(StoreError::Directory { path: path.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Whether its file forbids writing; root could write all the same, and must not.
    pub(crate) fn is_read_only(&self) -> bool {
        let metadata = self.file().and_then(|path| std::fs::metadata(path).ok());
        metadata.is_some_and(|file| file.permissions().readonly())
    }

    pub(super) fn dialect(&self) -> Dialect {
        match &self.place {
            Place::Sqlite(_) => Dialect::Sqlite,
            Place::MySql(_) => Dialect::MySql,
        }
    }

    /// A table's name as SQL wants it; mediaop's own may lie in another schema.
    pub(super) fn table(&self, table: &str) -> String {
        match &self.place {
            Place::Sqlite(_) => Dialect::Sqlite.quoted(table),
            Place::MySql(place) => {
                let schema = if is_own(table) { &place.own_schema } else { &place.schema };
                format!("{}.{}", Dialect::MySql.quoted(schema), Dialect::MySql.quoted(table))
            }
        }
    }

    /// Why a table of mediaop's own cannot be made.
    pub(super) fn cannot_make(&self, table: &str, source: sqlx::Error) -> StoreError {
        match &self.place {
            Place::MySql(mysql) if mysql.has_own_schema() && is_no_schema(&source) => StoreError::NoOwnSchema {
                place: self.to_string(),
                schema: mysql.own_schema.clone(),
                user: mysql.user().to_owned(),
                source,
            },
            _ => self.error(&format!("making the table {table}"), source),
        }
    }

    pub(super) fn error(&self, doing: &str, source: sqlx::Error) -> StoreError {
        StoreError::Sql { place: self.to_string(), doing: doing.to_owned(), source }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Sqlite(path) => write!(f, "{}", path.display()),
            Place::MySql(place) => f.write_str(&place.shown),
        }
    }
}

/// What is derived would show the password.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

/// Tables that mediaop makes for itself and for other programs.
pub(super) fn is_own(table: &str) -> bool {
    table.starts_with("mediaop_") || matches!(table, "product_creator_stats" | "product_matrix_stats")
}

/// Where the SQL of the two kinds of database differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    MySql,
}

impl Dialect {
    /// An identifier as SQL wants it.
    pub(super) fn quoted(self, identifier: &str) -> String {
        match self {
            Dialect::Sqlite => format!("\"{}\"", identifier.replace('"', "\"\"")),
            Dialect::MySql => format!("`{}`", identifier.replace('`', "``")),
        }
    }

    /// A condition: one of these columns is neither NULL nor empty.
    pub(super) fn filled(self, columns: &[&str]) -> String {
        let filled: Vec<_> = columns.iter().map(|column| format!("length({}) > 0", self.quoted(column))).collect();
        format!("({})", filled.join(" OR "))
    }

    /// What follows the columns of a new table: ids that differ in case alone are different ids.
    pub(super) fn table_options(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::MySql => " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        }
    }

    /// The kind of a column of up to some megabytes.
    pub(super) fn bytes_kind(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BLOB",
            Dialect::MySql => "LONGBLOB",
        }
    }

    /// Begins a transaction that is going to write.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::MySql => "START TRANSACTION",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_plain_paths_name_a_file() {
        for (url, path) in [
            ("sqlite://mediaop.db", "mediaop.db"),
            ("sqlite:///var/lib/m.db", "/var/lib/m.db"),
            ("sqlite:m.db", "m.db"),
            ("SQLite://m.db", "m.db"),
            ("./数据/m.db", "./数据/m.db"),
        ] {
            assert_eq!(Database::from_url(url).unwrap().file(), Some(Path::new(path)), "{url}");
        }
        assert!(Database::from_url("sqlite://m.db").unwrap().with_own_schema("ours").is_err());
    }

    #[test]
    fn nobody_sees_the_password() {
        for url in ["mysql://shop:s3cret@db/shop", "mariadb://shop:s3cret@db:3307/shop?ssl-mode=REQUIRED"] {
            let database = Database::from_url(url).unwrap();
            for text in [database.to_string(), format!("{database:?}")] {
                assert!(text.contains("shop:***@db") && !text.contains("s3cret"), "{text}");
            }
            let elsewhere = database.or_password(Some("hidden")).with_own_schema("ours").unwrap();
            assert!(!format!("{elsewhere:?}").contains("hidden"));
            assert_eq!(elsewhere.table("mediaop_runs"), "`ours`.`mediaop_runs`");
            assert_eq!(elsewhere.table("product_info"), "`shop`.`product_info`");
        }
        for url in [
            "postgres://u:s3cret@db",
            "mysql+pymysql://u:s3cret@db/shop",
            "mysql://u:s3cret@db",
            "mysql://u:s3cret@db/shop?sslmodus=x",
            "mysql://u@db/shop?password=s3cret",
            "mysql://u@db/shop?s3cret",
            "mysql://u:s3c?s3cret@db/shop",
            "mysql://u:s3c@d?s3cret@db/shop",
            "mysql:/u:s3cret@db/shop",
            "mysql:u:s3cret@db/shop",
            "mysql//u:s3cret@db/shop",
            "u:s3cret@db/shop",
        ] {
            let message = Database::from_url(url).unwrap_err().to_string();
            assert!(!message.contains("s3cret"), "{message}");
        }
        assert!(Database::from_url("sqlite://").is_err());
    }
}
