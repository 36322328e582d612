//! Which token stands at this place of the text?

use super::operators::{self, is_operator};
use super::quotes::{self, End};
use super::{Construct, Token, TokenKind, Unterminated};
use crate::Dialect;

/// Reads a text from left to right.
///
/// The position is always a character boundary: every token ends behind an ASCII character or
/// behind a run that takes all bytes of every other character.
#[derive(Clone, Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    dialect: Dialect,
    position: usize,
    /// Up to here the text consists of single `+` and `-` operators. Remembering it keeps a long row
    /// of them from being measured again for each one.
    signs_until: usize,
    /// Whether the token before was an `E'...'` string or continues one.
    escapes_continue: bool,
    unterminated: Option<Unterminated>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect) -> Scanner<'a> {
        Scanner {
            text,
            dialect,
            position: 0,
            signs_until: 0,
            escapes_continue: false,
            unterminated: None,
        }
    }

    /// Returns the byte offset of what comes next.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Continues at another place, which must be a character boundary and outside all quotes.
    pub(super) fn move_to(&mut self, position: usize) {
        self.position = position;
    }

    /// Returns the construct that ran into the end of the text.
    pub(super) fn unterminated(&self) -> Option<Unterminated> {
        self.unterminated
    }

    /// Moves past white space and comments that are not content.
    pub(super) fn skip_blank(&mut self) {
        let bytes = self.text.as_bytes();
        if self.position == 0 && bytes.starts_with("\u{feff}".as_bytes()) {
            self.position = "\u{feff}".len();
        }
        while let Some(&byte) = bytes.get(self.position) {
            let at = self.position;
            match byte {
                b' ' | b'\t'..=b'\r' => self.position += 1,
                b'-' if self.line_comment_at(at) => self.skip_line_comment(),
                b'#' if self.dialect == Dialect::Mysql => self.skip_line_comment(),
                b'/' if bytes.get(at + 1) == Some(&b'*') && !self.hint_at(at) => {
                    let levels = match self.dialect {
                        Dialect::Postgres => usize::MAX,
                        Dialect::Sqlite | Dialect::Mysql => 1,
                    };
                    let end = quotes::block_comment(self.text, at, levels);
                    self.position = self.close(end, Construct::Comment, at);
                }
                _ => break,
            }
        }
    }

    /// Reads the token at the position, at which [`Self::skip_blank`] has nothing to skip.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        let start = self.position;
        let bytes = self.text.as_bytes();
        let byte = *bytes.get(start)?;
        let continues = std::mem::take(&mut self.escapes_continue);
        let (kind, end) = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(start),
            b'0'..=b'9' => (TokenKind::Number, self.number(start)),
            b'.' => self.period(start),
            // PostgreSQL manual, 4.1.2.1: strings on several lines are one, and PostgreSQL reads the
            // later ones by the rules of the first. Two strings in a row are never correct otherwise,
            // so the line break between them is not looked for.
            b'\'' => self.string(start, start, continues),
            b'"' if self.dialect == Dialect::Mysql => self.string(start, start, false),
            b'"' => self.name(start, start + 1, b'"'),
            b'`' if self.dialect != Dialect::Postgres => self.name(start, start + 1, b'`'),
            b'[' if self.dialect == Dialect::Sqlite => {
                let end = quotes::bracketed(self.text, start + 1);
                let end = self.close(end, Construct::QuotedIdentifier, start);
                (TokenKind::QuotedIdentifier, end)
            }
            b'$' => self.dollar(start),
            b':' => self.colon(start),
            b'?' if self.dialect != Dialect::Postgres => {
                (TokenKind::Parameter, digits(bytes, start + 1))
            }
            b'@' if self.dialect == Dialect::Mysql => self.variable(start),
            b'@' if self.dialect == Dialect::Sqlite => {
                (TokenKind::Parameter, word_end(bytes, start + 1))
            }
            b'/' if bytes.get(start + 1) == Some(&b'*') => {
                let end = quotes::block_comment(self.text, start, self.hint_levels(start));
                (TokenKind::Hint, self.close(end, Construct::Comment, start))
            }
            _ if start < self.signs_until => (TokenKind::Operator, start + 1),
            _ if is_operator(byte) => {
                let run = operators::measure(bytes, start, self.dialect);
                self.signs_until = run.signs_until;
                (TokenKind::Operator, run.end)
            }
            _ => (TokenKind::Punctuation, start + 1),
        };
        self.position = end;
        Some(Token {
            kind,
            text: &self.text[start..end],
            start,
        })
    }

    /// MySQL manual, 11.7 "Comments": `--` needs white space, a control character or the end behind
    /// it, because `5--1` is a subtraction.
    fn line_comment_at(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        if bytes.get(at + 1) != Some(&b'-') {
            return false;
        }
        let next = bytes.get(at + 2);
        self.dialect != Dialect::Mysql
            || next.is_none_or(|&next| next == b' ' || next.is_ascii_control())
    }

    fn skip_line_comment(&mut self) {
        let carriage_return_ends = self.dialect == Dialect::Postgres;
        self.position = quotes::line_comment(self.text, self.position, carriage_return_ends);
    }

    /// Whether the block comment at `at` is content: optimizer hints and MySQL's "executable
    /// comments". In dialects that ignore them it costs nothing to keep them.
    fn hint_at(&self, at: usize) -> bool {
        match self.text.as_bytes()[at..] {
            [_, _, b'!' | b'+', ..] => true,
            [_, _, b'M', b'!', ..] => self.dialect == Dialect::Mysql,
            _ => false,
        }
    }

    fn hint_levels(&self, start: usize) -> usize {
        match self.dialect {
            Dialect::Postgres => usize::MAX,
            Dialect::Sqlite => 1,
            // MySQL manual, 11.7: a comment may stand inside an executable comment.
            Dialect::Mysql if self.text.as_bytes().get(start + 2) == Some(&b'+') => 1,
            Dialect::Mysql => 2,
        }
    }

    fn word(&mut self, start: usize) -> (TokenKind, usize) {
        let bytes = self.text.as_bytes();
        let end = word_end(bytes, start);
        let quoted = match bytes.get(end) {
            Some(b'\'') => end,
            Some(b'&') => end + 1,
            _ => return (TokenKind::Word, end),
        };
        // Only single letters are joined to the quote behind them; MySQL's `_utf8mb4'...'` means the
        // same with a space between and is therefore two tokens both ways.
        if end != start + 1 {
            return (TokenKind::Word, end);
        }
        match (self.dialect, bytes[start].to_ascii_lowercase()) {
            (Dialect::Postgres, b'e') if quoted == end => self.string(start, end, true),
            (Dialect::Postgres, b'b' | b'x' | b'n')
            | (Dialect::Mysql, b'b' | b'x' | b'n')
            | (Dialect::Sqlite, b'x')
                if quoted == end =>
            {
                self.string(start, end, false)
            }
            (Dialect::Postgres, b'u') if quoted > end => match bytes.get(quoted) {
                Some(b'\'') => self.string(start, quoted, false),
                Some(b'"') => self.name(start, quoted + 1, b'"'),
                _ => (TokenKind::Word, end),
            },
            _ => (TokenKind::Word, end),
        }
    }

    /// Reads the string whose token starts at `start` and whose opening quote is at `quote`.
    fn string(&mut self, start: usize, quote: usize, escapes: bool) -> (TokenKind, usize) {
        let mark = self.text.as_bytes()[quote];
        let end = if escapes || self.dialect == Dialect::Mysql {
            quotes::escaped(self.text, quote + 1, mark)
        } else {
            quotes::doubled(self.text, quote + 1, mark)
        };
        self.escapes_continue = escapes;
        (TokenKind::String, self.close(end, Construct::String, start))
    }

    fn name(&mut self, start: usize, from: usize, quote: u8) -> (TokenKind, usize) {
        let end = quotes::doubled(self.text, from, quote);
        let end = self.close(end, Construct::QuotedIdentifier, start);
        (TokenKind::QuotedIdentifier, end)
    }

    fn dollar(&mut self, start: usize) -> (TokenKind, usize) {
        let bytes = self.text.as_bytes();
        if self.dialect != Dialect::Sqlite
            && let Some(body) = quotes::dollar_tag(self.text, start)
        {
            let end = quotes::dollar_body(self.text, start, body);
            let end = self.close(end, Construct::DollarQuote, start);
            return (TokenKind::DollarQuoted, end);
        }
        match self.dialect {
            Dialect::Postgres => match digits(bytes, start + 1) {
                end if end > start + 1 => (TokenKind::Parameter, end),
                end => (TokenKind::Punctuation, end),
            },
            Dialect::Sqlite => (TokenKind::Parameter, word_end(bytes, start + 1)),
            // MySQL manual, 11.2: names may begin with a dollar sign.
            Dialect::Mysql => (TokenKind::Word, word_end(bytes, start + 1)),
        }
    }

    fn colon(&self, start: usize) -> (TokenKind, usize) {
        let bytes = self.text.as_bytes();
        match bytes.get(start + 1) {
            Some(b':' | b'=') => (TokenKind::Punctuation, start + 2),
            _ if self.dialect == Dialect::Sqlite => match word_end(bytes, start + 1) {
                end if end > start + 1 => (TokenKind::Parameter, end),
                end => (TokenKind::Punctuation, end),
            },
            _ => (TokenKind::Punctuation, start + 1),
        }
    }

    /// Reads MySQL's `@name`, `@'name'` and `@@name`. They differ from the same with a space inside:
    /// `SELECT @ x` reads the variable with the empty name and calls it `x`.
    fn variable(&mut self, start: usize) -> (TokenKind, usize) {
        let bytes = self.text.as_bytes();
        let mut from = start + 1;
        if bytes.get(from) == Some(&b'@') {
            from += 1;
        }
        let end = match bytes.get(from) {
            Some(b'`') => self.name(start, from + 1, b'`').1,
            Some(b'\'' | b'"') => self.string(start, from, false).1,
            _ => word_end(bytes, from),
        };
        (TokenKind::Parameter, end)
    }

    fn period(&self, start: usize) -> (TokenKind, usize) {
        let bytes = self.text.as_bytes();
        match bytes.get(start + 1) {
            // Behind a name it belongs to the name: `t.1st` in MySQL.
            Some(b'0'..=b'9') if !(start > 0 && ends_name(bytes[start - 1])) => {
                let end = digits(bytes, start + 1);
                (TokenKind::Number, exponent(bytes, end))
            }
            Some(b'.') => (TokenKind::Punctuation, start + 2),
            _ => (TokenKind::Punctuation, start + 1),
        }
    }

    /// Reads a number, and with it every letter behind it: `0x1F`, `1_000`, MySQL's name `1st`.
    fn number(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let whole = digits(bytes, start);
        let end = match bytes.get(whole) {
            Some(b'.') if bytes.get(whole + 1) != Some(&b'.') => {
                return exponent(bytes, digits(bytes, whole + 1));
            }
            // A dollar quote may follow a number directly in PostgreSQL.
            Some(b'$') if self.dialect == Dialect::Postgres => return whole,
            _ => word_end(bytes, whole),
        };
        // `1e-3`: the letter alone belongs to the number so far.
        if end == whole + 1 {
            exponent(bytes, whole).max(end)
        } else {
            end
        }
    }

    /// Takes the end of a construct and notes it if it was not closed.
    fn close(&mut self, end: End, what: Construct, at: usize) -> usize {
        if !end.closed {
            self.unterminated = Some(Unterminated { what, at });
        }
        end.at
    }
}

fn is_word(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | 0x80..)
}

fn ends_name(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'"' | b'`' | b']')
}

fn word_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() && is_word(bytes[at]) {
        at += 1;
    }
    at
}

fn digits(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() && matches!(bytes[at], b'0'..=b'9' | b'_') {
        at += 1;
    }
    at
}

/// Returns the end of the exponent at `at`, or `at` if there is none.
fn exponent(bytes: &[u8], at: usize) -> usize {
    match bytes[at..] {
        [b'e' | b'E', b'0'..=b'9', ..] => digits(bytes, at + 1),
        [b'e' | b'E', b'+' | b'-', b'0'..=b'9', ..] => digits(bytes, at + 2),
        _ => at,
    }
}
