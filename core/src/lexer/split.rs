//! Between which bytes does each statement lie?

use std::ops::Range;

use super::body::Body;
use super::scanner::Scanner;
use super::{Token, TokenKind, Unterminated, quotes};
use crate::Dialect;

/// Gives the span of each statement that is not empty; after an error it gives nothing more.
#[derive(Debug)]
pub(super) struct Splitter<'a> {
    text: &'a str,
    dialect: Dialect,
    scanner: Scanner<'a>,
    body: Body,
    /// The delimiter that MySQL's client command `DELIMITER` set, unless it is `;`.
    delimiter: Option<&'a str>,
    failed: bool,
}

// The mysql client has the same limit. It also keeps the search for the delimiter linear.
const LONGEST_DELIMITER: usize = 16;

impl<'a> Splitter<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect) -> Splitter<'a> {
        Splitter {
            text,
            dialect,
            scanner: Scanner::new(text, dialect),
            body: Body::new(dialect),
            delimiter: None,
            failed: false,
        }
    }

    /// Reads up to the next terminator or the end of the text; `None` if nothing is left.
    fn read(&mut self) -> Result<Option<Range<usize>>, Unterminated> {
        self.body = Body::new(self.dialect);
        let mut span: Option<Range<usize>> = None;
        loop {
            self.scanner.skip_blank();
            if self.skip_delimiter() {
                match span {
                    Some(_) => return Ok(span),
                    None => continue,
                }
            }
            if span.is_none() && self.skip_delimiter_command() {
                continue;
            }
            let Some(token) = self.scanner.token() else {
                break;
            };
            let token = self.cut_at_delimiter(token);
            if self.delimiter.is_none() {
                if token.text == ";" && self.body.ends_at_semicolon() {
                    match span {
                        Some(_) => return Ok(span),
                        None => continue,
                    }
                }
                self.body.read(&token);
            }
            let start = span.map_or(token.start, |span| span.start);
            span = Some(start..token.start + token.text.len());
        }
        let unterminated = self.scanner.unterminated();
        match unterminated.or_else(|| self.body.unterminated()) {
            Some(unterminated) => Err(unterminated),
            None => Ok(span),
        }
    }

    /// Moves past the delimiter that `DELIMITER` set, if it stands here.
    fn skip_delimiter(&mut self) -> bool {
        let at = self.scanner.position();
        match self.delimiter {
            Some(delimiter) if self.text.as_bytes()[at..].starts_with(delimiter.as_bytes()) => {
                self.scanner.move_to(at + delimiter.len());
                true
            }
            _ => false,
        }
    }

    /// Obeys the line `DELIMITER //` and moves past it.
    ///
    /// MySQL manual, "mysql Client Commands": the word is not a keyword, the client acts on it, and
    /// the rest of the line is its argument even if it contains the current delimiter. The client
    /// does that on lines inside a statement too; there, however, `delimiter` may well be the name of
    /// a column, so that only a line between two statements counts here.
    fn skip_delimiter_command(&mut self) -> bool {
        let at = self.scanner.position();
        let bytes = self.text.as_bytes();
        let word = b"DELIMITER";
        let after = at + word.len();
        if self.dialect != Dialect::Mysql
            || !bytes
                .get(at..after)
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
            || !matches!(bytes.get(after), Some(b' ' | b'\t'))
            || !starts_line(bytes, at)
        {
            return false;
        }
        let end = quotes::find(self.text, after, b'\n').unwrap_or(self.text.len());
        match self.text[after..end].split_ascii_whitespace().next() {
            Some(";") => self.delimiter = None,
            Some(delimiter) if delimiter.len() <= LONGEST_DELIMITER => {
                self.delimiter = Some(delimiter);
            }
            _ => return false,
        }
        self.scanner.move_to(end);
        true
    }

    /// Shortens a token in which a custom delimiter stands, as in `END$$`.
    fn cut_at_delimiter(&mut self, token: Token<'a>) -> Token<'a> {
        let Some(delimiter) = self.delimiter else {
            return token;
        };
        let quoted = match token.kind {
            TokenKind::Word | TokenKind::Number | TokenKind::Operator | TokenKind::Punctuation => {
                false
            }
            TokenKind::Parameter => token.text.ends_with(['\'', '"', '`']),
            _ => true,
        };
        if quoted {
            return token;
        }
        let rest = &self.text.as_bytes()[token.start..];
        let mut length = 1;
        while length < token.text.len() {
            if rest[length..].starts_with(delimiter.as_bytes()) {
                self.scanner.move_to(token.start + length);
                return Token {
                    text: &token.text[..length],
                    ..token
                };
            }
            length += 1;
        }
        token
    }
}

impl Iterator for Splitter<'_> {
    type Item = Result<Range<usize>, Unterminated>;

    fn next(&mut self) -> Option<Result<Range<usize>, Unterminated>> {
        if self.failed {
            return None;
        }
        let read = self.read();
        self.failed = read.is_err();
        read.transpose()
    }
}

/// Whether nothing but spaces and tabs stands before `at` on its line.
fn starts_line(bytes: &[u8], at: usize) -> bool {
    let mut before = at;
    while before > 0 && matches!(bytes[before - 1], b' ' | b'\t') {
        before -= 1;
    }
    before == 0 || bytes[before - 1] == b'\n' || bytes[..before] == *"\u{feff}".as_bytes()
}
