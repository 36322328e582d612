//! Takes a target apart, for the side of the judge that knows what is right.

use super::errors::Kind;

/// A target's words.
pub(super) struct Words<'c> {
    pub(super) branch: Option<&'c str>,
    /// Empty where a walk begins at what is applied.
    pub(super) symbol: &'c str,
    pub(super) walk: Option<i64>,
}

/// Takes a target apart.
pub(super) fn parse(text: &str) -> Result<Words<'_>, Kind> {
    let (branch, rest) = match text.split_once('@') {
        Some((branch, rest)) => (Some(branch), rest),
        None => (None, text),
    };
    let sign = rest.find(['+', '-']);
    let (symbol, walk) = rest.split_at(sign.unwrap_or(rest.len()));
    let digits = walk.get(1..).unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let is_name = |name: &str| !name.contains(['@', ':', '+', '-']);
    let whole = branch.is_none_or(|name| !name.is_empty() && is_name(name))
        && is_name(symbol)
        && (walk.is_empty() && !symbol.is_empty() || is_number);
    if !whole {
        return Err(Kind::Malformed);
    }
    let number = || digits.parse().unwrap_or(i64::MAX);
    let walk = match walk.as_bytes().first() {
        None => None,
        Some(b'-') => Some(-number()),
        Some(_) => Some(number()),
    };
    Ok(Words {
        branch,
        symbol,
        walk,
    })
}
