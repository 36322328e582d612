//! `limbeck verify`

use std::path::Path;

use crate::postgres::Postgres;
use crate::project::{BINARY, Project, run_in};

/// A revision that follows `a`.
fn second(project: &Project, head: &str, upgrade: &str, downgrade: &str) {
    let text = format!(
        "-- Change a\n--\n-- revision: b\n-- parent: a\n{head}\n-- migrate: upgrade\n{upgrade}\n{downgrade}"
    );
    project.write("migrations/2_b.sql", text);
}

fn down(sql: &str) -> String {
    format!("\n-- migrate: downgrade\n{sql}\n")
}

fn with_base() -> Project {
    let project = Project::new();
    project.revision("1_a.sql", "a", "base");
    project
}

#[test]
fn what_is_taken_back_is_proved_without_any_database() {
    let project = Project::with_one_head();
    project
        .run(&["verify"])
        .ends(0)
        .says("2 revisions: 2 proved\n");
    project.run(&["-v", "verify"]).ends(0).says(
        "proved a (migrations/1_a.sql)\nproved b (migrations/2_b.sql)\n2 revisions: 2 proved\n",
    );
    assert!(!project.path("app.db").exists());
}

#[test]
fn branches_merges_and_dependencies_go_back_one_by_one() {
    let project = Project::with_two_heads();
    project.revision("4_m.sql", "m", "b, c");
    project.revision("5_other.sql", "other", "base");
    project.revision("6_needs.sql", "needs", "a\n-- depends on: other");
    project.revision("7_late.sql", "late", "b");
    let run = project.run(&["verify"]).ends(0);
    run.says("7 revisions: 7 proved\n");
}

#[test]
fn what_a_downgrade_leaves_is_shown() {
    let project = with_base();
    let upgrade = "CREATE INDEX IF NOT EXISTS i ON a (n);";
    second(&project, "", upgrade, &down("SELECT 1;"));
    project.revision("3_c.sql", "c", "b");
    let run = project.run(&["verify"]).ends(1).complains("");
    run.says(
        "differs b (migrations/2_b.sql)\n\
        \x20   after its downgrade (- as it was, + as it is):\n\
        \x20   + index i: CREATE INDEX i ON a ( n )\n\
        \x20   + table a has index i origin=c unique=0 partial=0 on n BINARY desc=0\n\
         3 revisions: 2 proved, 1 differs\n",
    );
}

#[test]
fn where_a_statement_is_refused_it_stops() {
    let project = with_base();
    let upgrade = "CREATE TABLE b (n INTEGER);";
    second(&project, "", upgrade, &down("DROP TABLE nope;"));
    project.revision("3_c.sql", "c", "b");
    let run = project.run(&["verify"]).ends(1);
    run.says_with("failed b (migrations/2_b.sql)\n")
        .says_with("no such table: nope")
        .says_with("\n3 revisions: 1 proved, 1 failed, 1 not reached\n");
}

#[test]
fn what_is_left_in_the_way_of_the_second_upgrade_is_shown_too() {
    let project = with_base();
    let upgrade = "CREATE TABLE b (n INTEGER);\nCREATE TABLE left (n INTEGER);";
    second(&project, "", upgrade, &down("DROP TABLE b;"));
    let run = project.run(&["verify"]).ends(1);
    run.says_with("    + table left: n INTEGER\n")
        .says_with("table left already exists");
}

#[test]
fn the_order_of_columns_does_not_matter() {
    let project = with_base();
    project.write(
        "migrations/1_a.sql",
        "-- Add a\n--\n-- revision: a\n-- parent: base\n\n-- migrate: upgrade\n\
         CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT DEFAULT 'x, y', n INTEGER);\n\n\
         -- migrate: downgrade\nDROP TABLE a;\n",
    );
    let downgrade = down("ALTER TABLE a ADD COLUMN x TEXT DEFAULT 'x, y';");
    second(&project, "", "ALTER TABLE a DROP COLUMN x;", &downgrade);
    project
        .run(&["verify"])
        .ends(0)
        .says("2 revisions: 2 proved\n");
}

#[test]
fn an_irreversible_revision_is_only_applied() {
    let project = with_base();
    let head = "-- irreversible: rows are gone\n";
    second(&project, head, "CREATE TABLE b (n INTEGER);", "");
    project.revision("3_c.sql", "c", "b");
    let run = project.run(&["verify"]).ends(0);
    run.says(
        "irreversible b (migrations/2_b.sql): rows are gone\n3 revisions: 2 proved, 1 irreversible\n",
    );
}

