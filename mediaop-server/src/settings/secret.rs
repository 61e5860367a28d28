//! Passwords and tokens that stand in a file or in the environment.

use std::path::{Path, PathBuf};

use anyhow::Context;

/// The password of the database's user.
pub(super) const PASSWORD: &str = "MEDIAOP_DB_PASSWORD";
/// What callers of the server must show.
pub(super) const TOKEN: &str = "MEDIAOP_TOKEN";

/// A text that nobody sees.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    /// From a file, else from the environment; a newline at its end is none of it.
    pub(super) fn read(file: Option<&Path>, variable: &str) -> anyhow::Result<Option<Self>> {
        let Some(path) = file else {
            return Ok(std::env::var(variable).ok().filter(|secret| !secret.is_empty()).map(Secret));
        };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("the file {} cannot be read", path.display()))?;
        Ok(Some(Secret(text.trim_end_matches(['\r', '\n']).to_owned())))
    }

    /// The password of the database's user, where no flag and no configuration says more than the environment.
    pub(crate) fn of_environment() -> anyhow::Result<Option<Self>> {
        let file = std::env::var_os("MEDIAOP_DB_PASSWORD_FILE").filter(|file| !file.is_empty()).map(PathBuf::from);
        Secret::read(file.as_deref(), PASSWORD)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
