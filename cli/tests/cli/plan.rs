//! `limbeck plan` and `limbeck pending`

use crate::project::Project;

#[test]
fn pending_prints_what_an_upgrade_would_apply_and_ends_with_1() {
    let project = Project::with_two_heads().with_database();
    project.run(&["upgrade", "b"]).ends(0);
    let run = project.run(&["pending"]).ends(1).complains("");
    run.says("upgrade c, Add c\n");
    project.run(&["upgrade", "heads"]).ends(0);
    let run = project.run(&["pending"]).ends(0).says("");
    run.complains("nothing is pending\n");
    project.run(&["pending", "--json"]).ends(0).says("[]\n");
}

#[test]
fn plan_prints_the_steps_and_takes_none() {
    let project = Project::with_one_head().with_database();
    project.write("app.db", "");
    let steps = "upgrade a, Add a\nupgrade b, Add b\n";
    project.run(&["plan"]).ends(0).says(steps);
    project
        .run(&["plan", "a"])
        .ends(0)
        .says("upgrade a, Add a\n");
    project
        .run(&["plan", "+1"])
        .ends(0)
        .says("upgrade a, Add a\n");
    project.run(&["plan"]).ends(0).says(steps);
}

#[test]
fn a_minus_and_base_and_the_option_mean_the_way_back() {
    let project = Project::with_one_head().with_database();
    project.run(&["upgrade"]).ends(0);
    let one = "downgrade b, Add b\n";
    let all = "downgrade b, Add b\ndowngrade a, Add a\n";
    project.run(&["plan", "-1"]).ends(0).says(one);
    project.run(&["plan", "base"]).ends(0).says(all);
    project.run(&["plan", "a", "--downgrade"]).ends(0).says(one);
    let run = project.run(&["plan"]).ends(0).says("");
    run.complains("there is nothing to do\n");
    project.run(&["plan", "nope"]).ends(2);
}

#[test]
fn more_is_the_statements_and_their_places() {
    let project = Project::with_one_head().with_database();
    project.run(&["upgrade", "a"]).ends(0);
    let run = project.run(&["plan", "-v"]).ends(0);
    run.says("upgrade b, Add b\n    -- migrations/2_b.sql:7\n    CREATE TABLE b (n INTEGER)\n");
}

#[test]
fn it_answers_in_json() {
    let project = Project::with_one_head().with_database();
    project.run(&["upgrade"]).ends(0);
    project.run(&["plan", "-1", "--json"]).ends(0).says(JSON);
    project.run(&["plan", "--json"]).ends(0).says("[]\n");
}

const JSON: &str = r#"[
  {
    "direction": "downgrade",
    "revision": {
      "revision": "b",
      "message": "Add b",
      "parents": [
        "a"
      ],
      "depends_on": [],
      "labels": [],
      "path": "migrations/2_b.sql",
      "irreversible": null,
      "head": true,
      "branch_point": false,
      "merge_point": false
    },
    "statements": [
      {
        "line": 10,
        "sql": "DROP TABLE b"
      }
    ]
  }
]
"#;

#[test]
fn a_mistyped_option_is_no_target() {
    let project = Project::with_one_head();
    for arguments in [
        ["plan", "--downgrad"],
        ["show", "--jso"],
        ["edit", "--diir"],
    ] {
        let run = project.run(&arguments).ends(2);
        run.complains_with("unexpected argument");
    }
}
