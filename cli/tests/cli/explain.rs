//! `limbeck explain`.

use std::process::Command;

use limbeck_core::code::Code;

use crate::project::{BINARY, Project, Run};

#[test]
fn every_code_has_its_page() {
    let project = Project::new();
    for code in Code::ALL {
        let run = project.run(&["explain", code.name()]).ends(0).complains("");
        assert!(run.stdout.starts_with(&format!("# {code}\n")), "{run:#?}");
        assert!(run.stdout.lines().count() > 1, "{run:#?}");
    }
}

#[test]
fn without_a_code_all_are_listed() {
    let run = Project::new().run(&["explain"]).ends(0);
    assert_eq!(run.stdout.lines().count(), Code::ALL.len());
    for code in Code::ALL {
        let line = run
            .stdout
            .lines()
            .find(|line| line.starts_with(&format!("{code} ")));
        assert!(
            line.is_some_and(|line| line.ends_with(code.summary())),
            "{code}"
        );
    }
}

#[test]
fn an_unknown_code_finds_its_neighbour() {
    let project = Project::new();
    project
        .run(&["explain", "unknown_parent"])
        .ends(2)
        .complains(
            "error: no code is called `unknown_parent`\nhelp: did you mean `unknown-parent`?\n",
        );
    project
        .run(&["explain", "E0308"])
        .ends(2)
        .complains("error: no code is called `E0308`\nhelp: `limbeck explain` lists all codes\n");
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = Command::new(BINARY);
    let output = command.arg("explain").stdout(writer).output();
    let run = Run::from(output.expect("the binary runs"));
    run.ends(0).complains("");
}

#[cfg(unix)]
#[test]
fn only_the_head_of_an_answer_can_be_read() {
    let mut command = Command::new("sh");
    command.args(["-c", r#""$0" explain | head -1"#, BINARY]);
    let run = Run::from(command.output().expect("a shell runs"));
    let run = run.ends(0).complains("");
    assert_eq!(run.stdout.lines().count(), 1);
}
