//! `limbeck status`

use crate::project::Project;

#[test]
fn it_lists_what_is_applied_and_what_is_pending_oldest_first() {
    let project = Project::with_one_head().with_database();
    project.run(&["upgrade", "a"]).ends(0);
    let run = project.run(&["status"]).ends(0).complains("");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].starts_with("+  a  Add a  20"), "{run:#?}");
    assert!(
        lines[0].contains("Z  ") && lines[0].contains("  limbeck "),
        "{run:#?}"
    );
    assert_eq!(
        lines[1..],
        ["-  b  Add b  pending", "1 applied, 1 pending, at a"]
    );
    for alias in ["info", "list"] {
        assert_eq!(project.run(&[alias]).ends(0).stdout, run.stdout);
    }
}

#[test]
fn it_lists_what_only_the_database_has() {
    let project = Project::with_one_head().with_database();
    project.run(&["upgrade"]).ends(0);
    std::fs::remove_file(project.path("migrations/2_b.sql")).expect("a file goes");
    let run = project.run(&["status"]).ends(0);
    run.says_with("\n?  b  (unknown to these revisions)  20")
        .says_with("\n1 applied, 0 pending, 1 unknown, at b\n");
}

#[test]
fn an_empty_database_is_at_base() {
    let project = Project::with_one_head().with_database();
    project.write("app.db", "");
    let run = project.run(&["status"]).ends(0);
    run.says("-  a  Add a  pending\n-  b  Add b  pending\n0 applied, 2 pending, at base\n");
}

#[test]
fn it_answers_in_json() {
    let project = Project::new().with_database();
    project.revision("1_a.sql", "a", "base");
    project.write("app.db", "");
    project.run(&["status", "--json"]).ends(0).says(JSON);
    project.run(&["upgrade"]).ends(0);
    let run = project.run(&["status", "--json"]).ends(0);
    run.says_with("{\n  \"current\": [\n    \"a\"\n  ],\n  \"applied\": 1,\n")
        .says_with("    \"applied\": {\n        \"at\": \"20");
}

const JSON: &str = r#"{
  "current": [],
  "applied": 0,
  "partial": 0,
  "pending": 1,
  "unknown": 0,
  "revisions": [
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
        "head": true,
        "branch_point": false,
        "merge_point": false
      },
      "applied": null
    }
  ]
}
"#;
