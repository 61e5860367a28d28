//! Where a MySQL or MariaDB server is, and how to log in.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use percent_encoding::percent_decode_str;
use sqlx::mysql::MySqlConnectOptions;
use url::Url;

use super::super::database::StoreError;
use super::super::shown_url::{PARAMETERS, has_raw_password, without_password};

/// A schema on a server.
#[derive(Clone)]
pub(in super::super) struct MySqlPlace {
    pub(super) options: MySqlConnectOptions,
    password: String,
    takes_driver: Arc<AtomicBool>,
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
        if has_raw_password(url) {
            let hint = "a password with / ? # or @ is written with %2F %3F %23 or %40 in their place";
            return Err(bad(hint.to_owned()));
        }
        let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            let name = parameter.split_once('=').map(|(name, _)| name);
            if name.is_none_or(|name| !PARAMETERS.contains(&name)) {
                // What has no name may be half of a password.
                let named = name.map_or(String::new(), |name| format!(" {name}"));
                return Err(bad(format!("the parameter{named} is unknown, allowed are {}", PARAMETERS.join(", "))));
            }
        }
        let options = MySqlConnectOptions::from_str(url).map_err(|error| bad(format!("this is no URL: {error}")))?;
        let Some(schema) = options.get_database().map(str::to_owned) else {
            return Err(bad("no database is named, expected mysql://USER@HOST/DATABASE".to_owned()));
        };
        // The modes of SQL stay as the server has them; times are read as UTC.
        let options = options.pipes_as_concat(false).no_engine_substitution(false);
        let password = password_of(url).ok_or_else(|| bad("the password is no text, expected UTF-8".to_owned()))?;
        let takes_driver = Arc::default();
        Ok(MySqlPlace { options, password, takes_driver, shown, own_schema: schema.clone(), schema })
    }

    /// Whether mediaop's own tables lie apart from the user's.
    pub(in super::super) fn has_own_schema(&self) -> bool {
        self.own_schema != self.schema
    }

    pub(in super::super) fn user(&self) -> &str {
        self.options.get_username()
    }

    pub(super) fn password(&self) -> &str {
        &self.password
    }

    /// Whether a server was found to take the driver: it is not greeted in vain for each reader, which it
    /// would note as connections that were broken off.
    pub(super) fn takes_driver(&self) -> bool {
        self.takes_driver.load(Ordering::Relaxed)
    }

    pub(super) fn leave_to_driver(&self) {
        self.takes_driver.store(true, Ordering::Relaxed);
    }

    /// Logs in with a password, unless the URL has one.
    pub(in super::super) fn or_password(&mut self, password: &str) {
        if self.password.is_empty() {
            self.options = self.options.clone().password(password);
            password.clone_into(&mut self.password);
        }
    }
}

/// The password of a URL, empty where there is none.
fn password_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    percent_decode_str(url.password().unwrap_or_default()).decode_utf8().ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_from_the_url_or_from_elsewhere() {
        let password = |url: &str| MySqlPlace::from_url(url).unwrap().password().to_owned();
        assert_eq!(password("mysql://shop:a%40b%2Fc@db/shop"), "a@b/c");
        assert_eq!(password("mysql://shop@db/shop"), "");
        for (url, expected) in [("mysql://shop@db/shop", "elsewhere"), ("mysql://shop:here@db/shop", "here")] {
            let mut place = MySqlPlace::from_url(url).unwrap();
            place.or_password("elsewhere");
            assert_eq!(place.password(), expected);
        }
    }
}
