//! One spelling for texts that mean the same.

use limbeck_core::lexer::{Token, TokenKind};

use super::names;

/// Returns tokens as text: words in small letters, without quotes around names, one space between.
///
/// Two names that differ only in case are one: columns and routines compare so in MySQL.
pub(super) fn text(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        // `now()` and `now` are one.
        let is_empty_call = |at: usize| {
            tokens.get(at).is_some_and(|token| token.text == "(")
                && tokens.get(at + 1).is_some_and(|token| token.text == ")")
        };
        let skipped = token.text == "(" && is_empty_call(index)
            || token.text == ")" && index > 0 && is_empty_call(index - 1);
        // `_utf8mb4'x'` is `'x'` in a column whose character set is not compared.
        let introduces = token.kind == TokenKind::Word
            && token.text.starts_with('_')
            && tokens
                .get(index + 1)
                .is_some_and(|next| next.kind == TokenKind::String);
        if skipped || introduces {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word(token));
    }
    text
}

/// Returns an expression as text, without parentheses around all of it.
pub(super) fn expression(tokens: &[Token<'_>]) -> String {
    let mut tokens = tokens;
    while let [open, inner @ .., close] = tokens
        && open.text == "("
        && close.text == ")"
        && is_balanced(inner)
    {
        tokens = inner;
    }
    let text = text(tokens);
    match text.as_str() {
        "true" => "1".to_owned(),
        "false" => "0".to_owned(),
        _ => text,
    }
}

/// Returns a default as text: numbers in quotes are numbers.
pub(super) fn default(tokens: &[Token<'_>]) -> String {
    let text = expression(tokens);
    let inner = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    match inner {
        Some(inner) if inner.parse::<f64>().is_ok() => inner.to_owned(),
        _ => text,
    }
}

fn is_balanced(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0usize;
    for token in tokens {
        match token.text {
            "(" => depth += 1,
            ")" if depth == 0 => return false,
            ")" => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

fn word(token: &Token<'_>) -> String {
    match token.kind {
        TokenKind::String if token.text.starts_with(['\'', '"']) => {
            format!("'{}'", names::literal(token.text))
        }
        TokenKind::String => token.text.to_owned(),
        TokenKind::QuotedIdentifier => names::unquoted(token)
            .unwrap_or_default()
            .to_ascii_lowercase(),
        _ => {
            let word = token.text.to_ascii_lowercase();
            match word.as_str() {
                "now" | "localtime" | "localtimestamp" => "current_timestamp".to_owned(),
                "<>" => "!=".to_owned(),
                _ => word,
            }
        }
    }
}
