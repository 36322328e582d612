//! The script for a person does what a run does.

use limbeck::{Dialect, Direction, ErrorKind};
use limbeck_tests::{TestDatabase, chain, history, history_of, on_every_backend, revision};

use crate::support::upgrade;

on_every_backend!(
    a_script_leaves_what_a_run_leaves,
    a_script_leads_back_too,
    a_script_from_where_it_is_holds_only_the_rest,
);

fn dialect(database: &TestDatabase) -> Dialect {
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
    assert!(
        sql.starts_with("-- upgrade r0003: r0003\nBEGIN;\n"),
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
