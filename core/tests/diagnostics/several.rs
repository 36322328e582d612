//! Every problem of a phase is told, and one mistake gives one message.

use insta::assert_snapshot;
use limbeck_core::render::{MAX_TOLD, render_for_rustc, render_untold};

use super::*;

#[test]
fn the_faults_of_several_files_are_all_told() {
    let files = [
        ("a.sql", "SELECT 1;\n"),
        ("b.sql", "-- revision: b-1\n-- parent:\n"),
        (
            "c.sql",
            &with_body("-- migrate: upgrade\nSELECT 'one;\n-- migrate: downgrade\nCOMMIT;\n"),
        ),
        ("d.txt", ""),
    ];
    assert_eq!(
        codes(&files),
        [
            "bad-header",
            "bad-id",
            "bad-header",
            "unterminated",
            "transaction-control",
            "stray-file"
        ]
    );
}

#[test]
fn the_faults_of_the_graph_wait_for_those_of_the_files() {
    let files = [
        ("a.sql", "SELECT 1;\n"),
        ("b.sql", &*revision("b", "nowhere")),
    ];
    assert_eq!(codes(&files), ["bad-header"]);
}

#[test]
fn the_faults_of_the_graph_are_all_told() {
    let files = [
        ("1.sql", &*revision("a", "base")),
        ("2.sql", &*revision("a", "base")),
        ("3.sql", &*revision("b", "b")),
        ("4.sql", &*revision("c", "nowhere")),
    ];
    assert_eq!(
        codes(&files),
        ["duplicate-revision", "self-parent", "unknown-parent"]
    );
}

#[test]
fn a_broken_base_does_not_make_its_children_orphans() {
    let files = [
        (
            "1.sql",
            &*revision("a", "base").replace("-- migrate: upgrade", "-- migrate: up"),
        ),
        ("2.sql", &*revision("b", "a")),
        ("3.sql", &*revision("c", "a")),
    ];
    assert_eq!(codes(&files), ["unknown-directive"]);
}

#[test]
fn a_typo_in_a_field_is_not_a_missing_field_too() {
    let files = [(
        "a.sql",
        &*with_header("-- revision: a\n-- parnet: base\n", "a"),
    )];
    assert_eq!(codes(&files), ["unknown-field"]);
}

#[test]
fn a_typo_in_a_directive_is_not_a_missing_section_too() {
    let files = [(
        "a.sql",
        &*revision("a", "base").replace("downgrade", "donwgrade"),
    )];
    assert_eq!(codes(&files), ["unknown-directive"]);
}

#[test]
fn no_more_than_twenty_are_told_in_full() {
    assert_eq!(MAX_TOLD, 20);
    assert_eq!(render_untold(20), None);
    assert_snapshot!(render_untold(21).unwrap(), @"and 1 more; `limbeck check` shows all");
    let files: Vec<(String, String)> = (0..25)
        .map(|n| (format!("{n}.sql"), String::new()))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    assert_eq!(codes(&files).len(), 25);
}

#[test]
fn rustc_gets_the_place_in_the_first_line() {
    let files = [
        ("1.sql", revision("users", "base")),
        ("2.sql", revision("mails", "user")),
    ];
    let compilation = run(&written(&files), &DIALECTS);
    let found = compilation.result.as_ref().err().unwrap();
    assert_snapshot!(render_for_rustc(&found[0], &compilation.sources), @"
    [unknown-parent] migrations/2.sql:2:12: revision `mails` names a parent that does not exist: `user`
     --> migrations/2.sql:2:12
      |
    2 | -- parent: user
      |            ^^^^ no revision has this id
      |
      = help: there is a revision `users`
    ");
}

#[test]
fn rustc_gets_the_path_where_there_is_no_text() {
    let compilation = run(&written::<&str>(&[]), &DIALECTS);
    let found = compilation.result.as_ref().err().unwrap();
    assert_snapshot!(render_for_rustc(&found[0], &compilation.sources), @"
    [empty-folder] migrations: folder `migrations` has no revisions
    --> migrations
     = help: write the first revision as a `.sql` file in it, if it is the right folder
     = help: `limbeck manifest` makes an empty history of it
    ");
}

#[test]
fn what_was_read_is_tracked_also_where_it_failed() {
    let root = written(&[
        ("limbeck.toml", ""),
        ("a.sql", "broken"),
        ("revisions.lock", "file a.sql\n"),
    ]);
    let compilation = run(&root, &DIALECTS);
    assert!(compilation.result.is_err());
    let tracked = compilation
        .tracked
        .iter()
        .map(|path| path.strip_prefix(root.path()).unwrap());
    let tracked: Vec<&Path> = tracked.collect();
    assert_eq!(
        tracked,
        [
            "limbeck.toml",
            "migrations/revisions.lock",
            "migrations/a.sql"
        ]
        .map(Path::new)
    );
}
