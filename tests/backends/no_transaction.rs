//! Revisions without transaction: journalled statement by statement, and resumed.

use limbeck::ErrorKind;
use limbeck_tests::{TestDatabase, history, on_every_backend, revision, with_pool};

use crate::support::{Remembers, downgrade_to, steps, upgrade, upgrade_with};

on_every_backend!(
    what_is_done_stays_and_the_rest_follows_when_it_is_mended,
    a_revision_that_was_cut_off_goes_on_at_the_statement_that_did_not_finish,
    a_downgrade_that_was_cut_off_goes_on_too,
    a_revision_cut_off_on_the_way_down_must_come_down_first,
    statements_that_no_transaction_allows_run,
    the_rows_count_the_statements,
);

/// A base and a revision without transaction: `first; second;`, undone by two drops.
fn files(second: &str) -> [(&'static str, String); 2] {
    let base = revision(
        "one",
        "base",
        "CREATE TABLE one (id INTEGER);",
        "DROP TABLE one;",
    );
    let upgrade = format!("CREATE TABLE first (id INTEGER);\n{second}");
    let alone = revision(
        "alone",
        "one",
        &upgrade,
        "DROP TABLE IF EXISTS second;\nDROP TABLE first;",
    );
    let alone = alone
        .replace("-- migrate: upgrade", "-- migrate: upgrade no-transaction")
        .replace(
            "-- migrate: downgrade",
            "-- migrate: downgrade no-transaction",
        );
    [("1.sql", base), ("2.sql", alone)]
}

fn migrations(second: &str) -> limbeck::Migrations {
    let files = files(second);
    let [(first, one), (second, two)] = &files;
    history(&[(first, one), (second, two)])
}

const SECOND: &str = "CREATE TABLE second (id INTEGER);";

async fn what_is_done_stays_and_the_rest_follows_when_it_is_mended(database: TestDatabase) {
    let broken = migrations("INSERT INTO missing VALUES (1);");
    let error = upgrade(&broken, &database).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Statement { kept: 1, .. }),
        "{error}"
    );
    assert!(
        error.to_string().contains("its first statement stays done"),
        "{error}"
    );
    assert_eq!(database.tables().await, ["first", "one"]);
    let applied = with_pool!(&database, pool => broken.applied(pool).await).unwrap();
    let partial: Vec<_> = applied.iter().map(|row| row.partial).collect();
    assert_eq!(partial, [None, Some((1, 2))], "both are recorded");
    let again = upgrade(&broken, &database).await.unwrap_err();
    assert!(
        matches!(again.kind(), ErrorKind::Statement { kept: 1, .. }),
        "{again}"
    );
    let remembers = Remembers::default();
    let mended = migrations(SECOND);
    let migrator = mended.migrator().observer(&remembers);
    let report = upgrade_with(&migrator, &database).await.unwrap();
    assert_eq!(steps(&report), ["alone"]);
    assert_eq!(remembers.with("resumed_at: 1").len(), 1);
    assert_eq!(database.tables().await, ["first", "one", "second"]);
    assert!(upgrade(&mended, &database).await.unwrap().is_up_to_date());
}

async fn a_revision_that_was_cut_off_goes_on_at_the_statement_that_did_not_finish(
    database: TestDatabase,
) {
    let migrations = migrations(SECOND);
    upgrade(&migrations, &database).await.unwrap();
    // As a process leaves it that was killed after the first statement.
    database
        .execute("UPDATE limbeck_revisions SET statements_done = 1 WHERE revision = 'alone'")
        .await;
    database.execute("DROP TABLE second").await;
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["alone"]);
    assert_eq!(database.tables().await, ["first", "one", "second"]);
    assert!(
        upgrade(&migrations, &database)
            .await
            .unwrap()
            .is_up_to_date()
    );
}

async fn a_downgrade_that_was_cut_off_goes_on_too(database: TestDatabase) {
    let migrations = migrations(SECOND);
    upgrade(&migrations, &database).await.unwrap();
    database
        .execute(
            "UPDATE limbeck_revisions SET statements_done = 1, direction = 'downgrade' \
             WHERE revision = 'alone'",
        )
        .await;
    database.execute("DROP TABLE second").await;
    let report = downgrade_to(&migrations, &database, "one").await.unwrap();
    assert_eq!(steps(&report), ["alone"]);
    assert_eq!(database.tables().await, ["one"]);
    assert_eq!(database.recorded().await, ["one"]);
}

async fn a_revision_cut_off_on_the_way_down_must_come_down_first(database: TestDatabase) {
    let migrations = migrations(SECOND);
    upgrade(&migrations, &database).await.unwrap();
    database
        .execute(
            "UPDATE limbeck_revisions SET statements_done = 1, direction = 'downgrade' \
             WHERE revision = 'alone'",
        )
        .await;
    let error = upgrade(&migrations, &database).await.unwrap_err();
    let expected = "downgrade of revision `alone` stopped after 1 of 2 statements";
    assert!(error.to_string().starts_with(expected), "{error}");
}

async fn statements_that_no_transaction_allows_run(database: TestDatabase) {
    let refused = if database.is_sqlite() {
        "VACUUM;"
    } else {
        "VACUUM one;"
    };
    let migrations = migrations(&format!("{SECOND}\n{refused}"));
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["one", "alone"]);
    assert!(report.steps[1].duration.is_some());
    // The database is open to everybody again.
    database.execute("INSERT INTO second VALUES (1)").await;
    let report = downgrade_to(&migrations, &database, "base").await.unwrap();
    assert_eq!(steps(&report), ["alone", "one"]);
}

async fn the_rows_count_the_statements(database: TestDatabase) {
    let broken = migrations("INSERT INTO missing VALUES (1);");
    upgrade(&broken, &database).await.unwrap_err();
    let sql = "SELECT statements_done, statements_total, direction FROM limbeck_revisions \
               WHERE revision = 'alone'";
    assert_eq!(database.rows(sql).await, [["1", "2", "upgrade"]]);
    upgrade(&migrations(SECOND), &database).await.unwrap();
    assert_eq!(database.rows(sql).await, [["2", "2", "upgrade"]]);
}
