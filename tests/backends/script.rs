//! The script for a person does what a run does.

use limbeck::{Dialect, Direction, ErrorKind};
use limbeck_tests::{TestDatabase, chain, history, history_of, on_every_backend, revision};

use crate::support::{stamp, upgrade};

on_every_backend!(
    a_script_leaves_what_a_run_leaves,
    a_script_leads_back_too,
    a_script_from_where_it_is_holds_only_the_rest,
    a_script_without_transaction_is_journalled,
    a_script_of_a_stamp_has_the_bookkeeping_only,
);

pub(crate) fn dialect(database: &TestDatabase) -> Dialect {
    if database.is_sqlite() {
        Dialect::Sqlite
    } else {
        Dialect::Postgres
    }
}

async fn a_script_leaves_what_a_run_leaves(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    let sql = migrations.sql(dialect(&database), Direction::Upgrade, "base", "head");
    database.execute(&sql.unwrap()).await;
    assert_eq!(database.tables().await, ["t1", "t2", "t3"]);
    assert!(
        upgrade(&migrations, &database)
            .await
            .unwrap()
            .is_up_to_date()
    );
}

async fn a_script_leads_back_too(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    upgrade(&migrations, &database).await.unwrap();
    let sql = migrations.sql(dialect(&database), Direction::Downgrade, "head", "r0001");
    database.execute(&sql.unwrap()).await;
    assert_eq!(database.tables().await, ["t1"]);
    assert_eq!(database.recorded().await, ["r0001"]);
}

async fn a_script_from_where_it_is_holds_only_the_rest(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    let dialect = dialect(&database);
    let sql = migrations
        .sql(dialect, Direction::Upgrade, "r0002", "head")
        .unwrap();
    let title = format!("-- upgrade from r0002 to r0003, for {dialect}; written by limbeck ");
    assert!(sql.starts_with(&title), "{sql}");
    assert!(
        sql.contains("\n\n-- upgrade r0003: r0003\nBEGIN;\n"),
        "{sql}"
    );
    assert!(
        !sql.contains("r0001.sql") && !sql.contains("CREATE TABLE IF NOT EXISTS"),
        "{sql}"
    );
    let sql = migrations
        .sql(dialect, Direction::Upgrade, "head", "head")
        .unwrap();
    assert_eq!(sql, "");
}

/// What is recorded, but for when, by whom and how quickly.
pub(crate) async fn rows(database: &TestDatabase) -> Vec<Vec<String>> {
    let sql = "SELECT set_name, revision, parents, depends_on, checksum, lineage, downgrade, \
               statements_done, statements_total, direction, format FROM limbeck_revisions \
               ORDER BY revision";
    database.rows(sql).await
}

/// Makes another database of the same kind.
pub(crate) async fn another(database: &TestDatabase) -> TestDatabase {
    if database.is_sqlite() {
        return TestDatabase::sqlite().await;
    }
    TestDatabase::postgres().await.unwrap()
}

async fn a_script_without_transaction_is_journalled(database: TestDatabase) {
    let alone = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);\nSELECT 1;",
        "DROP TABLE ta;",
    );
    let alone = alone
        .replace("upgrade\n", "upgrade no-transaction\n")
        .replace("downgrade\n", "downgrade no-transaction\n");
    let migrations = history(&[("a.sql", &alone)]);
    let dialect = dialect(&database);
    let sql = migrations
        .sql(dialect, Direction::Upgrade, "base", "head")
        .unwrap();
    let (done, cut) = sql.split_at(sql.find("SELECT 1;").unwrap());
    database.execute(done).await;
    let count = "SELECT statements_done, statements_total FROM limbeck_revisions";
    assert_eq!(database.rows(count).await, [["1", "2"]]);
    database.execute(cut).await;
    assert_eq!(database.rows(count).await, [["2", "2"]]);
    let sql = migrations
        .sql(dialect, Direction::Downgrade, "head", "base")
        .unwrap();
    database.execute(&sql).await;
    assert!(database.recorded().await.is_empty());
    assert!(database.tables().await.is_empty());
}

async fn a_script_of_a_stamp_has_the_bookkeeping_only(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    let (migrator, dialect) = (migrations.migrator(), dialect(&database));
    let sql = migrator.sql_stamp(dialect, "base", &["r0002"]).unwrap();
    assert!(
        sql.starts_with("-- stamp from base to r0002, for "),
        "{sql}"
    );
    database.execute(&sql).await;
    assert_eq!(database.recorded().await, ["r0001", "r0002"]);
    assert!(database.tables().await.is_empty());
    let stamped = another(&database).await;
    stamp(&migrations, &stamped, "r0002").await.unwrap();
    assert_eq!(rows(&database).await, rows(&stamped).await);
    let sql = migrator.sql_stamp(dialect, "r0002", &["r0001"]).unwrap();
    database.execute(&sql).await;
    assert_eq!(database.recorded().await, ["r0001"]);
    assert_eq!(migrator.sql_stamp(dialect, "head", &["heads"]).unwrap(), "");
}

#[test]
fn an_idempotent_script_needs_a_place_that_all_databases_share() {
    let migrations = history_of(&chain(2));
    let sql = |dialect, target| migrations.migrator().sql_idempotent(dialect, target);
    assert_eq!(sql(Dialect::Sqlite, "base").unwrap(), "");
    for (dialect, target) in [(Dialect::Sqlite, "+1"), (Dialect::Mysql, "head")] {
        let error = sql(dialect, target).unwrap_err();
        assert!(
            matches!(
                error.kind(),
                ErrorKind::Target(_) | ErrorKind::NotCompiledFor { .. }
            ),
            "{error}"
        );
    }
}

#[test]
fn a_script_cannot_cross_an_irreversible_revision() {
    let a = revision(
        "a",
        "base",
        "CREATE TABLE ta (id INTEGER);",
        "DROP TABLE ta;",
    );
    let b = "-- b\n--\n-- revision: b\n-- parent: a\n-- irreversible: gone\n\n\
             -- migrate: upgrade\nDELETE FROM ta;\n";
    let migrations = history(&[("a.sql", &a), ("b.sql", b)]);
    let error = migrations.sql(Dialect::Sqlite, Direction::Downgrade, "head", "base");
    assert!(matches!(
        error.unwrap_err().kind(),
        ErrorKind::Irreversible { .. }
    ));
    let error = migrations.sql(Dialect::Mysql, Direction::Upgrade, "base", "head");
    assert!(matches!(
        error.unwrap_err().kind(),
        ErrorKind::NotCompiledFor { .. }
    ));
}
