//! Where a MySQL or MariaDB server is, and how to log in.

use std::str::FromStr;

use sqlx::mysql::MySqlConnectOptions;

use super::super::database::{StoreError, without_password};

/// What may stand behind the `?` of a URL.
const PARAMETERS: [&str; 6] = ["ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "socket", "charset"];

/// A schema on a server.
#[derive(Clone)]
pub(in super::super) struct MySqlPlace {
    pub(super) options: MySqlConnectOptions,
    /// The URL without its password.
    pub(in super::super) shown: String,
    /// The user's tables.
    pub(in super::super) schema: String,
    /// mediaop's own tables.
    pub(in super::super) own_schema: String,
}

impl MySqlPlace {
    pub(in super::super) fn from_url(url: &str) -> Result<Self, StoreError> {
        let shown = without_password(url);
        let bad = |reason: String| StoreError::BadUrl { url: shown.clone(), reason };
        let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            let name = parameter.split_once('=').map_or(parameter, |(name, _)| name);
            if !PARAMETERS.contains(&name) {
                return Err(bad(format!("the parameter {name} is unknown, allowed are {}", PARAMETERS.join(", "))));
            }
        }
        let options = MySqlConnectOptions::from_str(url).map_err(|error| bad(format!("this is no URL: {error}")))?;
        let Some(schema) = options.get_database().map(str::to_owned) else {
            return Err(bad("no database is named, expected mysql://USER@HOST/DATABASE".to_owned()));
        };
        // The modes of SQL stay as the server has them; times are read as UTC.
        let options = options.pipes_as_concat(false).no_engine_substitution(false);
        Ok(MySqlPlace { options, shown, own_schema: schema.clone(), schema })
    }

    pub(in super::super) fn set_password(&mut self, password: &str) {
        self.options = self.options.clone().password(password);
    }
}
