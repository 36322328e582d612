//! `limbeck heads`, `bases`, `branches` and `history`.

use sqlx::{ConnectOptions, Connection};

use crate::graphs::{CHAIN, TWO_BASES, graph};
use crate::project::Project;
use crate::show::{A, irreversible};

const DATABASE: &str = "--database-url=sqlite:app.db";

#[test]
fn heads_and_bases_are_listed_in_the_order_of_the_folder() {
    let project = graph(TWO_BASES);
    project
        .run(&["heads"])
        .ends(0)
        .says("y (billing) (head), Add y\nz (head), Add z\n");
    project
        .run(&["bases"])
        .ends(0)
        .says("a (branchpoint), Add a\nx (billing), Add x\n");
}

#[test]
fn an_empty_history_has_nothing_to_show() {
    let project = Project::new();
    project.run(&["manifest"]).ends(0);
    for verb in ["heads", "bases", "branches", "history", "graph"] {
        project.run(&[verb]).ends(0).says("");
    }
    let run = project.run(&["show", "heads"]).ends(0).says("");
    run.complains("there is no revision\n");
}

#[test]
fn a_head_that_another_depends_on_is_no_effective_head() {
    let project = graph(&["a:", "x:", "y: x < a"]);
    let run = project.run(&["heads"]).ends(0);
    run.says("a (head) (depended on), Add a\ny (head), Add y\n");
    let run = project.run(&["heads", "--resolve-dependencies"]).ends(0);
    run.says("y (head), Add y\n");
}

#[test]
fn branch_points_are_listed_with_what_follows_them() {
    let run = graph(TWO_BASES).run(&["branches"]).ends(0);
    run.says("a (branchpoint), Add a\n    -> b, Add b\n    -> c, Add c\n");
    graph(CHAIN).run(&["branches"]).ends(0).says("");
    let run = graph(TWO_BASES).run(&["branches", "-v"]).ends(0);
    run.says(
        "Rev: a (branchpoint)\nParent: <base>\nBranches into: b, c\nPath: migrations/01_a.sql\n\n    Add a\n",
    );
}

#[test]
fn a_history_is_newest_first_and_says_what_follows_what() {
    graph(TWO_BASES).run(&["history"]).ends(0).says(
        "d -> z (head), Add z\n\
         x (c) -> y (billing) (head), Add y\n\
         <base> -> x (billing), Add x\n\
         b, c -> d (mergepoint), Add d\n\
         a -> c, Add c\n\
         a -> b, Add b\n\
         <base> -> a (branchpoint), Add a\n",
    );
}

#[test]
fn a_range_includes_both_ends() {
    let project = graph(CHAIN);
    let b = "a -> b, Add b\n";
    let c = "b -> c (head), Add c\n";
    let a = "<base> -> a, Add a\n";
    for (range, expected) in [
        ("b:", format!("{c}{b}")),
        (":b", format!("{b}{a}")),
        ("b:b", b.to_owned()),
        ("-1:", format!("{c}{b}")),
        ("a:+1", format!("{b}{a}")),
    ] {
        let run = project.run(&["history", "-r", range]).ends(0);
        run.says(&expected);
    }
    let run = project.run(&["history", "-r", "c:a"]).ends(2).says("");
    run.complains_with("error: ").complains_with("help: ");
    project.run(&["history", "-r", "c"]).ends(2).says("");
}

#[test]
fn where_the_database_is_is_marked_when_asked_for() {
    let project = graph(CHAIN);
    project.run(&["upgrade", "b", DATABASE]).ends(0);
    let run = project.run(&["history", "-i", DATABASE]).ends(0);
    run.says("b -> c (head), Add c\na -> b (current), Add b\n<base> -> a, Add a\n");
    let run = project.run(&["history", "-r", "current:", DATABASE]);
    run.ends(0).says("b -> c (head), Add c\na -> b, Add b\n");
    let run = project.run(&["history", "-r", ":current"]).ends(2);
    run.complains_with("no database is named");
    let run = project.run(&["show", "current", DATABASE]).ends(0);
    run.says("Rev: b (current)\nParent: a\nPath: migrations/02_b.sql\n\n    Add b\n");
    let run = project.run(&["show", "+1", DATABASE]).ends(0);
    run.says("Rev: c (head)\nParent: b\nPath: migrations/03_c.sql\n\n    Add c\n");
}

