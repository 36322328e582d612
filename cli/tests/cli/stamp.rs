//! `limbeck stamp`.

use crate::project::Project;

#[test]
fn it_records_and_runs_nothing() {
    let project = Project::with_two_heads().on_sqlite();
    let run = project.run(&["stamp", "b", "c"]).ends(0);
    run.says_with("stamped 3 revisions in ");
    assert_eq!(project.recorded(), ["a", "b", "c"]);
    assert_eq!(project.tables(), Vec::<String>::new());
    let run = project.run(&["stamp", "b", "--json"]).ends(0);
    run.says_with("\"heads\": [\n    \"b\",\n    \"c\"\n  ]");
}

#[test]
fn a_purge_that_forgets_needs_consent() {
    let project = Project::with_two_heads().on_sqlite();
    project.run(&["stamp", "heads"]).ends(0);
    project.sqlite("UPDATE limbeck_revisions SET revision = 'gone' WHERE revision = 'c'");
    let run = project.run(&["stamp", "--purge", "a"]).ends(2);
    run.complains(
        "error: this forgets what is applied, and nobody is there to ask:\n  \
         1 revision: `b`\n  1 unknown revision: `gone`\n\
         help: add `--yes` if it is meant\n",
    );
    project.run(&["stamp", "--purge", "a", "--yes"]).ends(0);
    assert_eq!(project.recorded(), ["a"]);
    project.run(&["stamp", "--purge", "a"]).ends(0);
}
