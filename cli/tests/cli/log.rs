//! LIMBECK_LOG, and `cargo limbeck`: what the standalone binaries have of their own.

use assert_cmd::Command;

use crate::project::{Project, Run};

#[test]
fn nothing_is_logged_unless_asked_for() {
    let project = Project::with_one_head();
    let url = ("DATABASE_URL", "sqlite:app.db");
    let quiet = project.run_with(&[url], &["upgrade"]).ends(0);
    assert!(!quiet.stderr.contains("INFO"), "{quiet:#?}");
    let log = ("LIMBECK_LOG", "trace");
    let loud = project.run_with(&[url, log], &["current"]).ends(0);
    loud.says_with("b").complains_with("sqlx");
}

#[test]
fn a_filter_that_is_none_is_told() {
    let project = Project::with_one_head();
    let run = project.run_with(&[("LIMBECK_LOG", "limbeck=loud")], &["check"]);
    run.ends(2)
        .says("")
        .complains_with("error: LIMBECK_LOG is no filter: ")
        .complains_with("\nhelp: write a level");
}

#[test]
fn cargo_limbeck_is_limbeck_by_another_name() {
    let project = Project::with_one_head();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-limbeck"));
        command.current_dir(project.root()).args(arguments);
        Run::from(command.output().expect("the binary runs"))
    };
    run(&["limbeck", "check"])
        .ends(0)
        .says("2 revisions, no findings\n");
    run(&["check"]).ends(0);
    run(&["limbeck", "merge", "--help"])
        .ends(0)
        .says_with("Usage: cargo limbeck merge ");
    run(&["limbeck", "chekc"])
        .ends(2)
        .complains_with("Usage: cargo limbeck ");
}
