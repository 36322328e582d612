//! Does this `;` end the statement, or is it part of a body?
//!
//! The bodies of PostgreSQL and SQLite are here, those of MySQL and MariaDB in
//! [`mysql_body`](super::mysql_body).

use super::mysql_body::MysqlBody;
use super::{Construct, Token, TokenKind, Unterminated};
use crate::Dialect;

/// What is known about the statement from the tokens read so far.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Postgres(PostgresBody),
    Sqlite(SqliteBody),
    Mysql(MysqlBody),
}

impl Body {
    pub(super) fn new(dialect: Dialect) -> Body {
        match dialect {
            Dialect::Postgres => Body::Postgres(PostgresBody::default()),
            Dialect::Sqlite => Body::Sqlite(SqliteBody::default()),
            Dialect::Mysql => Body::Mysql(MysqlBody::default()),
        }
    }

    /// Takes notice of the statement's next token.
    pub(super) fn read(&mut self, token: &Token<'_>) {
        match self {
            Body::Postgres(body) => body.read(token),
            Body::Sqlite(body) => body.read(token),
            Body::Mysql(body) => body.read(token),
        }
    }

    /// Returns whether a `;` that comes now ends the statement; if not, it is to be read.
    pub(super) fn ends_at_semicolon(&self) -> bool {
        match self {
            Body::Postgres(body) => body.parentheses == 0 && body.depth == 0,
            Body::Sqlite(body) => {
                !matches!(body.state, Sqlite::Trigger { .. }) || body.state.is_complete()
            }
            Body::Mysql(body) => !body.is_open(),
        }
    }

    /// Returns what is still open if the text ends now.
    pub(super) fn unterminated(&self) -> Option<Unterminated> {
        let (what, at) = match self {
            Body::Postgres(body) if body.depth > 0 => (Construct::Body, body.begin),
            // Without a `;` inside, nothing was swallowed, and the database words its error better.
            Body::Postgres(body) if body.parentheses > 0 && body.swallowed => {
                (Construct::Parenthesis, body.parenthesis)
            }
            Body::Sqlite(body) if !self.ends_at_semicolon() => (Construct::Body, body.begin),
            Body::Mysql(body) if body.is_open() => (Construct::Body, body.opened_at()),
            _ => return None,
        };
        Some(Unterminated { what, at })
    }
}

/// Returns whether the token is this word, in any case and without quotes.
pub(super) fn is(token: &Token<'_>, word: &str) -> bool {
    token.kind == TokenKind::Word && token.text.eq_ignore_ascii_case(word)
}

/// PostgreSQL: a `;` inside parentheses is part of the statement (`CREATE RULE ... DO (a; b)`), and
/// so is one inside the body `BEGIN ATOMIC ... END` of a function or a procedure (manual, "CREATE
/// FUNCTION", `sql_body`). The client psql goes by the same two rules.
#[derive(Clone, Debug, Default)]
pub(super) struct PostgresBody {
    head: Postgres,
    /// How many parentheses are open, where the outermost is, and whether a `;` lies in it.
    parentheses: usize,
    parenthesis: usize,
    swallowed: bool,
    /// How many of `BEGIN ATOMIC` and the `CASE`s inside are open, and where `BEGIN` is.
    depth: usize,
    begin: usize,
    /// What the token before says about this one.
    before: Before,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Postgres {
    #[default]
    Start,
    Create,
    Or,
    Routine,
    Other,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    /// A period or `AS`: even a reserved word is a name behind it.
    Naming,
    Begin,
}

impl PostgresBody {
    fn read(&mut self, token: &Token<'_>) {
        if token.kind == TokenKind::Punctuation {
            match token.text {
                "(" => {
                    if self.parentheses == 0 {
                        (self.parenthesis, self.swallowed) = (token.start, false);
                    }
                    self.parentheses += 1;
                }
                ")" => self.parentheses = self.parentheses.saturating_sub(1),
                ";" => self.swallowed = true,
                _ => {}
            }
        }
        self.head = match self.head {
            Postgres::Other => return,
            Postgres::Routine => return self.read_routine(token),
            Postgres::Start if is(token, "CREATE") => Postgres::Create,
            Postgres::Create if is(token, "OR") => Postgres::Or,
            Postgres::Or if is(token, "REPLACE") => Postgres::Create,
            Postgres::Create if is(token, "FUNCTION") || is(token, "PROCEDURE") => {
                Postgres::Routine
            }
            _ => Postgres::Other,
        };
    }

    fn read_routine(&mut self, token: &Token<'_>) {
        let before = std::mem::take(&mut self.before);
        if token.kind != TokenKind::Word {
            if token.text == "." {
                self.before = Before::Naming;
            }
        } else if is(token, "AS") {
            self.before = Before::Naming;
        } else if self.depth == 0 {
            if is(token, "BEGIN") {
                self.before = Before::Begin;
                self.begin = token.start;
            } else if before == Before::Begin && is(token, "ATOMIC") {
                self.depth = 1;
            }
        } else if before != Before::Naming {
            if is(token, "CASE") {
                self.depth += 1;
            } else if is(token, "END") {
                self.depth -= 1;
                if self.depth == 0 {
                    self.head = Postgres::Other;
                }
            }
        }
    }
}

/// SQLite: `CREATE TRIGGER` ends at a `;` behind an `END` that directly follows a `;`, so that the
/// `END` of a `CASE` is no end. This is the state machine that the documentation of
/// `sqlite3_complete` describes; unlike there, the last `;` may be missing at the end of the text.
#[derive(Clone, Debug, Default)]
pub(super) struct SqliteBody {
    state: Sqlite,
    /// Where `CREATE` is, later `BEGIN`.
    begin: usize,
    begun: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sqlite {
    #[default]
    Start,
    Explain,
    Create,
    Trigger {
        semicolon_before: bool,
        end_before: bool,
    },
    Other,
}

impl Sqlite {
    fn is_complete(self) -> bool {
        matches!(
            self,
            Sqlite::Trigger {
                end_before: true,
                ..
            }
        )
    }
}

impl SqliteBody {
    fn read(&mut self, token: &Token<'_>) {
        self.state = match self.state {
            Sqlite::Other => return,
            Sqlite::Start if is(token, "EXPLAIN") => Sqlite::Explain,
            Sqlite::Explain if is(token, "QUERY") || is(token, "PLAN") => Sqlite::Explain,
            Sqlite::Start | Sqlite::Explain if is(token, "CREATE") => {
                self.begin = token.start;
                Sqlite::Create
            }
            Sqlite::Create if is(token, "TEMP") || is(token, "TEMPORARY") => Sqlite::Create,
            Sqlite::Create if is(token, "TRIGGER") => Sqlite::Trigger {
                semicolon_before: false,
                end_before: false,
            },
            Sqlite::Trigger {
                semicolon_before, ..
            } => {
                if !self.begun && is(token, "BEGIN") {
                    (self.begin, self.begun) = (token.start, true);
                }
                Sqlite::Trigger {
                    semicolon_before: token.text == ";",
                    end_before: semicolon_before && is(token, "END"),
                }
            }
            _ => Sqlite::Other,
        };
    }
}
