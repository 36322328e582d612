//! What does SQLite mean by an error message?

use limbeck_core::code::Code;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The statement is wrong whatever the data is.
    Certain {
        code: Code,
        /// The name that it is about, as SQLite writes it, if it is about one.
        name: Option<String>,
    },
    /// The statement needs what only the application has, or more than is granted here.
    NotChecked,
}

/// Returns what `message` says.
///
/// Only messages that are known to be about the statement or the schema alone are certain; those
/// about data, about limits and those that nobody has thought of are not.
pub(super) fn fault(message: &str) -> Fault {
    let text = inner(message);
    if is_about_another(message) && message.contains(" after drop column: ") {
        let name = text.strip_prefix("no such column: ").and_then(first_name);
        return Fault::Certain {
            code: Code::StillUsed,
            name,
        };
    }
    for (start, code) in NAMED {
        if let Some(rest) = text.strip_prefix(start) {
            let name = first_name(rest);
            return Fault::Certain { code: *code, name };
        }
    }
    for (middle, code) in BETWEEN {
        if let Some((before, after)) = text.split_once(middle) {
            // `table t has no column named c` names the column last, `table t already exists` the
            // table before.
            let named = if after.is_empty() {
                last_word(before)
            } else {
                first_name(after)
            };
            return Fault::Certain {
                code: *code,
                name: named,
            };
        }
    }
    if SYNTAX.iter().any(|part| text.contains(part)) {
        let name = text.split('"').nth(1).map(str::to_owned);
        return Fault::Certain {
            code: Code::SyntaxError,
            name,
        };
    }
    if REFUSED.iter().any(|part| text.contains(part)) {
        return Fault::Certain {
            code: Code::Refused,
            name: None,
        };
    }
    Fault::NotChecked
}

/// Whether the message is about another object that a statement would break:
/// `error in view v: no such column: c`.
pub(super) fn is_about_another(message: &str) -> bool {
    message.starts_with("error in ")
}

/// What is wrong with the other object.
fn inner(message: &str) -> &str {
    if !is_about_another(message) {
        return message;
    }
    message.split_once(": ").map_or(message, |(_, inner)| inner)
}

