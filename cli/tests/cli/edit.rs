//! `limbeck edit`, and `revision --edit`.

use crate::project::Project;

/// An editor that says what it was told to open, with an argument of its own.
const ECHO: &str = "printf '%s|' opens";

#[test]
fn the_editor_gets_its_arguments_and_the_file() {
    let project = Project::with_one_head();
    let file = project.path("migrations/1_a.sql");
    let expected = format!("opens|{}|", file.display());
    let run = project.run_with(&[("EDITOR", ECHO)], &["edit", "a"]);
    run.ends(0).says(&expected);
    let both = [("EDITOR", "false"), ("VISUAL", ECHO)];
    project
        .run_with(&both, &["edit", "a"])
        .ends(0)
        .says(&expected);
}

#[test]
fn several_heads_are_several_files() {
    let project = Project::with_two_heads();
    let run = project.run_with(&[("EDITOR", ECHO)], &["edit", "heads"]);
    let (b, c) = (
        project.path("migrations/2_b.sql"),
        project.path("migrations/3_c.sql"),
    );
    run.ends(0)
        .says(&format!("opens|{}|{}|", b.display(), c.display()));
    let run = project.run_with(&[("EDITOR", ECHO)], &["edit", "head"]);
    run.ends(2).says("").complains_with("error: ");
}

#[test]
fn current_is_where_the_database_is() {
    let project = Project::with_one_head();
    let url = [("EDITOR", ECHO), ("DATABASE_URL", "sqlite:app.db")];
    project.run_with(&url, &["upgrade", "a"]).ends(0);
    let run = project.run_with(&url, &["edit", "current"]).ends(0);
    run.says_with("1_a.sql|");
    let run = project.run_with(&url[..1], &["edit", "current"]);
    run.ends(2).complains_with("no database is named");
}

#[test]
fn what_is_not_filled_in_can_be_opened() {
    let project = Project::new();
    project
        .run(&["revision", "-m", "x", "--rev-id", "x"])
        .ends(0);
    let run = project.run_with(&[("EDITOR", ECHO)], &["edit", "x"]);
    run.ends(0).says_with("_x.sql|");
}

#[test]
fn a_new_revision_is_opened_when_asked_for() {
    let project = Project::new();
    let arguments = ["-q", "revision", "-m", "x", "--edit"];
    let run = project.run_with(&[("EDITOR", ECHO)], &arguments).ends(0);
    run.says_with("_x.sql|");
}

#[test]
fn an_editor_that_fails_is_told() {
    let project = Project::with_one_head();
    let run = project.run_with(&[("EDITOR", "exit 3;")], &["edit", "a"]);
    run.ends(4).complains(
        "error: the editor `exit 3;` failed: exit status: 3\n\
         help: name another one in the environment: VISUAL or EDITOR\n",
    );
    let run = project.run_with(&[("EDITOR", "no-such-editor")], &["edit", "a"]);
    run.ends(4)
        .complains_with("error: the editor `no-such-editor` failed: exit status: 127\n");
}

#[test]
fn there_must_be_something_to_open() {
    let project = Project::with_one_head();
    project
        .run(&["edit", "base"])
        .ends(2)
        .complains("error: `base` is no revision, so there is nothing to open\n");
    project.run(&["edit", "zz"]).ends(2);
}
