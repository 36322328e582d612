//! What a statement does to the transaction around it.

use crate::Dialect;
use crate::lexer;

/// Returns the first word of a statement that begins or ends a transaction.
pub(super) fn control(text: &str, dialect: Dialect) -> Option<&str> {
    let mut tokens = lexer::tokens(text, dialect);
    let first = tokens.next()?;
    let next = tokens.next().map(|token| token.text).unwrap_or_default();
    let word = first.text;
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    let refused = match word.len() {
        3 => is(word, "end"),
        5 => {
            is(word, "abort")
                || (is(word, "begin") && !is(next, "not"))
                || (is(word, "start") && is(next, "transaction"))
        }
        6 => is(word, "commit"),
        7 => is(word, "prepare") && is(next, "transaction"),
        8 => is(word, "rollback") && !tokens_name_savepoint(text, dialect),
        _ => false,
    };
    refused.then_some(word)
}

/// Whether a `ROLLBACK` goes back to a savepoint, which keeps the transaction.
fn tokens_name_savepoint(text: &str, dialect: Dialect) -> bool {
    lexer::tokens(text, dialect)
        .take(4)
        .any(|token| token.text.eq_ignore_ascii_case("to"))
}

/// Whether the statement is `PRAGMA foreign_keys = OFF` in one of its spellings.
///
/// SQLite ignores it within a transaction (<https://www.sqlite.org/pragma.html#pragma_foreign_keys>),
/// so the runner must act on it before the transaction begins.
pub(super) fn is_foreign_keys_off(statement: &str) -> bool {
    let mut tokens = lexer::tokens(statement, Dialect::Sqlite);
    let first = tokens.next();
    if !first.is_some_and(|first| first.text.eq_ignore_ascii_case("pragma")) {
        return false;
    }
    let words: Vec<String> = tokens
        .take(7)
        .map(|token| token.text.to_ascii_lowercase())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let value = match words.as_slice() {
        ["foreign_keys", "=", value]
        | ["foreign_keys", "(", value, ")"]
        | [_, ".", "foreign_keys", "=", value] => *value,
        _ => return false,
    };
    matches!(value, "off" | "0" | "false" | "no")
}
