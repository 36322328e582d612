//! Scripts as people run them: psql and the sqlite3 shell read them.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::process::{Command, Output};

use limbeck::{Dialect, Direction, Migrations};
use limbeck_tests::{TestDatabase, chain, history, history_of, on_every_backend, revision};

use crate::locking::hold;
use crate::script::{another, dialect, rows};
use crate::support::{downgrade_to, upgrade, upgrade_to};

on_every_backend!(
    a_script_records_what_a_run_records,
    an_idempotent_script_completes_every_prefix_of_the_history,
    an_idempotent_script_stops_where_a_run_would_refuse,
    an_idempotent_script_that_fails_leaves_whole_revisions,
    an_idempotent_script_sends_the_statements_as_they_are,
    an_idempotent_script_stops_while_a_runner_is_at_work,
);

static BEACON: Migrations = limbeck::migrations!("../migrations");

/// Lets the database's own client read `script`; `None` where it is not installed.
fn shell(database: &TestDatabase, script: &str) -> Option<Output> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("script.sql");
    File::create(&path)
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let url = database.url();
    let (name, mut command) = match database {
        TestDatabase::Sqlite { folder, .. } => {
            let mut command = Command::new("sqlite3");
            command
                .args(["-init", ""])
                .arg(folder.path().join("test.db"));
            ("sqlite3", command)
        }
        TestDatabase::Postgres { .. } => {
            let mut command = Command::new("psql");
            // What sqlx writes after the `?` means nothing to psql.
            let url = url.split('?').next().unwrap();
            command.args(["--no-psqlrc", "--quiet", "--set=b=1", "--dbname", url]);
            ("psql", command)
        }
    };
    command
        .stdin(File::open(&path).unwrap())
        .current_dir(&folder);
    match command.output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let required = std::env::var("LIMBECK_TEST_REQUIRE").unwrap_or_default();
            assert!(
                !required.contains(name),
                "{name} is not in PATH; `./tests/run` installs it"
            );
            eprintln!("skipped: {name} is not in PATH; `./tests/run` installs it");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Whether the client is there; it has read all of `script` then.
fn succeeds(database: &TestDatabase, script: &str) -> bool {
    let Some(output) = shell(database, script) else {
        return false;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{script}");
    true
}

/// What the client says when it stops; `None` without it.
fn stops(database: &TestDatabase, script: &str) -> Option<String> {
    let output = shell(database, script)?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}\n{script}");
    Some(said)
}

fn idempotent(migrations: &Migrations, database: &TestDatabase) -> String {
    let sql = migrations
        .migrator()
        .sql_idempotent(dialect(database), "heads");
    sql.unwrap()
}

async fn a_script_records_what_a_run_records(database: TestDatabase) {
    let sql = BEACON.sql(dialect(&database), Direction::Upgrade, "base", "head");
    if !succeeds(&database, &sql.unwrap()) {
        return;
    }
    let run = another(&database).await;
    upgrade(&BEACON, &run).await.unwrap();
    assert_eq!(rows(&database).await, rows(&run).await);
    assert_eq!(database.tables().await, run.tables().await);
    let sql = BEACON.sql(dialect(&database), Direction::Downgrade, "head", "base");
    assert!(succeeds(&database, &sql.unwrap()));
    assert!(database.recorded().await.is_empty());
    assert!(database.tables().await.is_empty());
}

async fn an_idempotent_script_completes_every_prefix_of_the_history(database: TestDatabase) {
    upgrade(&BEACON, &database).await.unwrap();
    let (expected, tables) = (rows(&database).await, database.tables().await);
    let script = idempotent(&BEACON, &database);
    let packed = limbeck::__private::packed(&BEACON);
    let ids = packed.revisions().map(|revision| revision.id());
    for target in ["base"].into_iter().chain(ids) {
        let partly = another(&database).await;
        upgrade_to(&BEACON, &partly, target).await.unwrap();
        for _ in 0..2 {
            if !succeeds(&partly, &script) {
                return;
            }
            assert_eq!(rows(&partly).await, expected, "from {target}");
            assert_eq!(partly.tables().await, tables, "from {target}");
        }
        assert!(upgrade(&BEACON, &partly).await.unwrap().is_up_to_date());
    }
}

