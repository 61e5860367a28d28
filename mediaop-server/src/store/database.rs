//! Which database, whether it is there, and what can go wrong with it.

use std::path::{Path, PathBuf};

/// What can go wrong with a database; each message says where, what, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum StoreError {
    #[error("{url}: this version reads SQLite only (sqlite://PATH), not MySQL or MariaDB")]
    MySql { url: String },
    #[error("{url} is no database that mediaop knows, expected sqlite://PATH")]
    UnknownUrl { url: String },
    #[error(
        "there is no database at {path}. Make one with `mediaop demo` or `mediaop import FILE…`, or name yours with --db sqlite://PATH"
    )]
    Missing { path: PathBuf },
    #[error(
        "{path} has neither a table douyin_aweme_summary nor douyin_aweme. Fill it with `mediaop import FILE…` or `mediaop demo`, or name another with --db"
    )]
    NoTables { path: PathBuf },
    #[error("{path} is a directory, expected an SQLite file in it: --db {path}/mediaop.db", path = path.display())]
    Directory { path: PathBuf },
    #[error("{path}: the table {table} has no column {column}, and without it rows cannot be told apart")]
    NoKey { path: PathBuf, table: &'static str, column: &'static str },
    #[error("{path}: {doing} failed: {source}")]
    Read { path: PathBuf, doing: String, source: rusqlite::Error },
    #[error("{path}: {doing} failed: {source}")]
    Write { path: PathBuf, doing: String, source: sqlx::Error },
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{path} already holds {rows} rows. Name another file with --db{hint}")]
    NotEmpty { path: PathBuf, rows: i64, hint: &'static str },
}

/// An SQLite file by its path; not opened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Database {
    path: PathBuf,
}

impl Database {
    /// `sqlite://PATH`, `sqlite:PATH` or a plain path.
    pub(crate) fn from_url(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        let path = match scheme.as_deref() {
            Some("sqlite") => &url["sqlite://".len()..],
            Some("mysql" | "mariadb") => return Err(StoreError::MySql { url: without_password(url) }),
            Some(_) => return Err(StoreError::UnknownUrl { url: without_password(url) }),
            None => url.strip_prefix("sqlite:").unwrap_or(url),
        };
        if path.is_empty() || path == ":memory:" {
            return Err(StoreError::UnknownUrl { url: url.to_owned() });
        }
        Ok(Database::at(path))
    }

    /// The file at a path.
    pub(crate) fn at(path: impl Into<PathBuf>) -> Self {
        Database { path: path.into() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn exists(&self) -> bool {
        self.path.exists()
    }

    /// An error if there is no such file.
    pub(crate) fn must_exist(&self) -> Result<(), StoreError> {
        self.must_be_no_directory()?;
        if self.exists() { Ok(()) } else { Err(StoreError::Missing { path: self.path.clone() }) }
    }

    pub(super) fn must_be_no_directory(&self) -> Result<(), StoreError> {
        if self.path.is_dir() { Err(StoreError::Directory { path: self.path.clone() }) } else { Ok(()) }
    }

    /// Whether its file forbids writing; root could write all the same, and must not.
    pub(crate) fn is_read_only(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|file| file.permissions().readonly())
    }
}

/// `mysql://user:secret@host/db` as `mysql://user:***@host/db`: messages end up in logs.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((login, place)) => {
            let user = login.split_once(':').map_or(login, |(user, _)| user);
            format!("{scheme}://{user}:***@{place}")
        }
        None => url.to_owned(),
    }
}

/// An identifier as SQL wants it.
pub(super) fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
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
            assert_eq!(Database::from_url(url).unwrap().path(), Path::new(path), "{url}");
        }
    }

    #[test]
    fn mysql_is_refused_without_showing_the_password() {
        let message = Database::from_url("mysql://shop:s3cr:et@db/shop").unwrap_err().to_string();
        assert!(message.contains("mysql://shop:***@db/shop") && message.contains("SQLite only"), "{message}");
        assert!(!message.contains("s3cr"), "{message}");
        assert!(Database::from_url("postgres://db").is_err());
        assert!(Database::from_url("sqlite://").is_err());
    }
}
