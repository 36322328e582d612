//! Which statements of a script begin and end transactions, and which can run in none.

use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::lexer::{Statement, statements, tokens};

/// What a statement has to do with transactions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Begins one, without any wish about it.
    Begin,
    /// Ends one.
    Commit,
    /// Anything else that limbeck refuses.
    Control,
    /// SQLite's switch of foreign keys, or its question after broken ones: not transactional.
    ForeignKeys,
    /// Nothing.
    None,
}

/// Returns the text without the `BEGIN` and `COMMIT` around all of its statements.
///
/// SQLite's foreign keys can only be switched outside, so that the pragma may stand before and
/// behind. `None` if there is no such pair, or transactions begin and end in between, too.
pub(super) fn unwrapped(text: &str, dialect: Dialect) -> Option<String> {
    let statements = statements(text, dialect).ok()?;
    let roles = statements.iter().map(|one| role(one, text, dialect));
    let roles: Vec<Role> = roles.collect();
    let first = roles.iter().position(|role| *role != Role::ForeignKeys)?;
    let last = roles.iter().rposition(|role| *role != Role::ForeignKeys)?;
    let inner = roles.get(first + 1..last)?;
    let is_free = !inner
        .iter()
        .any(|role| matches!(role, Role::Begin | Role::Commit | Role::Control));
    if roles[first] != Role::Begin || roles[last] != Role::Commit || !is_free {
        return None;
    }
    let begin = whole(&statements[first], text, dialect);
    let commit = whole(&statements[last], text, dialect);
    let (before, body, after) = (
        text.get(..begin.start)?,
        text.get(begin.end..commit.start)?,
        text.get(commit.end..)?,
    );
    Some(format!("{before}{body}{after}"))
}

/// Whether a statement of the text cannot run in a transaction, for certain.
pub(super) fn must_run_alone(text: &str, dialect: Dialect) -> bool {
    let Ok(statements) = statements(text, dialect) else {
        return false;
    };
    statements.iter().any(|statement| {
        let words = words(statement, text, dialect);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["VACUUM", ..] => dialect != Dialect::Mysql,
            ["CREATE" | "DROP", "DATABASE" | "TABLESPACE", ..]
            | ["ALTER", "SYSTEM", ..]
            | ["CREATE" | "DROP", "INDEX", "CONCURRENTLY", ..]
            | ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..]
            | ["REINDEX", _, "CONCURRENTLY", ..] => dialect == Dialect::Postgres,
            _ => false,
        }
    })
}

fn role(statement: &Statement, text: &str, dialect: Dialect) -> Role {
    let words = words(statement, text, dialect);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["BEGIN"]
        | ["BEGIN", "WORK" | "TRANSACTION"]
        | ["BEGIN", "DEFERRED" | "IMMEDIATE" | "EXCLUSIVE"]
        | [
            "BEGIN",
            "DEFERRED" | "IMMEDIATE" | "EXCLUSIVE",
            "TRANSACTION",
        ]
        | ["START", "TRANSACTION"] => Role::Begin,
        ["COMMIT" | "END"] | ["COMMIT" | "END", "WORK" | "TRANSACTION"] => Role::Commit,
        ["BEGIN", "NOT", ..] => Role::None,
        // Back to a savepoint, which keeps the transaction.
        ["ROLLBACK", rest @ ..] if rest.iter().take(3).any(|word| *word == "TO") => Role::None,
        ["BEGIN" | "COMMIT" | "END" | "ABORT" | "ROLLBACK", ..]
        | ["START" | "PREPARE", "TRANSACTION", ..] => Role::Control,
        ["PRAGMA", "FOREIGN_KEYS" | "FOREIGN_KEY_CHECK", ..] if dialect == Dialect::Sqlite => {
            Role::ForeignKeys
        }
        _ => Role::None,
    }
}

/// The first words of a statement, in capitals: enough for all that is asked here.
fn words(statement: &Statement, text: &str, dialect: Dialect) -> Vec<String> {
    let text = text.get(statement.span.clone()).unwrap_or_default();
    let tokens = tokens(text, dialect).take(8);
    tokens.map(|token| token.text.to_uppercase()).collect()
}

/// The statement with its terminator and, if nothing else stands there, its line's end.
fn whole(statement: &Statement, text: &str, dialect: Dialect) -> Range<usize> {
    let Range { start, mut end } = statement.span.clone();
    let rest = text.get(end..).unwrap_or_default();
    if let Some(token) = tokens(rest, dialect)
        .next()
        .filter(|token| token.text == ";")
    {
        // Comments may stand before it: only then they go, too.
        end += token.start + token.text.len();
    }
    let rest = text.get(end..).unwrap_or_default();
    let before = text.get(..start).unwrap_or_default();
    let is_first = before
        .rsplit('\n')
        .next()
        .is_none_or(|line| line.trim().is_empty());
    let line = rest.split_inclusive('\n').next().unwrap_or_default();
    if is_first && line.trim().is_empty() {
        end += line.len();
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_around_everything_goes() {
        for (dialect, text, left) in [
            (
                Dialect::Postgres,
                "BEGIN;\nSELECT 1;\nCOMMIT;\n",
                "SELECT 1;\n",
            ),
            (
                Dialect::Postgres,
                "-- a\nbegin work ;-- b\nSELECT 1;\nEND",
                "-- a\n-- b\nSELECT 1;\n",
            ),
            (
                Dialect::Mysql,
                "START TRANSACTION;SELECT 1;COMMIT;",
                "SELECT 1;",
            ),
            (
                Dialect::Sqlite,
                "PRAGMA foreign_keys = off;\nBEGIN IMMEDIATE TRANSACTION;\nSELECT 1;\nCOMMIT;\nPRAGMA foreign_keys = on;\n",
                "PRAGMA foreign_keys = off;\nSELECT 1;\nPRAGMA foreign_keys = on;\n",
            ),
            (Dialect::Postgres, "BEGIN; COMMIT;", ""),
        ] {
            let unwrapped = unwrapped(text, dialect);
            assert_eq!(
                unwrapped.as_deref().map(str::trim_start),
                Some(left),
                "{text}"
            );
        }
    }

    #[test]
    fn every_other_transaction_stays() {
        for text in [
            "SELECT 1;",
            "BEGIN;",
            "COMMIT;",
            "BEGIN; SELECT 1;",
            "SET x = 1; BEGIN; SELECT 1; COMMIT;",
            "BEGIN; SELECT 1; COMMIT; SELECT 2;",
            "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;",
            "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;",
            "BEGIN; SELECT 1; ROLLBACK;",
            "PRAGMA foreign_keys = off; BEGIN; COMMIT;",
            "BEGIN; SELECT 'a",
        ] {
            assert_eq!(unwrapped(text, Dialect::Postgres), None, "{text}");
        }
    }

    #[test]
    fn what_runs_alone_is_known() {
        for (text, alone) in [
            ("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);", true),
            ("SELECT 1; DROP INDEX CONCURRENTLY i;", true),
            ("REFRESH MATERIALIZED VIEW CONCURRENTLY v;", false),
            ("CREATE INDEX i ON t (a);", false),
            ("VACUUM;", true),
        ] {
            assert_eq!(must_run_alone(text, Dialect::Postgres), alone, "{text}");
        }
    }
}
