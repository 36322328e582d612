//! A revision that fails leaves nothing of itself, and the error says where and why.

use limbeck::ErrorKind;
use limbeck_tests::{
    TestDatabase, chain, history, history_of, on_every_backend, revision, with_pool,
};

use crate::support::{Remembers, downgrade_to, steps, upgrade, upgrade_with};

on_every_backend!(
    a_failing_statement_is_told_with_file_line_and_sql,
    nothing_of_a_failing_revision_stays_and_what_came_before_does,
    a_failing_downgrade_leaves_the_revision_applied,
    a_mended_revision_goes_on_where_it_stopped,
    a_run_that_is_dropped_half_way_leaves_nothing_behind,
);

const BROKEN: &str = "CREATE TABLE extra (id INTEGER);\n\nINSERT INTO missing\n  VALUES (1);";

fn broken() -> Vec<(String, String)> {
    let mut files = chain(2);
    let broken = revision("broken", "r0002", BROKEN, "DROP TABLE extra;");
    files.push(("r9.sql".to_owned(), broken));
    files
}

async fn a_failing_statement_is_told_with_file_line_and_sql(database: TestDatabase) {
    let error = upgrade(&history_of(&broken()), &database)
        .await
        .unwrap_err();
    let ErrorKind::Statement {
        revision,
        line,
        sql,
        kept,
        ..
    } = error.kind()
    else {
        panic!("{error}");
    };
    assert_eq!((revision.as_str(), *line, *kept), ("broken", 9, 0));
    assert_eq!(sql, "INSERT INTO missing\n  VALUES (1)");
    let text = error.to_string();
    assert!(
        text.starts_with("upgrade of revision `broken` failed at r9.sql:9: "),
        "{text}"
    );
    assert!(text.contains("missing"), "{text}");
    assert!(
        text.contains("  | INSERT INTO missing\n  |   VALUES (1)"),
        "{text}"
    );
    assert!(text.contains("nothing of it was kept"), "{text}");
    assert!(
        text.ends_with("note: 2 steps before it are done and stay"),
        "{text}"
    );
}

async fn nothing_of_a_failing_revision_stays_and_what_came_before_does(database: TestDatabase) {
    let remembers = Remembers::default();
    let migrations = history_of(&broken());
    let migrator = migrations.migrator().observer(&remembers);
    let error = upgrade_with(&migrator, &database).await.unwrap_err();
    assert_eq!(steps(error.report()), ["r0001", "r0002"]);
    assert_eq!(database.recorded().await, ["r0001", "r0002"]);
    assert_eq!(database.tables().await, ["t1", "t2"]);
    assert_eq!(remembers.with("SharedTransactionFailed").len(), 1);
}

async fn a_failing_downgrade_leaves_the_revision_applied(database: TestDatabase) {
    let upgrade_sql = "CREATE TABLE ta (id INTEGER);";
    let a = revision(
        "a",
        "base",
        upgrade_sql,
        "DROP TABLE ta;\nDROP TABLE missing;",
    );
    let migrations = history(&[("a.sql", &a)]);
    upgrade(&migrations, &database).await.unwrap();
    let error = downgrade_to(&migrations, &database, "base")
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Statement { line: 11, .. }),
        "{error}"
    );
    assert_eq!(database.recorded().await, ["a"]);
    assert_eq!(database.tables().await, ["ta"]);
}

async fn a_mended_revision_goes_on_where_it_stopped(database: TestDatabase) {
    upgrade(&history_of(&broken()), &database)
        .await
        .unwrap_err();
    let mut files = broken();
    files[2].1 = files[2].1.replace("missing", "extra");
    let report = upgrade(&history_of(&files), &database).await.unwrap();
    assert_eq!(steps(&report), ["broken"]);
    assert!(
        upgrade(&history_of(&files), &database)
            .await
            .unwrap()
            .is_up_to_date()
    );
}

async fn a_run_that_is_dropped_half_way_leaves_nothing_behind(database: TestDatabase) {
    // Long enough to be dropped within, on both databases.
    let slow = if database.is_sqlite() {
        "INSERT INTO ta WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000000) \
         SELECT max(i) FROM n;"
    } else {
        "INSERT INTO ta SELECT 1 FROM pg_sleep(10);"
    };
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = revision(
        "b",
        "a",
        &format!("CREATE TABLE tb (id INTEGER);\n{slow}"),
        "DROP TABLE tb;",
    );
    let first = history(&[("a.sql", &a)]);
    upgrade(&first, &database).await.unwrap();
    let both = history(&[("a.sql", &a), ("b.sql", &b)]);
    let time = std::time::Duration::from_millis(300);
    let cut = with_pool!(&database, pool => tokio::time::timeout(time, both.upgrade(pool)).await);
    assert!(cut.is_err(), "the run was too fast to be cut");
    // The connection is closed, so neither its transaction nor its lock is left.
    let mended = history(&[("a.sql", &a), ("b.sql", &b.replace(slow, ""))]);
    let report = upgrade(&mended, &database).await.unwrap();
    assert_eq!(steps(&report), ["b"]);
    assert_eq!(database.tables().await, ["ta", "tb"]);
}