async fn an_idempotent_script_stops_where_a_run_would_refuse(database: TestDatabase) {
    let migrations = history_of(&chain(3));
    let script = idempotent(&migrations, &database);
    for (set, expected) in [
        ("statements_done = 1", "cut off half way"),
        ("lineage = 'l1:other'", "not as it is in this script"),
        ("format = 2", "a newer limbeck"),
        ("revision = 'later'", "the database is ahead"),
    ] {
        let database = another(&database).await;
        upgrade_to(&migrations, &database, "r0002").await.unwrap();
        let set = format!("UPDATE limbeck_revisions SET {set} WHERE revision = 'r0002'");
        database.execute(&set).await;
        let Some(said) = stops(&database, &script) else {
            return;
        };
        assert!(said.contains(expected), "{said}");
        assert_eq!(database.recorded().await.len(), 2, "{set}");
    }
}

async fn an_idempotent_script_that_fails_leaves_whole_revisions(database: TestDatabase) {
    let mut files = chain(3);
    files[1].1 = files[1].1.replace(
        "CREATE INDEX",
        "INSERT INTO missing VALUES (1);\nCREATE INDEX",
    );
    let broken = idempotent(&history_of(&files), &database);
    let Some(said) = stops(&database, &broken) else {
        return;
    };
    assert!(said.contains("missing"), "{said}");
    assert_eq!(database.recorded().await, ["r0001"]);
    assert_eq!(database.tables().await, ["t1"]);
    assert!(succeeds(
        &database,
        &idempotent(&history_of(&chain(3)), &database)
    ));
    assert_eq!(database.recorded().await.len(), 3);
}

async fn an_idempotent_script_sends_the_statements_as_they_are(database: TestDatabase) {
    // The client has a variable `b`; a line that begins with a dot or a backslash is a command.
    let texts = "INSERT INTO ta VALUES ('it''s :b and \\b\n.quit\n\\quit\n');";
    let more = match database.is_sqlite() {
        true => "INSERT INTO ta VALUES ('{1}');",
        false => "INSERT INTO ta SELECT (array[4, 1, 5])[b:b]::text FROM (VALUES (2)) AS v (b);",
    };
    let a = revision(
        "a",
        "base",
        &format!("CREATE TABLE ta (t TEXT);\n{texts}\n{more}"),
        "DROP TABLE ta;",
    );
    let migrations = history(&[("a.sql", &a)]);
    if !succeeds(&database, &idempotent(&migrations, &database)) {
        return;
    }
    let run = another(&database).await;
    upgrade(&migrations, &run).await.unwrap();
    let sql = "SELECT t FROM ta ORDER BY t";
    assert_eq!(database.rows(sql).await, run.rows(sql).await);
    assert_eq!(rows(&database).await, rows(&run).await);
    assert!(
        database
            .rows(sql)
            .await
            .concat()
            .contains(&"{1}".to_owned())
    );
}

async fn an_idempotent_script_stops_while_a_runner_is_at_work(database: TestDatabase) {
    let migrations = history_of(&chain(2));
    let script = idempotent(&migrations, &database);
    let holder = hold(&database).await;
    let said = stops(&database, &script.replace(".timeout 5000", ".timeout 1"));
    holder.release().await;
    let Some(said) = said else {
        return;
    };
    assert!(
        said.contains("at work") || said.contains("locked"),
        "{said}"
    );
    assert!(succeeds(&database, &script), "the lock is free again");
    assert!(
        upgrade(&migrations, &database)
            .await
            .unwrap()
            .is_up_to_date()
    );
}

#[tokio::test]
async fn a_script_that_would_leave_rows_without_their_parent_stops() {
    let database = TestDatabase::sqlite().await;
    let tables = "CREATE TABLE p (id INTEGER PRIMARY KEY);\n\
                  CREATE TABLE c (p INTEGER REFERENCES p);\n\
                  INSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1);";
    let a = revision("a", "base", tables, "DROP TABLE c;\nDROP TABLE p;");
    let delete = "PRAGMA foreign_keys = OFF;\nDELETE FROM p;";
    let b = revision("b", "a", delete, "SELECT 1;");
    let migrations = history(&[("a.sql", &a), ("b.sql", &b)]);
    let plain = migrations.sql(Dialect::Sqlite, Direction::Upgrade, "base", "head");
    let plain = format!(".bail on\n{}", plain.unwrap());
    for script in [plain, idempotent(&migrations, &database)] {
        let Some(said) = stops(&database, &script) else {
            return;
        };
        assert!(
            said.contains("rows are left without their parent"),
            "{said}"
        );
        assert_eq!(database.recorded().await, ["a"]);
        assert_eq!(database.value("SELECT count(*) FROM p").await, "1");
        downgrade_to(&migrations, &database, "base").await.unwrap();
    }
}
