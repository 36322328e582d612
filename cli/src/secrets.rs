//! What must not be printed: passwords.

/// The password of a URL, as it is written there and as it is meant: before the `@`, or in a
/// parameter. As much as the last `@` leaves: a password that should have been escaped is one, too.
pub(crate) fn passwords(url: &str) -> Vec<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (before, after) = rest.rsplit_once('@').unwrap_or(("", rest));
    let written = before.split_once(':').map(|(_, password)| password);
    let parameters = after
        .split_once('?')
        .map_or("", |(_, parameters)| parameters);
    let parameters = parameters
        .split('&')
        .filter_map(|pair| pair.strip_prefix("password="));
    let written = written.into_iter().chain(parameters);
    let mut passwords = Vec::new();
    for password in written.filter(|password| !password.is_empty()) {
        passwords.push(password.to_owned());
        passwords.push(unescaped(password));
    }
    passwords
}

/// Resolves `%40` and its like.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns `text` with stars in the place of each secret.
pub(crate) fn without(secrets: &[String], mut text: String) -> String {
    for secret in secrets {
        if text.contains(secret.as_str()) {
            text = text.replace(secret.as_str(), "***");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_wherever_a_url_has_it() {
        let found = |url: &str| passwords(url).first().cloned();
        assert_eq!(found("postgres://u:p%40w@host/db"), Some("p%40w".into()));
        assert_eq!(found("postgres://u:p@w@host/db"), Some("p@w".into()));
        assert_eq!(
            found("postgres://host/db?password=pw&x=y"),
            Some("pw".into())
        );
        assert_eq!(found("postgres://u@host/db"), None);
        assert_eq!(found("sqlite:app.db"), None);
        assert_eq!(passwords("postgres://u:p%40w@h/d")[1], "p@w");
    }

    #[test]
    fn a_secret_is_never_printed() {
        let secrets = passwords("postgres://u:s3cret@host/db");
        let text = without(&secrets, "no such host: u:s3cret@host".to_owned());
        assert_eq!(text, "no such host: u:***@host");
    }
}
