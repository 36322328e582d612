//! SQLite's table rebuilds: foreign keys are off for them, and nothing is lost or left dangling.

use limbeck::ErrorKind;
use limbeck_tests::{TestDatabase, history, revision};

use crate::support::{downgrade_to, steps, upgrade};

const TABLES: &str = "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);\n\
    CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE);\n\
    INSERT INTO parent VALUES (1, 'a'), (2, 'b');\n\
    INSERT INTO child VALUES (10, 1), (20, 2);";

const REBUILD: &str = "PRAGMA foreign_keys = OFF;\n\
    CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');\n\
    INSERT INTO new SELECT id, name FROM parent;\n\
    DROP TABLE parent;\n\
    ALTER TABLE new RENAME TO parent;";

fn files(rebuild: &str) -> [(&'static str, String); 2] {
    let first = revision(
        "first",
        "base",
        TABLES,
        "DROP TABLE child;\nDROP TABLE parent;",
    );
    let second = revision("second", "first", "SELECT 1;", "SELECT 1;");
    let sqlite = format!(
        "{second}\n-- migrate: upgrade sqlite\n{rebuild}\n-- migrate: downgrade sqlite\n{rebuild}\n"
    );
    [("1.sql", first), ("2.sql", sqlite)]
}

async fn database_with(rebuild: &str) -> (TestDatabase, limbeck::Migrations) {
    let database = TestDatabase::sqlite().await;
    let files = files(rebuild);
    let [(first, one), (second, two)] = &files;
    upgrade(&history(&[(first, one)]), &database).await.unwrap();
    (database, history(&[(first, one), (second, two)]))
}

#[tokio::test]
async fn a_rebuild_with_foreign_keys_off_keeps_the_children() {
    let (database, migrations) = database_with(REBUILD).await;
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["second"]);
    assert_eq!(database.value("SELECT count(*) FROM child").await, "2");
    assert_eq!(
        database.value("PRAGMA foreign_keys").await,
        "1",
        "they are on again"
    );
    downgrade_to(&migrations, &database, "first").await.unwrap();
    assert_eq!(database.value("SELECT count(*) FROM child").await, "2");
}

#[tokio::test]
async fn the_same_rebuild_from_an_empty_database_keeps_the_children() {
    let database = TestDatabase::sqlite().await;
    let files = files(REBUILD);
    let [(first, one), (second, two)] = &files;
    let migrations = history(&[(first, one), (second, two)]);
    let report = upgrade(&migrations, &database).await.unwrap();
    assert_eq!(steps(&report), ["first", "second"]);
    assert_eq!(database.value("SELECT count(*) FROM child").await, "2");
}

#[tokio::test]
async fn a_rebuild_that_loses_parents_is_refused_and_undone() {
    let losing = REBUILD.replace("FROM parent;", "FROM parent WHERE id = 1;");
    let (database, migrations) = database_with(&losing).await;
    let error = upgrade(&migrations, &database).await.unwrap_err();
    let ErrorKind::ForeignKeys { table, count, .. } = error.kind() else {
        panic!("{error}");
    };
    assert_eq!((table.as_str(), *count), ("child", 1));
    assert_eq!(database.value("SELECT count(*) FROM parent").await, "2");
    assert_eq!(database.recorded().await, ["first"]);
    assert_eq!(database.value("PRAGMA foreign_keys").await, "1");
}

#[tokio::test]
async fn rows_that_dangled_before_do_not_stop_a_rebuild() {
    let (database, migrations) = database_with(REBUILD).await;
    let dangling =
        "PRAGMA foreign_keys = OFF; INSERT INTO child VALUES (30, 99); PRAGMA foreign_keys = ON";
    database.execute(dangling).await;
    upgrade(&migrations, &database).await.unwrap();
    assert_eq!(database.value("SELECT count(*) FROM child").await, "3");
}
