//! `limbeck seal --since`.

use std::fs;
use std::process::Command;

use crate::project::{Project, run_in};

fn git(project: &Project, words: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(project.root()).args(words);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{name}_NAME"), "Ann");
        command.env(format!("GIT_{name}_EMAIL"), "ann@example.org");
    }
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "{output:?}");
}

fn commit(project: &Project) {
    git(project, &["add", "-A"]);
    git(project, &["commit", "-q", "-m", "x"]);
}

/// `b` follows `a`, both committed.
fn committed() -> Project {
    let project = Project::with_one_head();
    git(&project, &["init", "-q", "-b", "main"]);
    commit(&project);
    project
}

const SINCE: [&str; 3] = ["seal", "--since", "main"];

#[test]
fn what_is_only_added_or_said_otherwise_is_no_change() {
    let project = committed();
    project.revision("3_c.sql", "c", "b");
    let text = project.read("migrations/1_a.sql");
    project.write("migrations/1_a.sql", format!("{text}-- a remark\n"));
    fs::rename(
        project.path("migrations/2_b.sql"),
        project.path("migrations/2_bb.sql"),
    )
    .expect("renamed");
    let run = project.run(&SINCE).ends(0);
    run.says("2 revisions of `main`, none changed\n")
        .complains("");
    assert!(!project.path("migrations/revisions.lock").exists());
    let run = run_in(&project.path("migrations"), &SINCE);
    run.ends(0).says("2 revisions of `main`, none changed\n");
}

#[test]
fn an_edit_a_removal_and_another_parent_are_told() {
    let project = committed();
    project.revision("3_c.sql", "c", "b");
    project.revision("4_d.sql", "d", "c");
    commit(&project);
    let text = project.read("migrations/1_a.sql");
    project.write("migrations/1_a.sql", text.replace("INTEGER", "TEXT"));
    fs::remove_file(project.path("migrations/3_c.sql")).expect("removed");
    let text = project.read("migrations/4_d.sql");
    let text = text.replace("-- parent: c", "-- parent: b\n-- depends on: a");
    project.write("migrations/4_d.sql", text);
    project.run(&SINCE).ends(1).says(
        "migrations/1_a.sql: revision `a` was edited: differs for `sqlite`\n\
         migrations/3_c.sql: revision `c` was removed\n\
         migrations/4_d.sql: revision `d` was re-parented: from `c` to `b`\n\
         migrations/4_d.sql: revision `d` depended on nothing and now on `a`\n\
         4 revisions of `main`, 3 changed\n",
    );
    project
        .run(&["seal", "--since", "main~1"])
        .ends(1)
        .says_with("2 revisions of `main~1`, 1 changed\n");
}

#[test]
fn a_folder_that_has_moved_is_compared() {
    let project = committed();
    fs::rename(project.path("migrations"), project.path("sql")).expect("renamed");
    project.write(
        "limbeck.toml",
        "folder = \"sql\"\n[dialects]\nsqlite = \"any\"\n",
    );
    let run = project.run(&SINCE).ends(0);
    run.says("2 revisions of `main`, none changed\n");
}

#[test]
fn a_folder_that_the_commit_does_not_have_is_no_mistake() {
    let project = Project::with_one_head();
    git(&project, &["init", "-q", "-b", "main"]);
    git(&project, &["add", "limbeck.toml"]);
    git(&project, &["commit", "-q", "-m", "x"]);
    let run = project.run(&SINCE).ends(0);
    run.says("`main` has no folder `migrations`, so there is nothing to compare\n");
}

#[test]
fn databases_that_no_configuration_names_are_those_of_the_option() {
    let project = committed();
    fs::remove_file(project.path("limbeck.toml")).expect("removed");
    commit(&project);
    project.run(&SINCE).ends(2);
    let run = project.run(&[&SINCE[..], &["--dialect=sqlite"]].concat());
    run.ends(0).says("2 revisions of `main`, none changed\n");
}

#[test]
fn findings_of_then_are_told_as_such() {
    let project = committed();
    let text = project.read("migrations/1_a.sql");
    project.revision("1_a.sql", "a", "unknown");
    commit(&project);
    project.write("migrations/1_a.sql", text);
    let run = project.run(&SINCE).ends(1).says("");
    run.complains_with("migrations/1_a.sql:4")
        .complains_with("\n1 error, as of the commit, nothing compared\n");
}

#[test]
fn findings_of_today_stand_in_the_way() {
    let project = committed();
    project.revision("3_c.sql", "c", "unknown");
    let run = project.run(&SINCE).ends(1).says("");
    run.complains_with("\n1 error, nothing compared\n");
}

#[test]
fn without_git_a_repository_or_the_commit_it_says_so() {
    let project = committed();
    let run = project.run(&["seal", "--since", "gone"]).ends(2);
    run.complains_with("error: git knows no commit `gone`\nhelp: name a branch");
    let run = project.run(&["seal", "--since=--help"]).ends(2);
    run.complains_with("error: git knows no commit `--help`\n");
    let run = project.run_with(&[("PATH", "/nonexistent")], &SINCE);
    run.ends(2)
        .complains_with("error: git is not installed, or not in PATH\n");
    let project = Project::with_one_head();
    let above = project.root().parent().expect("a folder above");
    let above = above.to_str().expect("UTF-8");
    let run = project.run_with(&[("GIT_CEILING_DIRECTORIES", above)], &SINCE);
    run.ends(2)
        .complains_with("is in no git repository: not a git repository");
    project.run(&["seal", "--since=main", "--check"]).ends(2);
}
