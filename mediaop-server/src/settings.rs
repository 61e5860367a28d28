//! Settings: a flag goes before an environment variable, that before the file, that before the default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use mediaop_core::Calendar;

use crate::cli::Global;
use crate::store::Database;

const DEFAULT_FILE: &str = "mediaop.toml";
const DEFAULT_DB: &str = "sqlite://mediaop.db";
const DEFAULT_ZONE: &str = "Asia/Shanghai";
const KEYS: [&str; 3] = ["db", "timezone", "listen"];

/// What holds for this run of the command.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) database: Database,
    pub(crate) calendar: Calendar,
    /// From the file alone; the flag and its variable belong to `serve`.
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Debug, Default, serde::Deserialize)]
struct File {
    db: Option<String>,
    timezone: Option<String>,
    listen: Option<SocketAddr>,
}

impl Settings {
    /// Joins flags and variables (clap has done that already) with the file.
    pub(crate) fn resolve(global: &Global) -> anyhow::Result<Self> {
        let file = match &global.config {
            Some(path) => read(path)?,
            None if Path::new(DEFAULT_FILE).exists() => read(&PathBuf::from(DEFAULT_FILE))?,
            None => File::default(),
        };
        let db = global.db.clone().or(file.db).unwrap_or_else(|| DEFAULT_DB.to_owned());
        let zone = global.timezone.clone().or(file.timezone).unwrap_or_else(|| DEFAULT_ZONE.to_owned());
        Ok(Settings {
            database: Database::from_url(&db)?,
            calendar: Calendar::new(&zone)
                .with_context(|| format!("the time zone is {zone:?}, expected an IANA name such as Asia/Shanghai"))?,
            listen: file.listen,
        })
    }
}

fn read(path: &Path) -> anyhow::Result<File> {
    let shown = path.display();
    let text =
        std::fs::read_to_string(path).with_context(|| format!("the configuration file {shown} cannot be read"))?;
    let table: toml::Table = text.parse().with_context(|| format!("the configuration file {shown} is not TOML"))?;
    let unknown: Vec<_> =
        table.keys().filter(|key| !KEYS.contains(&key.as_str())).map(|key| format!("`{key}`")).collect();
    if !unknown.is_empty() {
        bail!(
            "the configuration file {shown} has unknown keys: {}; allowed are {}",
            unknown.join(", "),
            KEYS.join(", ")
        );
    }
    table.try_into().with_context(|| format!("the configuration file {shown} has a value of the wrong kind"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global(config: &Path, db: Option<&str>) -> Global {
        Global { db: db.map(str::to_owned), timezone: None, config: Some(config.to_owned()) }
    }

    #[test]
    fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        std::fs::write(&path, "db = \"sqlite://from-file.db\"\n").unwrap();
        let from_file = Settings::resolve(&global(&path, None)).unwrap();
        assert_eq!(from_file.database.path(), Path::new("from-file.db"));
        assert_eq!(from_file.calendar.name(), "Asia/Shanghai");
        let from_flag = Settings::resolve(&global(&path, Some("sqlite://from-flag.db"))).unwrap();
        assert_eq!(from_flag.database.path(), Path::new("from-flag.db"));
    }

    #[test]
    fn unknown_keys_are_all_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        std::fs::write(&path, "database = 1\nzone = 2\n").unwrap();
        let error = Settings::resolve(&global(&path, None)).unwrap_err().to_string();
        assert!(error.contains("`database`, `zone`; allowed are db, timezone, listen"), "{error}");
    }

    #[test]
    fn a_zone_that_does_not_exist_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        std::fs::write(&path, "timezone = \"Asia/Nowhere\"\n").unwrap();
        let error = Settings::resolve(&global(&path, None)).unwrap_err().to_string();
        assert!(error.contains("Asia/Nowhere"), "{error}");
    }
}
