//! `--sql`: scripts instead of runs.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::postgres::Postgres;
use crate::project::{BINARY, Project};

#[test]
fn no_database_is_needed() {
    let project = Project::with_one_head();
    let run = project.run(&["upgrade", "--sql"]).ends(0);
    run.says_with("-- upgrade from base to b, for sqlite; ");
    let run = project.run(&["upgrade", "--sql", "a:b"]).ends(0);
    assert!(!run.stdout.contains("CREATE TABLE a"), "{run:?}");
    run.says_with("CREATE TABLE b (n INTEGER);");
    let run = project.run(&["downgrade", "--sql", "b:a"]).ends(0);
    run.says_with("DROP TABLE b;");
    let run = project.run(&["stamp", "--sql", "a:b"]).ends(0);
    run.says_with("-- stamp from a to b, for sqlite; ");
    let run = project.run(&["upgrade", "--sql", "b:b"]).ends(0);
    run.says("")
        .complains("nothing to do: the script is empty\n");
    assert!(!project.path("app.db").exists());
}

#[test]
fn a_downgrade_is_told_where_it_begins() {
    let project = Project::with_one_head();
    let run = project.run(&["downgrade", "--sql"]).ends(2);
    run.complains(
        "error: a script for a downgrade must be told where it begins\n\
         help: `head:-1`, or `current:-1` to ask the database\n",
    );
}

#[test]
fn current_asks_the_database() {
    let project = Project::with_one_head().on_sqlite();
    project.run(&["upgrade", "a"]).ends(0);
    let run = project.run(&["upgrade", "--sql", "current:head"]).ends(0);
    run.says_with("-- upgrade from a to b, for sqlite; ");
    let run = project.run(&["downgrade", "--sql", "current:-1"]).ends(0);
    run.says_with("DROP TABLE a;");
    let arguments = ["upgrade", "--sql", "current:head", "--dialect", "postgres"];
    project.run(&arguments).ends(2);
}

#[test]
fn the_dialect_must_be_known() {
    let project = Project::with_one_head();
    project.write(
        "limbeck.toml",
        "[dialects]\npostgres = \"13\"\nsqlite = \"any\"\n",
    );
    let run = project.run(&["upgrade", "--sql"]).ends(2);
    run.complains(
        "error: the revisions are for `postgres` and `sqlite`: which is this for?\n\
         help: say it with `--dialect`\n",
    );
    let run = project
        .run(&["upgrade", "--sql", "--dialect", "postgres"])
        .ends(0);
    run.says_with("for postgres; ");
    let url = "postgres://nobody@nowhere.invalid/none";
    let run = project
        .run(&["upgrade", "--sql", "--database-url", url])
        .ends(0);
    run.says_with("for postgres; ");
    project.write("limbeck.toml", "");
    let run = project.run(&["upgrade", "--sql"]).ends(2);
    run.complains_with("error: nothing says which database this is for\n");
}

#[test]
fn what_does_not_go_together() {
    let project = Project::with_one_head();
    for arguments in [
        ["upgrade", "--sql", "--json"].as_slice(),
        &["upgrade", "--idempotent"],
        &["upgrade", "--sql", "--idempotent", "a:b"],
        &["upgrade", "--dialect", "sqlite"],
        &["upgrade", "a:b"],
        &["stamp", "--sql", "--purge", "a"],
    ] {
        project.run(arguments).ends(2).says("");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let project = Project::new();
    project.revision("1_a.sql", "a", "base");
    let long = format!("INSERT INTO a VALUES (1){};", ", (1)".repeat(100_000));
    let text = project
        .read("migrations/1_a.sql")
        .replace("(n INTEGER);", &format!("(n INTEGER);\n{long}"));
    project.write("migrations/1_a.sql", text);
    let mut child = Command::new(BINARY)
        .args(["upgrade", "--sql"])
        .current_dir(project.root())
        .env_remove("DATABASE_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut first).expect("a beginning");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn psql_runs_what_is_printed() {
    let Some(database) = Postgres::new() else {
        return;
    };
    let project = Project::with_one_head();
    project.write("limbeck.toml", "[dialects]\npostgres = \"13\"\n");
    let script = |arguments: &[&str]| project.run(arguments).ends(0).stdout;
    let current = || {
        let run = project.run(&["current", "--database-url", &database.url]);
        run.ends(0).stdout
    };
    if !database.psql(&script(&["upgrade", "--sql"])) {
        return;
    }
    assert_eq!(database.tables(), ["a", "b"]);
    assert!(current().starts_with('b'));
    database.psql(&script(&["downgrade", "--sql", "head:-1"]));
    assert_eq!(database.tables(), ["a"]);
    database.psql(&script(&["stamp", "--sql", "a:b"]));
    assert!(current().starts_with('b'));
    assert_eq!(database.tables(), ["a"]);
    database.psql(&script(&["stamp", "--sql", "b:base"]));
    database.execute("DROP TABLE a");
    let idempotent = script(&["upgrade", "--sql", "--idempotent"]);
    database.psql(&idempotent);
    database.psql(&idempotent);
    assert_eq!(database.tables(), ["a", "b"]);
}
