//! Settings: a flag goes before an environment variable, that before the file, that before the default.

mod file;
mod secret;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono_tz::Tz;
use mediaop_core::Calendar;

use crate::cli::Global;
use crate::http::{LogFormat, Token};
use crate::schedule::Plan;
use crate::store::{Database, StoreError};

pub(crate) use file::Crawl;
use file::File;
pub(crate) use secret::Secret;
use secret::{PASSWORD, TOKEN};

const DEFAULT_FILE: &str = "mediaop.toml";
const DEFAULT_DB: &str = "sqlite://mediaop.db";
const DEFAULT_ZONE: &str = "Asia/Shanghai";

/// What holds for this run of the command.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) database: Database,
    /// The database as a flag or variable names it.
    pub(crate) database_given: Option<String>,
    pub(crate) calendar: Calendar,
    /// From the file alone; the flag and its variable belong to `serve`.
    pub(crate) listen: Option<SocketAddr>,
    /// The calendar's zone, for times of the day.
    pub(crate) zone: Tz,
    /// What `serve` does by itself; `None` where that is switched off.
    pub(crate) plan: Option<Plan>,
    pub(crate) crawl: Option<Crawl>,
    /// Further names of the server, from the file.
    pub(crate) allow_host: Vec<String>,
    pub(crate) log_format: Option<LogFormat>,
    /// Requests a second that one address may send, from the file.
    pub(crate) rate_limit: Option<u32>,
    password: Option<Secret>,
    token_file: Option<PathBuf>,
}

/// Where to listen: `127.0.0.1:8787`, `localhost:8787` or a port of this machine alone.
pub(crate) fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let text = text.trim();
    let port = text.strip_prefix("localhost:").or_else(|| text.strip_prefix(':')).unwrap_or(text);
    let on_this_machine = |port| SocketAddr::from(([127, 0, 0, 1], port));
    match (port.parse(), text.parse()) {
        (Ok(port), _) => Ok(on_this_machine(port)),
        (_, Ok(address)) => Ok(address),
        _ => Err(format!("{text:?} is no place to listen, expected 127.0.0.1:8787, localhost:8787 or 8787")),
    }
}

impl Settings {
    /// The token that callers must show, if there is one.
    pub(crate) fn token(&self, file: Option<&Path>) -> anyhow::Result<Option<Token>> {
        let secret = Secret::read(file.or(self.token_file.as_deref()), TOKEN)?;
        secret.map(|secret| Token::new(secret.text())).transpose().map_err(anyhow::Error::msg)
    }

    /// Another database by its URL, with the password of these settings where the URL has none.
    pub(crate) fn database_at(&self, url: &str) -> Result<Database, StoreError> {
        Ok(Database::from_url(url)?.or_password(self.password.as_ref().map(Secret::text)))
    }

    /// Joins flags and variables (clap has done that already) with the file.
    pub(crate) fn resolve(global: &Global) -> anyhow::Result<Self> {
        let file = match &global.config {
            Some(path) => File::read(path)?,
            None if Path::new(DEFAULT_FILE).exists() => File::read(Path::new(DEFAULT_FILE))?,
            None => File::default(),
        };
        let (plan, crawl) = (file.plan()?, file.crawl()?);
        let db = global.db.clone().or(file.db).unwrap_or_else(|| DEFAULT_DB.to_owned());
        if db.trim().is_empty() {
            bail!(
                "the name of the database is empty (--db, MEDIAOP_DB or db in the configuration file): leave it out \
                 for {DEFAULT_DB}, or name one"
            );
        }
        let zone = global.timezone.clone().or(file.timezone).unwrap_or_else(|| DEFAULT_ZONE.to_owned());
        let password_file = global.db_password_file.as_ref().or(file.db_password_file.as_ref());
        let password = Secret::read(password_file.map(PathBuf::as_path), PASSWORD)?;
        let mut database = Database::from_url(&db)?.or_password(password.as_ref().map(Secret::text));
        if let Some(schema) = global.own_schema.as_ref().or(file.own_schema.as_ref()) {
            database = database.with_own_schema(schema)?;
        }
        let calendar = Calendar::new(&zone)?;
        Ok(Settings {
            database,
            zone: calendar.name().parse()?,
            plan: Some(plan),
            crawl,
            allow_host: file.allow_host,
            log_format: file.log_format,
            rate_limit: file.rate_limit,
            password,
            token_file: file.token_file,
            database_given: global.db.clone(),
            calendar,
            listen: file.listen.as_deref().map(listen_address).transpose().map_err(anyhow::Error::msg)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global(config: &Path, db: Option<&str>) -> Global {
        let (db, config) = (db.map(str::to_owned), Some(config.to_owned()));
        Global { db, db_password_file: None, own_schema: None, timezone: None, config }
    }

    #[test]
    fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        std::fs::write(&path, "db = \"sqlite://from-file.db\"\n").unwrap();
        let from_file = Settings::resolve(&global(&path, None)).unwrap();
        assert_eq!(from_file.database.file(), Some(Path::new("from-file.db")));
        assert_eq!(from_file.calendar.name(), "Asia/Shanghai");
        let from_flag = Settings::resolve(&global(&path, Some("sqlite://from-flag.db"))).unwrap();
        assert_eq!(from_flag.database.file(), Some(Path::new("from-flag.db")));
    }

    #[test]
    fn a_place_to_listen_may_be_a_port_of_this_machine() {
        let here = Ok(SocketAddr::from(([127, 0, 0, 1], 8787)));
        for text in ["127.0.0.1:8787", "localhost:8787", "8787", ":8787"] {
            assert_eq!(listen_address(text), here, "{text}");
        }
        assert!(listen_address("[::1]:8787").is_ok_and(|address| address.is_ipv6()));
        assert!(listen_address("example.org").is_err() && listen_address("99999").is_err());
    }

    #[test]
    fn unknown_keys_are_all_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        std::fs::write(&path, "database = 1\nzone = 2\n").unwrap();
        let error = Settings::resolve(&global(&path, None)).unwrap_err().to_string();
        assert!(error.contains("`database`, `zone`; allowed are db, db_password_file"), "{error}");
    }

    #[test]
    fn times_and_a_crawler_come_from_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        let settings = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Settings::resolve(&global(&path, None)).map_err(|error| format!("{error:#}"))
        };
        let crawling = settings(
            "[schedule]\ncrawl_times = [\"01:00\"]\nhourly = false\nprecompute_at = \"never\"\nrebuild_at = \"never\"\n\
             [crawl]\ncommand = [\"true\"]\nimport = [\"data\"]\n",
        )
        .unwrap();
        let expected = Plan::new(&["01:00".parse().unwrap()], true, 10, false, None, None);
        assert_eq!((crawling.plan, crawling.crawl.unwrap().time_limit.as_secs()), (Some(expected), 7200));
        for (text, words) in [
            ("[schedule]\nprecompute_at = \"2 am\"", "schedule.precompute_at: \"2 am\" is no time of day"),
            ("[schedule]\nhourley = true", "unknown field `hourley`"),
            ("[crawl]\ncommand = []", "crawl.command is empty"),
            ("[crawl]\nimport = []", "missing field `command`"),
            ("[crawl]\ncommand = [\"true\"]\ntime_limit_minutes = 0", "crawl.time_limit_minutes is 0, expected"),
        ] {
            let error = settings(text).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
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
