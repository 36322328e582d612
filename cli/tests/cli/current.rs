//! `limbeck current`

use crate::postgres::Postgres;
use crate::project::Project;

#[test]
fn each_current_revision_has_a_line() {
    let project = Project::with_two_heads().with_database();
    project.run(&["upgrade", "heads"]).ends(0);
    let run = project.run(&["current"]).ends(0).complains("");
    run.says("b (head), Add b\nc (head), Add c\n");
    let run = project.run(&["-v", "current"]).ends(0);
    run.says_with("    applied:  20")
        .says_with("    by:       limbeck ");
}

#[test]
fn where_nothing_is_applied_there_is_no_line_but_a_note() {
    let project = Project::with_one_head().with_database();
    project.write("app.db", "");
    let run = project.run(&["current"]).ends(0).says("");
    run.complains("nothing is applied\n");
    project.run(&["current", "-q"]).ends(0).complains("");
}

#[test]
fn looking_makes_no_file_whatever_the_url_allows() {
    let project = Project::with_one_head();
    for command in ["current", "status", "pending"] {
        let run = project.run(&[command, "--database-url", "sqlite:none.db?mode=rwc"]);
        run.ends(3).complains_with("there is no such file");
    }
    assert!(!project.path("none.db").exists());
}

#[test]
fn a_revision_that_is_gone_is_unknown() {
    let project = Project::with_one_head().with_database();
    project.run(&["upgrade"]).ends(0);
    std::fs::remove_file(project.path("migrations/2_b.sql")).expect("a file goes");
    project
        .run(&["current"])
        .ends(0)
        .says("b (unknown to these revisions)\n");
    let run = project.run(&["current", "--check-heads"]).ends(1);
    run.complains_with("1 applied revision unknown to these revisions");
}

#[test]
fn a_revision_that_was_cut_off_is_partial() {
    let project = Project::new().with_database();
    project.write("migrations/1_a.sql", CUT_OFF);
    project.run(&["upgrade"]).ends(3);
    let line = "a (head), Add a (partial: 1 of 2 statements)\n";
    project.run(&["current"]).ends(0).says(line);
    project.run(&["current", "--check-heads"]).ends(1);
    let run = project.run(&["status"]).ends(0);
    run.says_with("~  a  Add a (partial: 1 of 2 statements)")
        .says_with("\n0 applied, 0 pending, 1 partial, at base\n");
}

const CUT_OFF: &str = "-- Add a\n--\n-- revision: a\n-- parent: base\n\n\
    -- migrate: upgrade no-transaction\nCREATE TABLE a (n INTEGER);\nINSERT INTO missing VALUES (1);\n\n\
    -- migrate: downgrade\nDROP TABLE a;\n";

#[test]
fn check_heads_ends_with_1_until_all_is_applied() {
    let project = Project::with_two_heads().with_database();
    project.run(&["upgrade", "b"]).ends(0);
    let run = project.run(&["current", "--check-heads"]).ends(1);
    run.says("b (head), Add b\n").complains(
        "error: the database is not at the heads: 1 revision not applied\n\
         help: `limbeck upgrade heads` applies all\n",
    );
    project.run(&["upgrade", "heads"]).ends(0);
    project.run(&["current", "--check-heads"]).ends(0);
}

#[test]
fn it_answers_in_json() {
    let project = Project::with_one_head().with_database();
    project.run(&["upgrade", "a"]).ends(0);
    let run = project.run(&["current", "--json"]).ends(0);
    run.says_but_for(&["at", "by", "duration_us", "checksum"], JSON);
}

const JSON: &str = r#"[
  {
    "id": "a",
    "revision": {
      "revision": "a",
      "message": "Add a",
      "parents": [],
      "depends_on": [],
      "labels": [],
      "path": "migrations/1_a.sql",
      "irreversible": null,
      "head": false,
      "branch_point": false,
      "merge_point": false
    },
    "applied": {
      "at": …,
      "by": …,
      "duration_us": …,
      "checksum": …,
      "partial": null
    }
  }
]
"#;

#[test]
fn it_looks_at_postgresql_too() {
    let Some(postgres) = Postgres::new() else {
        return;
    };
    let project = Project::with_one_head();
    project.write("limbeck.toml", "[dialects]\npostgres = \"13\"\n");
    let url = ["--database-url", &postgres.url];
    let run = |verb: &str| project.run(&[&[verb], &url[..]].concat());
    run("current").ends(0).says("");
    run("upgrade").ends(0);
    run("current").ends(0).says("b (head), Add b\n");
    run("status")
        .ends(0)
        .says_with("\n2 applied, 0 pending, at b\n");
    run("pending").ends(0);
}
