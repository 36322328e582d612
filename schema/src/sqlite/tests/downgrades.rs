//! Downgrades: what leads back, and what is told if it does not.

use super::*;

#[test]
fn a_downgrade_that_leads_back_differs_in_nothing() {
    let create =
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT DEFAULT 'x', c INT REFERENCES u (d))";
    for (upgrade, downgrade) in [
        ("ALTER TABLE t ADD z", "ALTER TABLE t DROP COLUMN z"),
        ("ALTER TABLE t RENAME TO s", "ALTER TABLE s RENAME TO t"),
        (
            "DROP INDEX i; ALTER TABLE t DROP b",
            "ALTER TABLE t ADD b text default \"x\"; CREATE INDEX i ON t (b)",
        ),
        (
            "DROP TABLE t",
            "CREATE TABLE \"t\" (c INT, a INTEGER, b TEXT DEFAULT 'x', PRIMARY KEY (a), \
             FOREIGN KEY (c) REFERENCES u (d)); CREATE INDEX i ON t(b)",
        ),
        ("DROP INDEX i", "create index I on \"t\" (\n b )"),
        ("CREATE TABLE IF NOT EXISTS t (a)", "SELECT 1"),
    ] {
        let mut history = History::new();
        history.fine(create).fine("CREATE INDEX i ON t (b)");
        assert_eq!(
            history.differs(upgrade, downgrade),
            (vec![], vec![]),
            "{upgrade}"
        );
        history.fine("SELECT 1");
    }
}

#[test]
fn what_a_downgrade_leaves_different_is_told() {
    for (upgrade, downgrade, name, detail) in [
        (
            "CREATE TABLE u (a)",
            "SELECT 1",
            "table `u` is left behind",
            "",
        ),
        (
            "CREATE TABLE u (a); CREATE INDEX j ON u (a)",
            "SELECT 1",
            "table `u` is left behind",
            "",
        ),
        (
            "CREATE INDEX j ON t (a)",
            "SELECT 1",
            "index `j` on `t` is left behind",
            "",
        ),
        ("DROP INDEX i", "SELECT 1", "index `i` on `t` is lost", ""),
        (
            "ALTER TABLE t ADD c",
            "SELECT 1",
            "column `c` of `t` is left behind",
            "",
        ),
        (
            "ALTER TABLE t DROP b",
            "SELECT 1",
            "column `b` of `t` is lost",
            "",
        ),
        (
            "ALTER TABLE t DROP b",
            "ALTER TABLE t ADD b INT",
            "",
            "column `b` of `t` is `INT`, was `TEXT`",
        ),
        (
            "ALTER TABLE t DROP b",
            "ALTER TABLE t ADD b TEXT DEFAULT 1",
            "",
            "column `b` of `t` has default `1`, had no default",
        ),
        (
            "DROP INDEX i",
            "CREATE UNIQUE INDEX i ON t (a)",
            "",
            "index `i` is not what it was",
        ),
        (
            "DROP TABLE t",
            "CREATE TABLE t (a CHECK (a > 0), b TEXT); CREATE INDEX i ON t (a)",
            "",
            "the checks or generated columns of table `t` are not what they were",
        ),
    ] {
        let mut history = History::new();
        history.fine("CREATE TABLE t (a, b TEXT); CREATE INDEX i ON t (a)");
        let text = |told: &str| -> Vec<String> {
            Some(told.to_owned())
                .filter(|told| !told.is_empty())
                .into_iter()
                .collect()
        };
        assert_eq!(
            history.differs(upgrade, downgrade),
            (text(name), text(detail)),
            "{upgrade}"
        );
    }
}

#[test]
fn a_proof_changes_nothing() {
    let mut history = History::new();
    history
        .fine("CREATE TABLE t (a)")
        .fine("ALTER TABLE t ADD b");
    let before = history.sqlite.snapshot();
    let (outcome, _) = history.prove("DROP TABLE t; CREATE TABLE t (a, b, c); DROP TABLE nowhere");
    assert_eq!(outcome.found.len(), 1);
    assert_eq!(history.sqlite.snapshot(), before);
    history.fine("CREATE INDEX i ON t (b)");
    assert_eq!(history.told("ALTER TABLE t ADD a").len(), 1);
}
