//! SQL that nobody would write.

use proptest::prelude::*;

use super::*;

#[test]
fn nothing_reaches_the_disk_or_runs_for_ever() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file").display().to_string();
    let mut history = History::new();
    for statement in [
        format!("ATTACH '{path}' AS x; CREATE TABLE x.t (a)"),
        format!("VACUUM INTO '{path}'"),
        format!("PRAGMA temp_store_directory = '{path}'"),
        format!("EXPLAIN PRAGMA temp_store_directory = '{path}'"),
        "PRAGMA journal_mode = WAL; PRAGMA writable_schema = ON; COMMIT; BEGIN; ROLLBACK"
            .to_owned(),
        "CREATE TABLE t AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
         SELECT i FROM n"
            .to_owned(),
        format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("SELECT {}1", "- ".repeat(100_000)),
        format!("SELECT {}1", "NOT ".repeat(100_000)),
        format!("SELECT '{}'", "x".repeat(5_000_000)),
    ] {
        let found = history.upgrade(&statement).found;
        assert!(found.is_empty(), "{found:?}");
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).map(Iterator::count).ok(),
        Some(0)
    );
}

#[test]
fn what_runs_out_of_its_budget_takes_no_other_table_with_it() {
    let endless = "CREATE TABLE endless AS WITH RECURSIVE n (i) AS \
                   (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n; CREATE TABLE u (a)";
    let mut history = History::new();
    history.fine("CREATE TABLE t (a)");
    assert!(history.upgrade(endless).opened.is_some());
    assert!(history.sqlite.snapshot().contains("CREATE TABLE t (a)"));
    history.fine("ALTER TABLE t ADD b; CREATE TABLE u (a); INSERT INTO endless VALUES (1)");
    assert_eq!(history.told("CREATE TABEL v (a)").len(), 1);
}

#[test]
fn views_that_double_at_each_step_do_not_hold_up_the_compiler() {
    let mut views = "CREATE TABLE t (a); CREATE VIEW v0 AS SELECT a FROM t;".to_owned();
    for step in 1..40 {
        let last = step - 1;
        views.push_str(&format!(
            "CREATE VIEW v{step} AS SELECT a FROM v{last} UNION ALL SELECT a FROM v{last};"
        ));
    }
    let mut history = History::new();
    history.fine(&views);
    history.fine("SELECT a FROM v39");
    history.fine("ALTER TABLE t RENAME COLUMN a TO b");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn token_soup_never_panics_and_snapshots_stay_exact(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..60),
        others in prop::collection::vec(prop::sample::select(WORDS), 0..60),
    ) {
        let mut history = History::new();
        history.upgrade("CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a FROM t");
        history.upgrade(&words.join(" "));
        let snapshot = history.sqlite.snapshot();
        history.prove(&others.join(" "));
        prop_assert_eq!(history.sqlite.snapshot(), snapshot.clone());
        prop_assert!(history.sqlite.restore(&snapshot));
        prop_assert_eq!(history.sqlite.snapshot(), snapshot);
        history.upgrade(&others.join(" "));
    }

    #[test]
    fn random_text_never_panics(text in "\\PC{0,80}") {
        History::new().upgrade(&text);
    }
}

const WORDS: &[&str] = &[
    "CREATE",
    "TABLE",
    "t",
    "u",
    "(",
    ")",
    "a",
    "b",
    ",",
    ";",
    ";",
    "ALTER TABLE t",
    "ADD",
    "DROP",
    "RENAME TO",
    "RENAME COLUMN",
    "TO",
    "DROP TABLE",
    "CREATE TABLE",
    "CREATE INDEX i ON",
    "VIEW",
    "AS SELECT",
    "SELECT",
    "FROM",
    "'x'",
    "\"y\"",
    "[z]",
    "1",
    "NOT NULL",
    "PRIMARY KEY",
    "TRIGGER",
    "BEGIN",
    "END",
    "REFERENCES",
    "TEMP",
    ".",
    "main",
    "CHECK",
    "PRAGMA",
    "=",
    "INSERT INTO",
    "é",
    "?",
    "VALUES",
    "v",
    "CREATE VIRTUAL TABLE u USING fts5",
    "DROP VIEW",
    "IF EXISTS",
    "ROLLBACK",
    "COMMIT",
];
