//! `limbeck show`.

use crate::graphs::{CHAIN, TWO_BASES, graph};
use crate::project::Project;

#[test]
fn a_revision_is_shown_whole() {
    let project = graph(TWO_BASES);
    project.run(&["show", "y"]).ends(0).says(
        "Rev: y (head)\nParent: x\nDepends on: c\nLabels: billing\nPath: migrations/06_y.sql\n\n    Add y\n",
    );
    project
        .run(&["show", "d"])
        .ends(0)
        .says("Rev: d (mergepoint)\nMerges: b, c\nPath: migrations/04_d.sql\n\n    Add d\n");
    let run = project.run(&["show", "heads"]).ends(0);
    run.says_with("Rev: y (head)")
        .says_with("    Add y\n\nRev: z (head)\n");
    let run = project.run(&["show", "base"]).ends(2).says("");
    run.complains(
        "error: `base` is before every revision\nhelp: `limbeck bases` lists what follows it\n",
    );
    project.run(&["show", "head"]).ends(2).says("");
    project.run(&["show", "nope"]).ends(2).says("");
}

pub(crate) fn irreversible() -> Project {
    let project = Project::new();
    project.write(
        "migrations/1_a.sql",
        "-- revision: a\n-- parent: base\n-- created: 2026-11-23T12:00:00Z\n-- irreversible: rows are gone\n-- migrate: upgrade no-transaction\nVACUUM;\nSELECT ';'\n  -- why\n  , 2;\n",
    );
    project
}

#[test]
fn with_v_the_sql_is_shown_too() {
    let run = irreversible().run(&["show", "a", "-v"]).ends(0);
    run.says(
        "Rev: a (head)\nParent: <base>\nPath: migrations/1_a.sql\nCreated: 2026-11-23T12:00:00Z\nIrreversible: rows are gone\n\n\
         -- migrate: upgrade sqlite no-transaction\nVACUUM;\nSELECT ';'\n  -- why\n  , 2;\n",
    );
    let run = graph(CHAIN).run(&["show", "a", "-v"]).ends(0);
    run.says_with("    Add a\n\n-- migrate: upgrade sqlite\nCREATE TABLE a (n INTEGER);\n\n-- migrate: downgrade sqlite\nDROP TABLE a;\n");
}

/// How every command shows that revision in JSON.
pub(crate) const A: &str = r#"[
  {
    "revision": "a",
    "message": "",
    "parents": [],
    "depends_on": [],
    "labels": [],
    "path": "migrations/1_a.sql",
    "irreversible": "rows are gone",
    "head": true,
    "branch_point": false,
    "merge_point": false"#;

#[test]
fn a_revision_in_json_has_all_of_it() {
    let project = irreversible();
    let rest = r#",
    "children": [],
    "dependents": [],
    "lines": [],
    "created": "2026-11-23T12:00:00Z",
    "dialects": [
      {
        "dialect": "sqlite",
        "checksum": "CHECKSUM",
        "upgrade": {
          "transaction": false,
          "statements": [
            {
              "line": 6,
              "sql": "VACUUM"
            },
            {
              "line": 7,
              "sql": "SELECT ';'\n  -- why\n  , 2"
            }
          ]
        },
        "downgrade": null
      }
    ]
  }
]
"#;
    let run = project.run(&["show", "a", "--json"]).ends(0);
    let begin = run.stdout.find("h1:").expect("a checksum");
    let checksum = run.stdout[begin..].split('"').next().expect("its text");
    let expected = format!("{A}{}", rest.replace("CHECKSUM", checksum));
    run.says(&expected);
}
