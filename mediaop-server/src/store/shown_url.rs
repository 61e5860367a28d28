//! URLs as they may be shown: messages end up in logs, and in the log of runs.

/// What may stand behind the `?` of a URL, and is shown.
pub(super) const PARAMETERS: [&str; 6] = ["ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "socket", "charset"];

/// `mysql://user:secret@host/db` as `mysql://user:***@host/db`, also where a slip makes it no URL:
/// a password ends at the last `@`, whatever stands in it. Parameters that are not known are not shown.
pub(crate) fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (&url[..scheme.len() + 3], rest));
    let (login, place) = rest.rfind('@').map_or(("", rest), |at| rest.split_at(at));
    let login = login.split_once(':').map_or(login.to_owned(), |(user, _)| format!("{user}:***"));
    let Some((place, parameters)) = place.split_once('?') else { return format!("{scheme}{login}{place}") };
    let shown = |parameter: &str| match parameter.split_once('=') {
        Some((name, _)) if !PARAMETERS.contains(&name) => format!("{name}=***"),
        None if !parameter.is_empty() => "***".to_owned(),
        _ => parameter.to_owned(),
    };
    let parameters: Vec<_> = parameters.split('&').map(shown).collect();
    format!("{scheme}{login}{place}?{}", parameters.join("&"))
}

/// Whether a text names a user and a password, whatever else is missing of a URL.
pub(crate) fn holds_login(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(login, _)| login.contains(':'))
}

/// Whether the password of a URL holds what ends a host's name unless it is encoded.
pub(super) fn has_raw_password(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return false };
    let (host, behind) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    host.contains(':') && !host.contains('@') && behind.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_slip_shows_a_password() {
        for (url, shown) in [
            ("mysql://shop:s3cret@db/shop", "mysql://shop:***@db/shop"),
            ("mysql://shop@db/shop", "mysql://shop@db/shop"),
            ("mysql://db:3306/shop?ssl-mode=REQUIRED", "mysql://db:3306/shop?ssl-mode=REQUIRED"),
            ("mysql+pymysql://shop:s3cret@db/shop", "mysql+pymysql://shop:***@db/shop"),
            ("mysql:/shop:s3cret@db/shop", "mysql:***@db/shop"),
            ("mysql//shop:s3cret@db/shop", "mysql//shop:***@db/shop"),
            ("shop:s3cret@db/shop", "shop:***@db/shop"),
            ("mysql://shop:s3c?s3cret@db/shop", "mysql://shop:***@db/shop"),
            ("mysql://shop:s3cret@s3cret/s3cret@db/shop", "mysql://shop:***@db/shop"),
            (
                "mysql://db/shop?user=s3cret&password=s3cret&charset=utf8mb4",
                "mysql://db/shop?user=***&password=***&charset=utf8mb4",
            ),
            ("mysql://db/shop?s3cret", "mysql://db/shop?***"),
            ("./数据/m.db", "./数据/m.db"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    #[test]
    fn a_password_that_ends_a_host_is_told() {
        for url in ["mysql://shop:a/b@db/shop", "mysql://shop:a?b@db/shop", "mysql://shop:a#b@db/shop"] {
            assert!(has_raw_password(url), "{url}");
        }
        for url in ["mysql://shop:a%2Fb@db/shop", "mysql://shop:a@db/shop?ssl-ca=/tls/a@b.pem", "mysql://db/shop"] {
            assert!(!has_raw_password(url), "{url}");
        }
    }
}