#[test]
fn what_was_cut_off_is_current_only_on_its_way_down() {
    let project = graph(&["a:"]);
    let (fails, works) = ("SELECT 1;\nSELECT nonsense;", "SELECT 1;\nSELECT 2;");
    let b = |upgrade: &str, downgrade: &str| {
        let text = format!(
            "-- revision: b\n-- parent: a\n-- migrate: upgrade no-transaction\n{upgrade}\n-- migrate: downgrade no-transaction\n{downgrade}\n"
        );
        project.write("migrations/2_b.sql", text);
    };
    b(fails, works);
    project.run(&["upgrade", DATABASE]).ends(3);
    let run = project.run(&["history", "-i", DATABASE]).ends(0);
    run.says("a -> b (head)\n<base> -> a (current), Add a\n");
    b(works, works);
    project.run(&["upgrade", DATABASE]).ends(0);
    change(
        &project,
        "UPDATE limbeck_revisions SET direction = 'downgrade', statements_done = 1 WHERE revision = 'b'",
    );
    let run = project.run(&["history", "-i", DATABASE]).ends(0);
    run.says("a -> b (head) (current)\n<base> -> a, Add a\n");
}

/// Does to the database what no command does.
fn change(project: &Project, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let changed = runtime.expect("a runtime").block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(project.path("app.db"));
        let mut database = options.connect().await?;
        sqlx::query(sql).execute(&mut database).await?;
        database.close().await
    });
    changed.expect("the statement runs");
}

#[test]
fn nothing_is_current_in_an_empty_database() {
    let project = graph(CHAIN);
    project.write("empty.db", "");
    let database = "--database-url=sqlite:empty.db";
    let run = project.run(&["history", "-i", database]).ends(0);
    run.says("b -> c (head), Add c\na -> b, Add b\n<base> -> a, Add a\n");
    let run = project.run(&["show", "current", database]).ends(0).says("");
    run.complains("there is no revision\n");
    let run = project.run(&["show", "current", "--json", database]);
    run.ends(0).says("[]\n");
}

#[test]
fn a_message_cannot_command_the_terminal() {
    let project = graph(&["a:"]);
    let text = project.read("migrations/01_a.sql");
    project.write(
        "migrations/01_a.sql",
        text.replace("Add a", "\u{1b}[31mred\u{7}"),
    );
    let shown = "\\u{1b}[31mred\\u{7}";
    let run = project.run(&["heads", "--color", "never"]).ends(0);
    run.says(&format!("a (head), {shown}\n"));
    let run = project.run(&["show", "a", "--color", "always"]).ends(0);
    run.says_with(&format!("\n\n    {shown}\n"));
    let run = project.run(&["graph", "--format", "svg"]).ends(0);
    run.says_with(&format!(">a (head), {shown}</text>"));
    let run = project.run(&["graph", "--format", "dot"]).ends(0);
    run.says_with(r#"[label="a\n\\u{1b}[31mred\\u{7}"]"#);
}

#[test]
fn colours_are_for_terminals() {
    let project = graph(CHAIN);
    let run = project.run(&["heads", "--color", "always"]).ends(0);
    run.says("\u{1b}[33mc\u{1b}[0m \u{1b}[1m\u{1b}[36m(head)\u{1b}[0m, Add c\n");
}

#[test]
fn lists_in_json_are_lists_of_revisions() {
    let project = irreversible();
    for verb in ["heads", "bases", "history"] {
        let run = project.run(&[verb, "--json"]).ends(0);
        run.says(&format!("{A}\n  }}\n]\n"));
    }
    project.write("app.db", "");
    let run = project.run(&["history", "-i", "--json", DATABASE]).ends(0);
    run.says(&format!("{A},\n    \"current\": false\n  }}\n]\n"));
}

#[test]
fn branch_points_in_json_have_the_revisions_that_follow() {
    let run = graph(&["a:", "b: a", "c: a"]).run(&["branches", "--json"]);
    let child = |id: &str, number: usize| {
        format!(
            r#"      {{
        "revision": "{id}",
        "message": "Add {id}",
        "parents": [
          "a"
        ],
        "depends_on": [],
        "labels": [],
        "path": "migrations/0{number}_{id}.sql",
        "irreversible": null,
        "head": true,
        "branch_point": false,
        "merge_point": false
      }}"#
        )
    };
    run.ends(0).says(&format!(
        r#"[
  {{
    "revision": "a",
    "message": "Add a",
    "parents": [],
    "depends_on": [],
    "labels": [],
    "path": "migrations/01_a.sql",
    "irreversible": null,
    "head": false,
    "branch_point": true,
    "merge_point": false,
    "children": [
{},
{}
    ]
  }}
]
"#,
        child("b", 2),
        child("c", 3)
    ));
}
