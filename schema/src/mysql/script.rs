//! Which tokens does a server see in a statement?
//!
//! Both servers run what stands in `/*! */`, MariaDB also `/*M! */`, each from some version on.

use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::lexer::{self, Token, TokenKind};

/// The tokens of a statement.
pub(super) struct Script<'a> {
    /// With those of conditional comments that every server runs; places count in the whole text.
    pub(super) tokens: Vec<Token<'a>>,
    /// Whether the servers agree on the tokens and they do not nest too deep.
    pub(super) is_certain: bool,
    /// The index of a parenthesis that has no other half.
    pub(super) odd: Option<usize>,
}

impl<'a> Script<'a> {
    /// Reads the part `span` of `text`.
    pub(super) fn of(text: &'a str, span: Range<usize>) -> Script<'a> {
        let mut script = Script {
            tokens: Vec::new(),
            is_certain: true,
            odd: None,
        };
        script.take(text.get(span.clone()).unwrap_or_default(), span.start);
        let mut open = Vec::new();
        for (index, token) in script.tokens.iter().enumerate() {
            match token.text {
                "(" => open.push(index),
                ")" if open.pop().is_none() => script.odd = script.odd.or(Some(index)),
                _ => {}
            }
            script.is_certain &= open.len() <= DEEPEST;
        }
        script.odd = script.odd.or(open.pop());
        script
    }

    fn take(&mut self, text: &'a str, offset: usize) {
        for token in lexer::tokens(text, Dialect::Mysql) {
            if token.kind != TokenKind::Hint {
                self.tokens.push(Token {
                    start: token.start + offset,
                    ..token
                });
            } else if let Some(comment) = token.text.strip_prefix("/*!") {
                let content = comment.trim_start_matches(|c: char| c.is_ascii_digit());
                let version = &comment[..comment.len() - content.len()];
                let everywhere = version.is_empty() || version.len() == 5 && version < FORKED;
                let within = token.start + offset + token.text.len() - content.len();
                let content = content.strip_suffix("*/").unwrap_or(content);
                // A comment in a comment is left alone.
                self.is_certain &= everywhere && !content.contains("/*");
                if self.is_certain {
                    self.take(content, within);
                }
            } else if token.text.starts_with("/*M") {
                self.is_certain = false;
            }
        }
    }
}

/// From MySQL 5.7 on the version in `/*!50700 */` means nothing to MariaDB, which passes it over
/// (<https://mariadb.com/kb/en/comment-syntax/>).
const FORKED: &str = "50700";

/// Parentheses in parentheses: no statement that a person wrote comes near it, and reading goes
/// as deep as they do.
const DEEPEST: usize = 200;
