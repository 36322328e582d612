//! What is silent, and what is certain again.

use super::*;

#[test]
fn what_depends_on_data_or_application_is_no_error() {
    for statement in [
        "ALTER TABLE t ADD COLUMN b NOT NULL",
        "INSERT INTO t VALUES ('x'), ('x')",
        "CREATE TABLE u (a DEFAULT (my_uuid()))",
        "CREATE INDEX i ON t (a COLLATE by_length)",
        "CREATE VIRTUAL TABLE v USING vec0(x)",
        "SELECT AddGeometryColumn('t', 'g', 4326, 'POINT', 2)",
        "SELECT * FROM t, generate_series(1, 3)",
        "INSERT INTO other.t VALUES (1)",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
        "INSERT INTO _sqlx_migrations VALUES (1)",
        "DELETE FROM sqlite_sequence",
        "DELETE FROM t ORDER BY a LIMIT 1",
        "CREATE VIRTUAL TABLE IF NOT EXISTS u USING vec0(a); CREATE TABLE IF NOT EXISTS u (a); \
         CREATE INDEX i ON u (b)",
        "CREATE VIEW v AS SELECT missing FROM nowhere",
        "PRAGMA foreign_keys = ON",
        "VACUUM",
    ] {
        History::new().fine("CREATE TABLE t (a)").fine(statement);
    }
}

#[test]
fn the_old_way_of_renaming_lasts_for_one_revision() {
    let legacy = "PRAGMA legacy_alter_table = ON; DROP TABLE t; CREATE TABLE s (a); \
                  ALTER TABLE s RENAME TO t";
    let mut history = History::new();
    history
        .fine("CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t")
        .fine(legacy);
    let plain = "DROP TABLE t; CREATE TABLE s (a); ALTER TABLE s RENAME TO t";
    assert_eq!(history.upgrade(plain).found.len(), 1);
}

#[test]
fn what_a_failed_statement_was_about_is_not_told_twice() {
    let mut history = History::new();
    assert_eq!(history.told("CREATE TABLE t (a, a)").len(), 1);
    history.fine("ALTER TABLE t ADD b; CREATE INDEX i ON t (c); INSERT INTO t VALUES (1, 2, 3)");
    assert_eq!(history.told("DELETE FROM u").len(), 1);
    history.fine("DELETE FROM u");
}

#[test]
fn what_uses_functions_and_collations_of_the_application_is_read_all_the_same() {
    let mut history = History::new();
    history
        .fine("CREATE TABLE t (a COLLATE natural_order CHECK (is_mine(a)), b DEFAULT (my_id()))");
    history.fine("CREATE INDEX i ON t (my_key(b)); UPDATE t SET a = my_sum(b) OVER ()");
    assert_eq!(history.told("UPDATE t SET a = my_id(c)").len(), 1);
    let snapshot = history.sqlite.snapshot();
    let mut other = History::new();
    assert!(other.sqlite.restore(&snapshot));
    assert_eq!(other.told("ALTER TABLE t ADD a").len(), 1);
    other
        .fine("SELECT change_schema('t', 'z')")
        .fine("CREATE INDEX j ON t (z)");
}

#[test]
fn what_is_made_anew_is_certain_again() {
    let mut history = History::new();
    history.fine("CREATE VIRTUAL TABLE t USING vec0(a)");
    history.fine("CREATE INDEX i ON t (b)");
    history.fine("CREATE TABLE t (a)");
    assert_eq!(history.told("CREATE INDEX j ON t (b)").len(), 1);
}

#[test]
fn an_assumption_stands_for_what_is_not_understood() {
    let assume = |history: &mut History, text: &str, effect: &str| {
        let assumption = Assumption {
            at: 0..0,
            effect,
            statement: 0,
        };
        history
            .with(text, &[assumption], |sqlite, input| sqlite.upgrade(input))
            .found
    };
    let mut history = History::new();
    let weird = "CREATE VIRTUAL TABLE v USING vec0(x)";
    assert!(assume(&mut history, weird, "CREATE TABLE v (x)").is_empty());
    assert_eq!(history.told("CREATE INDEX i ON v (y)").len(), 1);
    let found = assume(&mut history, "CREATE TABLE u (a)", "nothing");
    assert_eq!(
        found.first().map(|found| found.code),
        Some(Code::AssumeUnneeded)
    );
}

#[test]
fn an_attached_database_makes_absence_uncertain() {
    let mut history = History::new();
    let outcome = history.upgrade("ATTACH 'other.db' AS other");
    assert_eq!(outcome.opened.map(|note| note.code), Some(Code::Opaque));
    history.fine("INSERT INTO elsewhere VALUES (1)");
}
