//! `limbeck seal`.

use std::fs;

use crate::project::Project;

const LOCK: &str = "migrations/revisions.lock";

fn sealed(project: &Project) -> Vec<String> {
    let lock = project.read(LOCK);
    let seals = lock.lines().filter_map(|line| line.strip_prefix("seal "));
    let ids = seals.filter_map(|seal| seal.split(' ').next());
    ids.map(str::to_owned).collect()
}

#[test]
fn a_sealed_revision_that_is_edited_is_a_finding() {
    let project = Project::with_one_head();
    let run = project.run(&["seal"]).ends(0);
    run.says("migrations/revisions.lock written\nsealed 2 revisions\n");
    project.run(&["check"]).ends(0);
    let file = "migrations/1_a.sql";
    let text = project.read(file);
    project.write(
        file,
        text.replace("CREATE TABLE a", "CREATE  TABLE /* same */ a"),
    );
    project.run(&["check"]).ends(0);
    project.write(file, text.replace("INTEGER", "TEXT"));
    let run = project.run(&["check"]).ends(1);
    run.says_with("error[sealed-edited]: revision `a` has shipped, but its SQL was edited since");
    let run = project.run(&["seal"]).ends(1).says("");
    run.complains_with("error[sealed-edited]")
        .complains_with("\n1 error, nothing sealed\n");
}

#[test]
fn a_sealed_revision_cannot_go_or_get_another_parent() {
    let project = Project::with_one_head();
    project.run(&["seal"]).ends(0);
    project.revision("2_b.sql", "b", "base");
    project
        .run(&["check"])
        .ends(1)
        .says_with("error[sealed-reparented]");
    fs::remove_file(project.path("migrations/2_b.sql")).expect("removed");
    project
        .run(&["manifest"])
        .ends(0)
        .says_with("written: 1 file, 2 seals\n");
    project
        .run(&["check"])
        .ends(1)
        .says_with("error[sealed-removed]");
}

#[test]
fn sealing_again_changes_nothing() {
    let project = Project::with_one_head();
    project.run(&["seal"]).ends(0);
    let before = project.read(LOCK);
    project.run(&["seal"]).ends(0).says("nothing to seal\n");
    assert_eq!(project.read(LOCK), before);
    project
        .run(&["seal", "--check"])
        .ends(0)
        .says("nothing to seal\n");
}

#[test]
fn a_check_tells_what_is_not_sealed_and_writes_nothing() {
    let project = Project::with_one_head();
    let run = project.run(&["seal", "--check"]).ends(1);
    run.says("not sealed: a\nnot sealed: b\n2 revisions not sealed\n");
    assert_eq!(project.names(), ["1_a.sql", "2_b.sql"]);
}

#[test]
fn only_what_is_named_and_what_comes_before_it_is_sealed() {
    let project = Project::new();
    project.revision("1.sql", "first", "base");
    project.revision("2.sql", "second", "first");
    project.revision("3.sql", "third", "second");
    let run = project.run(&["seal", "sec"]).ends(0);
    run.says_with("sealed 2 revisions\n");
    assert_eq!(sealed(&project), ["first", "second"]);
    project.run(&["seal", "--check", "second"]).ends(0);
    let run = project.run(&["seal", "--check"]).ends(1);
    run.says("not sealed: third\n1 revision not sealed\n");
    project
        .run(&["seal", "head"])
        .ends(0)
        .says("sealed 1 revision\n");
    project.run(&["check"]).ends(0);
}

#[test]
fn an_unknown_revision_finds_its_neighbour() {
    let project = Project::new();
    project.revision("1.sql", "first", "base");
    project
        .run(&["seal", "frist"])
        .ends(2)
        .complains("error: no revision or label is called `frist`\nhelp: there is `first`\n");
    project
        .run(&["seal", "migrations"])
        .ends(2)
        .complains_with("help: a folder is named with `--dir migrations`\n");
}

#[test]
fn a_database_that_comes_into_use_is_added_to_the_seals() {
    let project = Project::with_one_head();
    project.run(&["seal"]).ends(0);
    let before = project.read(LOCK);
    project.write(
        "limbeck.toml",
        "[dialects]\nsqlite = \"any\"\npostgres = \"13\"\n",
    );
    let run = project.run(&["seal", "--check"]).ends(1);
    run.says_with("not sealed for every database: a\n");
    let run = project.run(&["seal"]).ends(0);
    run.says("added databases to 2 seals\n");
    let after = project.read(LOCK);
    for line in before.lines().filter(|line| line.starts_with("seal ")) {
        let (start, sqlite) = line.split_once("sqlite=").expect("sealed for sqlite");
        let kept =
            |new: &&str| new.starts_with(&format!("{start}postgres=h1:")) && new.ends_with(sqlite);
        assert_eq!(after.lines().filter(kept).count(), 1, "{after}");
    }
    project.run(&["check"]).ends(0);
}

#[test]
fn a_merge_and_a_dependency_are_sealed_with_their_edges() {
    let project = Project::with_two_heads();
    project.run(&["merge", "--rev-id", "m"]).ends(0);
    let text = "-- revision: z\n-- parent: m\n-- depends on: c, a\n-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n";
    project.write("migrations/9_z.sql", text);
    project
        .run(&["seal"])
        .ends(0)
        .says_with("sealed 5 revisions\n");
    let lock = project.read(LOCK);
    assert!(
        lock.contains("\nseal m parent=b,c depends-on= sqlite=h1:"),
        "{lock}"
    );
    assert!(
        lock.contains("\nseal z parent=m depends-on=a,c sqlite=h1:"),
        "{lock}"
    );
    project.run(&["check"]).ends(0);
}

#[test]
fn a_folder_with_findings_is_not_sealed() {
    let project = Project::with_two_heads();
    let run = project.run(&["seal"]).ends(1).says("");
    run.complains_with("error[multiple-heads]");
    assert_eq!(project.names(), ["1_a.sql", "2_b.sql", "3_c.sql"]);
}

#[test]
fn a_file_that_the_manifest_does_not_list_comes_first() {
    let project = Project::with_one_head();
    project.run(&["manifest"]).ends(0);
    project.revision("3_c.sql", "c", "b");
    let run = project.run(&["seal"]).ends(1);
    run.complains_with("error[manifest-unlisted-file]");
}

#[test]
fn a_comment_that_goes_is_told() {
    let project = Project::with_one_head();
    project.write(LOCK, "# mine\nformat 1\nfile 1_a.sql\nfile 2_b.sql\n");
    let run = project.run(&["seal"]).ends(0);
    run.says("dropped line 1, a comment: # mine\nsealed 2 revisions\n");
}
