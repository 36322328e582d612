//! What kind of mistake a server saw.

use std::fmt::{self, Display, Formatter};

use limbeck_core::Dialect;

/// Why a server refused a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fault {
    /// SQLSTATE, MySQL's error number, or nothing (SQLite).
    pub(super) code: String,
    /// The server's words.
    pub(super) message: String,
    /// Which statement of the script.
    pub(super) statement: usize,
    /// Whether it is about the text of a routine's body, which is a string to the grammar.
    pub(super) is_in_body: bool,
}

/// The classes that recall is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The grammar refuses it.
    Syntax,
    /// A name that does not exist, or exists already.
    Names,
    /// Types, functions, data, dependencies, rules of the server.
    Other,
    /// The grammar of a routine's body.
    Body,
    /// The way back fails or does not lead back.
    Downgrade,
}

impl Class {
    pub(super) const ALL: [Class; 5] = [
        Class::Syntax,
        Class::Names,
        Class::Downgrade,
        Class::Body,
        Class::Other,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Class::Syntax => "syntax",
            Class::Names => "names and state",
            Class::Other => "other",
            Class::Body => "syntax of a body",
            Class::Downgrade => "downgrade",
        }
    }
}

/// Undefined or duplicate: schema, table, column, object.
const POSTGRES_NAMES: [&str; 7] = [
    "3F000", "42P01", "42703", "42P07", "42701", "42704", "42710",
];
const POSTGRES_DUPLICATES: [&str; 2] = ["42P06", "42723"];
const MYSQL_NAMES: [&str; 17] = [
    "1050", "1051", "1054", "1060", "1061", "1072", "1091", "1146", "1176", "1304", "1305", "1347",
    "1359", "1360", "1826", "4031", "4161",
];
const SQLITE_SYNTAX: [&str; 4] = [
    "syntax error",
    "incomplete input",
    "unrecognized token",
    "unterminated",
];
const SQLITE_NAMES: [&str; 8] = [
    "no such table",
    "no such column",
    "no such index",
    "no such view",
    "no such trigger",
    "already exists",
    "duplicate column name",
    "has no column named",
];

impl Fault {
    pub(super) fn class(&self, dialect: Dialect) -> Class {
        let says = |words: &[&str]| words.iter().any(|word| self.message.contains(word));
        let is = |codes: &[&str]| codes.contains(&self.code.as_str());
        let (syntax, names) = match dialect {
            // 42601 is also what analysis gives, for instance for rows of unequal length.
            Dialect::Postgres => (
                self.code == "42601" && says(&["syntax error", "unterminated"]),
                is(&POSTGRES_NAMES) || is(&POSTGRES_DUPLICATES),
            ),
            Dialect::Mysql => (is(&["1064"]), is(&MYSQL_NAMES)),
            Dialect::Sqlite => (says(&SQLITE_SYNTAX), says(&SQLITE_NAMES)),
        };
        match (syntax, names) {
            (true, _) if self.is_in_body => Class::Body,
            (true, _) => Class::Syntax,
            (_, true) => Class::Names,
            _ => Class::Other,
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.message)
    }
}
