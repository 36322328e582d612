//! Which statements of a script begin and end transactions, and which can run in none.

use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::lexer::{Statement, statements, tokens};

use super::Transaction;

/// What a statement has to do with transactions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Begins one, without any wish about it.
    Begin,
    /// Ends one.
    Commit,
    /// Anything else that begins or ends one, or has a wish about it.
    Control,
    /// SQLite's switch of foreign keys, or its question after broken ones: not transactional.
    ForeignKeys,
    /// Nothing, but must be committed before it is of use: PostgreSQL's `ALTER TYPE .. ADD VALUE`.
    AddsValue,
    /// Nothing.
    None,
}

impl Role {
    fn is_control(self) -> bool {
        matches!(self, Role::Begin | Role::Commit | Role::Control)
    }
}

/// A script without the transactions that it began and ended itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Freed {
    pub(super) text: String,
    /// Whether its statements must run one by one now, for one transaction would not do.
    pub(super) no_transaction: bool,
}

/// Takes the plain `BEGIN` and `COMMIT` statements out of a script that a tool runs in
/// `transaction`.
///
/// `None` if there are none, they do not come in pairs, or there is another statement that begins
/// or ends transactions: what such a script means is for its author to say.
pub(super) fn freed(text: &str, dialect: Dialect, transaction: Transaction) -> Option<Freed> {
    let statements = statements(text, dialect).ok()?;
    let roles = statements.iter().map(|one| role(one, text, dialect));
    let roles: Vec<Role> = roles.collect();
    let first = roles.iter().find(|role| role.is_control())?;
    // A COMMIT may end the tool's own transaction, and a BEGIN begin its end.
    let breaks_out = *first == Role::Commit && transaction == Transaction::Whole;
    let (mut inside, mut pairs, mut outside) = (breaks_out, 0, false);
    for role in &roles {
        match role {
            Role::Begin if !inside => (inside, pairs) = (true, pairs + 1),
            Role::Commit if inside => inside = false,
            Role::Begin | Role::Commit | Role::Control => return None,
            Role::None | Role::AddsValue => outside |= !inside,
            Role::ForeignKeys => {}
        }
    }
    if inside != breaks_out {
        return None;
    }
    let (mut freed, mut from) = (String::with_capacity(text.len()), 0);
    for (statement, _) in statements
        .iter()
        .zip(&roles)
        .filter(|(_, role)| role.is_control())
    {
        let cut = whole(statement, text, dialect);
        freed += text.get(from..cut.start)?;
        from = cut.end;
    }
    freed += text.get(from..)?;
    // A value of an enum cannot be used in the transaction that adds it.
    let adds_value = roles.contains(&Role::AddsValue) && (pairs > 1 || outside);
    let no_transaction = breaks_out
        || adds_value
        || (outside && transaction == Transaction::None)
        || must_run_alone(text, dialect);
    Some(Freed {
        text: freed,
        no_transaction,
    })
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
        // One that is set up belongs to whoever sets it up.
        | ["START" | "PREPARE" | "SET", "TRANSACTION", ..] => Role::Control,
        ["PRAGMA", "FOREIGN_KEYS" | "FOREIGN_KEY_CHECK", ..] if dialect == Dialect::Sqlite => {
            Role::ForeignKeys
        }
        ["ALTER", "TYPE", rest @ ..] if rest.windows(2).any(|pair| pair == ["ADD", "VALUE"]) => {
            Role::AddsValue
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

    fn freed_text(
        text: &str,
        dialect: Dialect,
        transaction: Transaction,
    ) -> Option<(String, bool)> {
        let freed = freed(text, dialect, transaction)?;
        Some((freed.text.trim_start().to_owned(), freed.no_transaction))
    }

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
            for transaction in [Transaction::Whole, Transaction::None, Transaction::Implicit] {
                let freed = freed_text(text, dialect, transaction);
                assert_eq!(freed, Some((left.to_owned(), false)), "{text}");
            }
        }
    }

    #[test]
    fn pairs_in_a_script_go_and_leave_one_transaction_if_that_will_do() {
        use Transaction::*;
        for (transaction, text, left, no_transaction) in [
            (
                Implicit,
                "SELECT 1; BEGIN; SELECT 2; COMMIT;",
                "SELECT 1;  SELECT 2; ",
                false,
            ),
            (
                None,
                "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;",
                "SELECT 1;   SELECT 2; ",
                false,
            ),
            (
                None,
                "SELECT 1; BEGIN; SELECT 2; COMMIT;",
                "SELECT 1;  SELECT 2; ",
                true,
            ),
            (
                Whole,
                "SELECT 1; COMMIT; BEGIN; SELECT 2;",
                "SELECT 1;   SELECT 2;",
                true,
            ),
            (
                Whole,
                "ALTER TYPE e ADD VALUE 'x'; BEGIN; COMMIT;",
                "ALTER TYPE e ADD VALUE 'x';  ",
                true,
            ),
            (
                Whole,
                "BEGIN; ALTER TYPE e ADD VALUE 'x'; COMMIT;",
                "ALTER TYPE e ADD VALUE 'x'; ",
                false,
            ),
            (Implicit, "VACUUM; BEGIN; COMMIT;", "VACUUM;  ", true),
        ] {
            let freed = freed_text(text, Dialect::Postgres, transaction);
            assert_eq!(freed, Some((left.to_owned(), no_transaction)), "{text}");
        }
    }

    #[test]
    fn every_other_transaction_stays() {
        for text in [
            "SELECT 1;",
            "BEGIN;",
            "COMMIT;",
            "BEGIN; SELECT 1;",
            "BEGIN; BEGIN; COMMIT; COMMIT;",
            "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT;",
            "BEGIN; SELECT 1; ROLLBACK;",
            "BEGIN; SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; COMMIT;",
            "BEGIN; SELECT 'a",
        ] {
            for transaction in [Transaction::Whole, Transaction::None, Transaction::Implicit] {
                assert_eq!(freed(text, Dialect::Postgres, transaction), None, "{text}");
            }
        }
        let text = "SELECT 1; COMMIT; BEGIN; SELECT 2;";
        assert_eq!(freed(text, Dialect::Postgres, Transaction::None), None);
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