#[test]
fn it_answers_in_json() {
    let project = Project::new();
    project.revision("1_a.sql", "a", "base");
    project.run(&["verify", "-v", "--json"]).ends(0).says(JSON);
}

const JSON: &str = r#"[
  {
    "revision": {
      "revision": "a",
      "message": "Add a",
      "parents": [],
      "depends_on": [],
      "labels": [],
      "path": "migrations/1_a.sql",
      "irreversible": null,
      "head": true,
      "branch_point": false,
      "merge_point": false
    },
    "result": "proved",
    "differences": []
  }
]
"#;

#[test]
fn a_configured_schema_need_not_be_there() {
    let project = Project::with_one_head();
    let config = "schema = \"tenant\"\n\n[dialects]\nsqlite = \"any\"\npostgres = \"13\"\n";
    project.write("limbeck.toml", config);
    let proved = "2 revisions: 2 proved\n";
    project.run(&["verify"]).ends(0).says(proved);
    if let Some(postgres) = Postgres::new() {
        let verify = ["verify", "--database-url", &postgres.url];
        project.run(&verify).ends(0).says(proved);
    }
}

#[test]
fn what_a_downgrade_leaves_on_postgresql_is_shown() {
    let Some(postgres) = Postgres::new() else {
        return;
    };
    let project = with_base();
    project.write("limbeck.toml", "[dialects]\npostgres = \"13\"\n");
    let upgrade = "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n\
        COMMENT ON TABLE a IS 'more';\n\
        CREATE TYPE mood AS ENUM ('sad', 'glad');\nALTER TABLE a ADD COLUMN m mood NOT NULL;";
    let downgrade = down("ALTER TABLE a DROP COLUMN m;\nDROP TYPE mood;");
    second(&project, "", upgrade, &downgrade);
    let verify = ["verify", "--database-url", &postgres.url];
    let run = project.run(&verify).ends(1);
    run.says(
        "differs b (migrations/2_b.sql)\n\
        \x20   after its downgrade (- as it was, + as it is):\n\
        \x20   + function f() CREATE OR REPLACE FUNCTION public.f() RETURNS integer LANGUAGE sql \
         AS $function$SELECT 1$function$\n\
        \x20   - relation a kind r p\n\
        \x20   + relation a kind r p comment more\n\
         2 revisions: 1 proved, 1 differs\n",
    );
}

#[test]
fn a_server_must_be_named() {
    let project = Project::new();
    project.write("limbeck.toml", "[dialects]\npostgres = \"13\"\n");
    project.revision("1_a.sql", "a", "base");
    let run = project.run(&["verify"]).ends(2);
    run.complains_with("no PostgreSQL server is named");
}

#[test]
fn beacon_is_proved() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let proved = "22 revisions: 22 proved\n";
    run_in(&root, &["verify", "--dialect", "sqlite"])
        .ends(0)
        .says(proved);
    let Some(postgres) = Postgres::new() else {
        return;
    };
    let verify = ["verify", "--database-url", &postgres.url];
    run_in(&root, &verify).ends(0).says(proved);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_database_behind() {
    use std::process::{Command, Stdio};
    let Some(postgres) = Postgres::new() else {
        return;
    };
    let project = Project::new();
    project.write("limbeck.toml", "[dialects]\npostgres = \"13\"\n");
    project.revision("1_a.sql", "a", "base");
    let sleep = "SELECT pg_sleep(31.7);";
    second(&project, "", sleep, &down("SELECT 1;"));
    let mut verify = Command::new(BINARY)
        .args(["verify", "--database-url", &postgres.url])
        .current_dir(project.root())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let sleeper = "SELECT datname::text FROM pg_stat_activity \
        WHERE query LIKE 'SELECT pg_sleep(31.7)%' AND datname LIKE 'limbeck_verify_%'";
    let scratch = loop {
        if let Some(name) = postgres.on_server(sleeper).pop() {
            break name;
        }
        let ended = verify.try_wait().expect("a child");
        assert_eq!(ended, None, "it ended before it slept");
    };
    let killed = Command::new("kill")
        .args(["-INT", &verify.id().to_string()])
        .status();
    assert!(killed.expect("kill runs").success());
    assert_eq!(verify.wait().expect("a child").code(), Some(130));
    let left = format!("SELECT datname::text FROM pg_database WHERE datname = '{scratch}'");
    assert_eq!(postgres.on_server(&left), Vec::<String>::new());
}
