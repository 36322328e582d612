//! Where does each statement of an SQL text begin and end, and which tokens is it made of?
//!
//! The answer needs a lexer and no parser: a `;` inside a string, a comment, a dollar quote or the
//! body of a trigger ends nothing. [`statements`] gives what is sent to the database one by one,
//! [`pieces`] gives the same with what lies between, and [`tokens`] gives what a checksum reads: two
//! texts that differ only in white space and comments have the same tokens.
//!
//! All three read the text once, from left to right, and their time grows with its length only.
//! Nothing here fails on wrong SQL: that is for the database to say. Only a construct that is
//! opened and never closed is reported, because then the end of the statement is anybody's guess.
//!
//! Not supported, and read as if they were SQL: the data after `COPY ... FROM STDIN`, psql's
//! commands that begin with a backslash, and MySQL's `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES` modes.

mod body;
mod mysql_body;
mod mysql_word;
mod operators;
mod quotes;
mod scanner;
mod split;

use std::error::Error;
use std::fmt;
use std::iter::FusedIterator;
use std::ops::Range;

use crate::Dialect;

/// One statement of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Statement {
    /// The byte offsets of the statement within the text, never empty and always on character
    /// boundaries.
    ///
    /// Neither the terminating `;` (or MySQL delimiter) nor the white space and comments around the
    /// statement are part of it. Comments that databases or their extensions read (`/*! */`,
    /// `/*+ */`) are content and are part of it.
    pub span: Range<usize>,
    /// The 1-based line on which the span starts, counted in `\n`.
    pub line: u32,
}

/// A statement, or what lies between two statements.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// Which of the two it is.
    pub kind: PieceKind,
    /// The byte offsets of the piece within the text, never empty.
    pub span: Range<usize>,
}

/// What a [`Piece`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// A statement, as [`Statement::span`] describes it.
    Statement,
    /// White space, comments, terminators and `DELIMITER` lines.
    Between,
}

/// One token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token<'a> {
    /// What kind of token it is.
    pub kind: TokenKind,
    /// The token exactly as it is written, with its quotes.
    pub text: &'a str,
    /// The byte offset at which the token starts within the text.
    pub start: usize,
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// A keyword or a name without quotes.
    Word,
    /// A number, or a word that starts with a digit.
    Number,
    /// A string in quotes, with the prefix that is attached to it (`E'...'`, `X'...'`).
    String,
    /// A name in quotes: `"..."`, `` `...` `` or `[...]`, whichever the dialect has.
    QuotedIdentifier,
    /// A string between dollar tags: `$$...$$`, `$tag$...$tag$`.
    DollarQuoted,
    /// An operator.
    Operator,
    /// A bracket, comma, period, colon, semicolon or any other single character.
    Punctuation,
    /// A comment that counts as content: `/*! */`, `/*+ */` and MariaDB's `/*M! */`.
    Hint,
    /// A place for a value, or a variable: `$1`, `?`, SQLite's `:name`, MySQL's `@name`.
    Parameter,
}

/// A construct that the text opens and never closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unterminated {
    /// What was opened.
    pub what: Construct,
    /// The byte offset in the text at which it was opened.
    pub at: usize,
}

/// What can be opened and has to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Construct {
    /// A string in quotes.
    String,
    /// A name in quotes.
    QuotedIdentifier,
    /// A block comment.
    Comment,
    /// A dollar-quoted string.
    DollarQuote,
    /// The body of a routine or a trigger: `BEGIN`, `IF`, `LOOP` and so on without their `END`.
    Body,
    /// A parenthesis that runs over a `;` (only PostgreSQL lets it: `CREATE RULE ... DO (a; b)`).
    Parenthesis,
}

/// The tokens of a text, in order; see [`tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    scanner: scanner::Scanner<'a>,
}

/// Returns the statements of `sql`, in order; empty ones (`;;`) are left out.
///
/// # Errors
///
/// Returns the construct that is still open where the text ends. Under a custom MySQL delimiter
/// bodies are not looked into: the delimiter alone says where a statement ends.
pub fn statements(sql: &str, dialect: Dialect) -> Result<Vec<Statement>, Unterminated> {
    let mut statements = Vec::new();
    let (mut line, mut counted) = (1u32, 0);
    for span in split::Splitter::new(sql, dialect) {
        let span = span?;
        line = line.saturating_add(quotes::newlines(sql, counted, span.start));
        counted = span.start;
        statements.push(Statement { span, line });
    }
    Ok(statements)
}

/// Returns the statements of `sql` and everything between them: the pieces joined are the text.
///
/// Between two statements there is always exactly one piece of kind [`PieceKind::Between`], at least
/// for the terminator. An empty text has no pieces.
///
/// # Errors
///
/// As for [`statements`].
pub fn pieces(sql: &str, dialect: Dialect) -> Result<Vec<Piece>, Unterminated> {
    let mut pieces = Vec::new();
    let mut covered = 0;
    let mut push = |kind, span: Range<usize>| {
        if !span.is_empty() {
            pieces.push(Piece { kind, span });
        }
    };
    for span in split::Splitter::new(sql, dialect) {
        let span = span?;
        push(PieceKind::Between, covered..span.start);
        covered = span.end;
        push(PieceKind::Statement, span);
    }
    push(PieceKind::Between, covered..sql.len());
    Ok(pieces)
}

/// Returns the tokens of `sql`, without white space and comments.
///
/// A construct that is never closed gives a last token that runs to the end of the text (or, if it
/// is a comment, none); [`statements`] is what reports it. The client command `DELIMITER` means
/// nothing here: for a text that may use it, ask for the tokens of each statement.
///
/// A mark of byte order at the very start of the text counts as white space.
pub fn tokens(sql: &str, dialect: Dialect) -> Tokens<'_> {
    Tokens {
        scanner: scanner::Scanner::new(sql, dialect),
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.scanner.skip_blank();
        self.scanner.token()
    }
}

impl FusedIterator for Tokens<'_> {}

impl fmt::Display for Construct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Construct::String => "string",
            Construct::QuotedIdentifier => "quoted identifier",
            Construct::Comment => "block comment",
            Construct::DollarQuote => "dollar-quoted string",
            Construct::Body => "body",
            Construct::Parenthesis => "parenthesis",
        })
    }
}

impl fmt::Display for Unterminated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} at byte {} is never closed", self.what, self.at)
    }
}

impl Error for Unterminated {}

#[cfg(test)]
mod tests;
