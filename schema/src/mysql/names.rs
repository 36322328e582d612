//! What name does a token stand for?

use limbeck_core::lexer::{Token, TokenKind};

use super::words;
use crate::effect::Name;

/// Returns the name that a token may stand for, without its quotes; none for other tokens and for
/// reserved words.
pub(super) fn unquoted(token: &Token<'_>) -> Option<Name> {
    match token.kind {
        TokenKind::Word if words::is_reserved(token.text) => None,
        TokenKind::Word => Some(token.text.to_owned()),
        TokenKind::QuotedIdentifier => Some(within(token.text, '`')),
        // A name where the server's mode has ANSI_QUOTES.
        TokenKind::String if token.text.starts_with('"') => Some(within(token.text, '"')),
        // `1st`
        TokenKind::Number if starts_with_digit(token.text) => Some(token.text.to_owned()),
        _ => None,
    }
}

/// Returns a name in the one spelling that stands for all that differ in case only.
pub(super) fn folded(name: &str) -> Name {
    name.to_lowercase()
}

/// Returns what a string literal says, with the common escapes undone.
pub(super) fn literal(text: &str) -> String {
    let quote = if text.starts_with('"') { '"' } else { '\'' };
    let mut said = String::new();
    let mut characters = within(text, quote).chars().collect::<Vec<_>>().into_iter();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => said.push('\n'),
                Some('t') => said.push('\t'),
                Some(other) => said.push(other),
                None => {}
            },
            _ => said.push(character),
        }
    }
    said
}

fn within(text: &str, quote: char) -> String {
    let inner = text.strip_prefix(quote).unwrap_or(text);
    let inner = inner.strip_suffix(quote).unwrap_or(inner);
    let doubled: String = [quote, quote].iter().collect();
    inner.replace(&doubled, quote.encode_utf8(&mut [0; 4]))
}

/// Whether a number is a word that starts with a digit, as MySQL's names may.
fn starts_with_digit(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let hexadecimal = text.starts_with("0x") || text.starts_with("0b");
    let exponent =
        digits.starts_with(['e', 'E']) && digits[1..].bytes().all(|b| b.is_ascii_digit());
    !digits.is_empty() && !digits.contains('.') && !hexadecimal && !exponent
}