/// The name at the start: up to a remark such as ` - should this be a string literal`, without
/// the schema and without quotes.
fn first_name(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let name = if let Some(quoted) = rest.strip_prefix('"') {
        quoted.split('"').next()?
    } else {
        rest.split(" - ").next()?.trim_end()
    };
    let name = name.strip_prefix("main.").unwrap_or(name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The name after the kind of thing: `table t`.
fn last_word(before: &str) -> Option<String> {
    let (_, name) = before.split_once(' ')?;
    Some(name.trim_matches('"').to_owned())
}

/// Messages that end in the name they are about.
const NAMED: &[(&str, Code)] = &[
    ("no such table: ", Code::UnknownTable),
    ("no such view: ", Code::UnknownTable),
    ("no such column: ", Code::UnknownColumn),
    ("unknown column ", Code::UnknownColumn),
    ("no such index: ", Code::UnknownIndex),
    ("no such trigger: ", Code::UnknownObject),
    ("duplicate column name: ", Code::AlreadyExists),
    ("there is already an index named ", Code::AlreadyExists),
    ("there is already a table named ", Code::AlreadyExists),
    (
        "there is already another table or index with this name: ",
        Code::AlreadyExists,
    ),
    ("ambiguous column name: ", Code::Refused),
    ("use DROP TABLE to delete table ", Code::Refused),
    ("use DROP VIEW to delete view ", Code::Refused),
    ("cannot drop PRIMARY KEY column: ", Code::Refused),
    ("cannot drop UNIQUE column: ", Code::Refused),
];

/// Messages with the name after, or, where nothing follows, before.
const BETWEEN: &[(&str, Code)] = &[
    (" has no column named ", Code::UnknownColumn),
    (" already exists", Code::AlreadyExists),
];

/// Parts of messages about the grammar.
const SYNTAX: &[&str] = &[
    ": syntax error",
    "incomplete input",
    "unrecognized token: ",
    "unknown table option: ",
    "unknown join type: ",
];

/// Parts of messages about statements that no data can make right.
const REFUSED: &[&str] = &[
    "Cannot add a PRIMARY KEY column",
    "Cannot add a UNIQUE column",
    "Cannot add a column to a view",
    "cannot add a STORED column",
    "cannot drop column ",
    "cannot rename columns of ",
    "cannot drop columns from ",
    "cannot drop column from ",
    " may not be altered",
    " may not be indexed",
    " may not be dropped",
    " has more than one primary key",
    "AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY",
    "AUTOINCREMENT not allowed on WITHOUT ROWID tables",
    "PRIMARY KEY missing on table ",
    "default value of column [",
    " values were supplied",
    " values for ",
    "all VALUES must have the same number of terms",
    "do not have the same number of result columns",
    "should reference only one column of table ",
    "number of columns in foreign key does not match",
    "must have at least one non-generated column",
    "because it is a view",
    "missing datatype for ",
    "unknown datatype for ",
    "parameters are not allowed in views",
    "index associated with UNIQUE or PRIMARY KEY constraint cannot be dropped",
    "cannot create INSTEAD OF trigger on table",
    "trigger on view: ",
    "cannot create trigger on system table",
    "cannot create triggers on virtual tables",
    "object name reserved for internal use: ",
    "cannot INSERT into generated column ",
    "cannot UPDATE generated column ",
    "cannot use DEFAULT on a generated column",
    "generated columns cannot be part of the PRIMARY KEY",
    "generated column loop on ",
    "expressions prohibited in PRIMARY KEY and UNIQUE constraints",
    " prohibited in CHECK constraints",
    " prohibited in index expressions",
    " prohibited in partial index WHERE clauses",
    " prohibited in generated columns",
    "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint",
    "conflicting ON CONFLICT clauses specified",
    "cannot UPSERT a view",
    "misuse of aggregate",
    "misuse of window function",
    "row value misused",
    "RAISE() may only be used within a trigger-program",
    "a JOIN clause is required before ",
    "no tables specified",
    "cannot join using column ",
    "columns assigned ",
    "target object/alias may not appear in FROM clause: ",
    "qualified table names are not allowed on INSERT, UPDATE, and DELETE statements within triggers",
    "duplicate WITH table name: ",
    "temporary table name must be unqualified",
    "is circularly defined",
    "out of range - should be between",
    " clause should come after ",
    "expected ",
    "- expected ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_become_codes_with_names() {
        for (message, code, name) in [
            (
                "no such table: main.users",
                Code::UnknownTable,
                Some("users"),
            ),
            ("no such column: t.c", Code::UnknownColumn, Some("t.c")),
            (
                "no such column: \"c d\" - should this be a string literal in single-quotes?",
                Code::UnknownColumn,
                Some("c d"),
            ),
            (
                "table users has no column named nmae",
                Code::UnknownColumn,
                Some("nmae"),
            ),
            (
                "table `users` already exists",
                Code::AlreadyExists,
                Some("`users`"),
            ),
            ("index i already exists", Code::AlreadyExists, Some("i")),
            (
                "near \"TABEL\": syntax error",
                Code::SyntaxError,
                Some("TABEL"),
            ),
            ("incomplete input", Code::SyntaxError, None),
            (
                "error in view v: no such table: main.t",
                Code::UnknownTable,
                Some("t"),
            ),
            (
                "error in view v after drop column: no such column: c",
                Code::StillUsed,
                Some("c"),
            ),
            ("Cannot add a UNIQUE column", Code::Refused, None),
            (
                "table t has 2 columns but 1 values were supplied",
                Code::Refused,
                None,
            ),
        ] {
            let name = name.map(str::to_owned);
            assert_eq!(fault(message), Fault::Certain { code, name }, "{message}");
        }
    }

    #[test]
    fn what_depends_on_data_or_application_is_not_checked() {
        for message in [
            "no such function: my_uuid",
            "no such collation sequence: natural",
            "no such module: vec0",
            "UNIQUE constraint failed: t.a",
            "Cannot add a NOT NULL column with default value NULL",
            "interrupted",
            "string or blob too big",
            "unknown database other",
        ] {
            assert_eq!(fault(message), Fault::NotChecked, "{message}");
        }
    }
}
