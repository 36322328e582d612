//! Which comment lines are directives, and which were meant to be.

use crate::suggest::nearest;

/// The words that may follow `-- migrate:`.
pub(crate) const DIRECTIVES: [&str; 4] = ["upgrade", "downgrade", "allow", "assume"];

/// Whether a comment's content (what follows `--`) is a directive.
pub(crate) fn is_directive(comment: &str) -> bool {
    comment.trim_start().starts_with("migrate:")
}

/// `migrate upgrade`, `Migrate: upgrade` and `migration: upgrade`: meant as directives, and not to
/// be lost in silence. `comment` is what follows `--`.
pub(crate) fn is_near_directive(comment: &str) -> bool {
    let comment = comment.trim_start();
    let end = comment.find(|c: char| !c.is_alphabetic());
    let (word, rest) = comment.split_at(end.unwrap_or(comment.len()));
    let rest = rest.trim_start();
    let (colon, rest) = rest
        .strip_prefix(':')
        .map_or((false, rest), |rest| (true, rest));
    // The cheap question first: it is asked of every comment line, and nearly always answered no.
    let first = rest.split_whitespace().next().unwrap_or_default();
    if !DIRECTIVES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(first))
    {
        return false;
    }
    let word = word.to_ascii_lowercase();
    match word.as_str() {
        "migrate" => true,
        // Without the colon it may be prose.
        "migration" | "migrations" => colon,
        _ => colon && nearest(&word, ["migrate"]).is_some(),
    }
}

/// The directive that `word` was meant to be.
pub(crate) fn meant_directive(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "up" | "upgrade" => Some("upgrade"),
        "down" | "downgrade" => Some("downgrade"),
        lower => nearest(lower, DIRECTIVES),
    }
}
