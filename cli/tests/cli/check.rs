//! `limbeck check`, and what all commands share.

use std::fs;

use crate::project::{Project, run_in};

#[test]
fn a_clean_folder_has_no_findings() {
    let project = Project::with_one_head();
    let run = project.run(&["check"]).ends(0);
    run.says("2 revisions, no findings\n").complains("");
}

#[test]
fn every_finding_is_told_and_counted() {
    let project = Project::new();
    project.revision("1_a.sql", "a", "x");
    project.revision("2_b.sql", "b", "y");
    let run = project.run(&["check"]).ends(1).complains("");
    assert_eq!(run.stdout.matches("error[unknown-parent]").count(), 2);
    assert!(run.stdout.contains("migrations/1_a.sql:4:12"), "{run:#?}");
    assert!(run.stdout.ends_with("\n\n2 errors\n"), "{run:#?}");
}

#[test]
fn more_findings_than_the_compiler_shows_are_all_told() {
    let project = Project::new();
    for number in 10..40 {
        project.revision(&format!("{number}.sql"), &format!("r{number}"), "x");
    }
    let run = project.run(&["check"]).ends(1).says_with("\n30 errors\n");
    assert_eq!(run.stdout.matches("error[unknown-parent]").count(), 30);
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let project = Project::new();
    let escapes = |arguments: &[&str]| project.run(arguments).ends(1).stdout.contains('\x1b');
    assert!(!escapes(&["check"]));
    assert!(!escapes(&["check", "--color", "never"]));
    assert!(escapes(&["check", "--color=always"]));
    let run = project.run(&["explain", "nothing", "--color", "always"]);
    run.ends(2).complains_with("\x1b[1m\x1b[91merror");
}

#[test]
fn the_folder_is_an_argument_or_an_option_but_not_both() {
    let project = Project::with_one_head();
    fs::rename(project.path("migrations"), project.path("sql")).expect("renamed");
    project.run(&["check", "sql"]).ends(0);
    project.run(&["check", "--dir", "sql"]).ends(0);
    project.run(&["check", "sql", "--dir", "sql"]).ends(2);
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[unreadable]: folder `migrations` cannot be read: it does not exist");
}

#[test]
fn the_configuration_is_found_upward_and_can_be_named() {
    let project = Project::with_one_head();
    run_in(&project.path("migrations"), &["check"]).ends(0);
    project.write(
        "other.toml",
        "folder = \"elsewhere\"\n[dialects]\nsqlite = \"any\"\n",
    );
    let run = project.run(&["check", "--config", "other.toml"]).ends(1);
    run.says_with("folder `elsewhere` cannot be read");
    let run = project.run(&["check", "--config", "gone.toml"]).ends(1);
    run.says_with("`gone.toml` cannot be read: it does not exist");
}

#[test]
fn dialects_are_not_guessed() {
    let project = Project::without_configuration();
    project.revision("1_a.sql", "a", "base");
    let run = project.run(&["check"]).ends(2).says("");
    run.complains(
        "error: nothing says which databases the revisions are for\n\
         help: name them in limbeck.toml, for the macro too: `[dialects]` and under it `sqlite = \"any\"`\n\
         help: or say `--dialect sqlite`, once for each database feature of limbeck that is on\n",
    );
    let all = [
        "check",
        "--dialect=mysql",
        "--dialect=sqlite",
        "--dialect=postgres",
    ];
    project.run(&all).ends(0);
    project.run(&["check", "--dialect", "oracle"]).ends(2);
}

#[test]
fn a_dialect_that_is_given_is_checked() {
    let project = Project::without_configuration();
    let text = "-- revision: a\n-- parent: base\n-- migrate: upgrade sqlite\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n";
    project.write("migrations/1_a.sql", text);
    project.run(&["check", "--dialect", "sqlite"]).ends(0);
    let run = project.run(&["check", "--dialect", "sqlite", "--dialect", "postgres"]);
    run.ends(1).says_with("error[missing-dialect]");
}

#[test]
fn a_dialect_cannot_contradict_the_configuration() {
    let project = Project::with_one_head();
    project.run(&["check", "--dialect", "sqlite"]).ends(0);
    project
        .run(&["check", "--dialect", "postgres"])
        .ends(2)
        .complains(
            "error: `--dialect` contradicts limbeck.toml, which names `sqlite`\n\
         help: leave `--dialect` out: the macro goes by the file as well\n",
        );
}

#[test]
fn a_broken_configuration_is_a_finding() {
    let project = Project::with_one_head();
    project.write("limbeck.toml", "tabel = \"x\"\n");
    let run = project.run(&["check"]).ends(1);
    run.says_with("help: did you mean `table`?");
    let run = project.run(&["manifest"]).ends(1).says("");
    run.complains_with("error[bad-config]")
        .complains_with("\n1 error, nothing written\n");
    project
        .run(&["merge"])
        .ends(1)
        .complains_with("\n1 error, nothing merged\n");
    project
        .run(&["seal"])
        .ends(1)
        .complains_with("\n1 error, nothing sealed\n");
}

#[test]
fn wrong_usage_and_help_have_their_exit_codes() {
    let project = Project::new();
    project.run(&[]).ends(2);
    project.run(&["chekc"]).ends(2).complains_with("check");
    project.run(&["check", "--nonsense"]).ends(2);
    project
        .run(&["--help"])
        .ends(0)
        .says_with("Exit codes: 0 done");
    project.run(&["--version"]).ends(0).says_with("limbeck ");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_success() {
    let full = fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("/dev/full");
    let mut command = std::process::Command::new(crate::project::BINARY);
    let output = command.arg("explain").stdout(full).output().expect("runs");
    let run = crate::project::Run::from(output).ends(4);
    run.complains_with("error: the output cannot be written: ");
}
