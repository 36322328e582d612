//! The way back: children first, and not past what cannot be undone.

use limbeck::ErrorKind;
use limbeck_tests::{TestDatabase, chain, history, history_of, on_every_backend, revision};

use crate::support::{downgrade_to, steps, upgrade};

on_every_backend!(
    base_undoes_everything_children_first,
    a_target_stays_applied,
    a_dependent_on_another_line_goes_too,
    an_irreversible_revision_stops_the_way_down_before_anything_is_done,
    with_nothing_to_undo_nothing_happens,
);

async fn base_undoes_everything_children_first(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    upgrade(&migrations, &database).await.unwrap();
    let report = downgrade_to(&migrations, &database, "base").await.unwrap();
    assert_eq!(steps(&report), ["r0003", "r0002", "r0001"]);
    assert!(report.heads.is_empty());
    assert!(
        report.to_string().starts_with("downgraded 3 revisions in "),
        "{report}"
    );
    assert!(database.tables().await.is_empty());
    assert!(database.recorded().await.is_empty());
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(report.steps.len(), 3);
}

async fn a_target_stays_applied(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    upgrade(&migrations, &database).await.unwrap();
    let report = downgrade_to(&migrations, &database, "r0002").await.unwrap();
    assert_eq!(steps(&report), ["r0003"]);
    assert_eq!(report.heads, ["r0002"]);
    assert_eq!(database.tables().await, ["t1", "t2"]);
}

async fn a_dependent_on_another_line_goes_too(database: TestDatabase) {
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = revision("b", "a", "CREATE TABLE tb (id INTEGER);", "DROP TABLE tb;");
    let c = revision("c", "a", "INSERT INTO tb VALUES (1);", "DELETE FROM tb;");
    let c = c.replace("-- parent: a", "-- parent: a\n-- depends on: b");
    let d = revision("d", "b, c", "", "");
    let migrations = history(&[("a.sql", &a), ("b.sql", &b), ("c.sql", &c), ("d.sql", &d)]);
    upgrade(&migrations, &database).await.unwrap();
    let report = downgrade_to(&migrations, &database, "a").await.unwrap();
    assert_eq!(steps(&report), ["d", "c", "b"]);
}

async fn an_irreversible_revision_stops_the_way_down_before_anything_is_done(
    database: TestDatabase,
) {
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = "-- b\n--\n-- revision: b\n-- parent: a\n-- irreversible: the rows are gone\n\n\
             -- migrate: upgrade\nDELETE FROM ta;\n";
    let c = revision("c", "b", "CREATE TABLE tc (id INTEGER);", "DROP TABLE tc;");
    let migrations = history(&[("a.sql", &a), ("b.sql", b), ("c.sql", &c)]);
    upgrade(&migrations, &database).await.unwrap();
    let error = downgrade_to(&migrations, &database, "base")
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Irreversible { revision, .. } if revision == "b"));
    assert!(
        error
            .to_string()
            .contains("irreversible: the rows are gone"),
        "{error}"
    );
    assert_eq!(database.recorded().await, ["a", "b", "c"]);
    assert_eq!(database.tables().await, ["ta", "tc"]);
    let nothing = database.value("SELECT count(*) FROM limbeck_revisions WHERE downgrade IS NULL");
    assert_eq!(
        nothing.await,
        "1",
        "the table knows that there is no way back"
    );
}

async fn with_nothing_to_undo_nothing_happens(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let report = downgrade_to(&migrations, &database, "base").await.unwrap();
    assert!(report.is_up_to_date());
    upgrade(&migrations, &database).await.unwrap();
    let report = downgrade_to(&migrations, &database, "head").await.unwrap();
    assert!(report.is_up_to_date());
}
