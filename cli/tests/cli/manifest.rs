//! `limbeck manifest`.

use std::fs;

use crate::project::Project;

const HEADING: &str = "# Kept by limbeck. Merge it by union: keep the lines of both sides.\n";
const LOCK: &str = "migrations/revisions.lock";

fn seal(id: &str, dialect: &str, digit: char) -> String {
    let hex = digit.to_string().repeat(64);
    format!("seal {id} parent=base depends-on= {dialect}=h1:{hex}\n")
}

#[test]
fn the_folder_is_listed_and_then_up_to_date() {
    let project = Project::with_one_head();
    project.run(&["manifest"]).ends(0).says(
        "added 1_a.sql\nadded 2_b.sql\nmigrations/revisions.lock written: 2 files, 0 seals\n",
    );
    let text = project.read(LOCK);
    assert_eq!(
        text,
        format!("{HEADING}format 1\nfile 1_a.sql\nfile 2_b.sql\n")
    );
    let run = project.run(&["manifest"]).ends(0);
    run.says("migrations/revisions.lock is up to date: 2 files, 0 seals\n");
    project.run(&["manifest", "--check"]).ends(0);
    project.run(&["check"]).ends(0);
}

#[test]
fn what_came_and_went_is_told() {
    let project = Project::with_one_head();
    project.run(&["manifest"]).ends(0);
    fs::remove_file(project.path("migrations/2_b.sql")).expect("removed");
    fs::create_dir(project.path("migrations/sub")).expect("made");
    project.revision("sub/3_c.sql", "c", "a");
    let before = project.read(LOCK);
    project.run(&["manifest", "--check"]).ends(1).says(
        "would add sub/3_c.sql\nwould remove 2_b.sql\nmigrations/revisions.lock is out of date: 2 files, 0 seals\n",
    );
    assert_eq!(project.read(LOCK), before);
    project.run(&["manifest"]).ends(0).says(
        "added sub/3_c.sql\nremoved 2_b.sql\nmigrations/revisions.lock written: 2 files, 0 seals\n",
    );
    project.run(&["check"]).ends(0);
}

#[test]
fn only_revisions_are_listed() {
    let project = Project::with_one_head();
    for name in ["README.md", "notes.txt", ".hidden.sql"] {
        project.write(&format!("migrations/{name}"), "x");
    }
    let run = project.run(&["manifest"]).ends(0);
    run.says_with("written: 2 files, 0 seals\n");
}

#[test]
fn an_empty_folder_becomes_an_empty_history() {
    let project = Project::new();
    project
        .run(&["check"])
        .ends(1)
        .says_with("error[empty-folder]");
    project.run(&["manifest", "--check"]).ends(1);
    assert_eq!(project.names(), [""; 0]);
    project.run(&["manifest"]).ends(0);
    assert_eq!(project.read(LOCK), format!("{HEADING}format 1\n"));
    project
        .run(&["check"])
        .ends(0)
        .says("0 revisions, no findings\n");
}

#[test]
fn it_needs_no_dialects() {
    let project = Project::without_configuration();
    project.revision("1_a.sql", "a", "base");
    project.run(&["manifest", "migrations"]).ends(0);
}

#[test]
fn conflict_marks_go_and_the_seals_of_both_sides_stay() {
    let project = Project::with_two_heads();
    let (a, b, c) = (
        seal("a", "sqlite", '1'),
        seal("b", "sqlite", '2'),
        seal("c", "sqlite", '3'),
    );
    let text = format!(
        "{HEADING}format 1\nfile 1_a.sql\n<<<<<<< HEAD\nfile 2_b.sql\n=======\nfile 3_c.sql\n>>>>>>> topic\n{a}<<<<<<< HEAD\n{b}=======\n{c}>>>>>>> topic\n"
    );
    project.write(LOCK, &text);
    project
        .run(&["check"])
        .ends(1)
        .says_with("error[bad-manifest]: a merge conflict");
    let run = project.run(&["manifest", "--check"]).ends(1);
    run.says_with("would drop line 4, a merge conflict: <<<<<<< HEAD\n");
    assert_eq!(project.read(LOCK), text);
    project.run(&["manifest"]).ends(0).says(
        "dropped line 4, a merge conflict: <<<<<<< HEAD\n\
         dropped line 6, a merge conflict: =======\n\
         dropped line 8, a merge conflict: >>>>>>> topic\n\
         dropped line 10, a merge conflict: <<<<<<< HEAD\n\
         dropped line 12, a merge conflict: =======\n\
         dropped line 14, a merge conflict: >>>>>>> topic\n\
         migrations/revisions.lock written: 3 files, 3 seals\n",
    );
    let files = "file 1_a.sql\nfile 2_b.sql\nfile 3_c.sql\n";
    assert_eq!(
        project.read(LOCK),
        format!("{HEADING}format 1\n{files}{a}{b}{c}")
    );
}

#[test]
fn damage_is_dropped_line_by_line_and_told() {
    let project = Project::with_one_head();
    let a = seal("a", "sqlite", '1');
    let mut bytes = format!("# mine\n{a}seal b parent=a depends-on= sqlite=h1:12\nflie 1_a.sql\n");
    bytes.push_str("file 2_b.sql\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend(b"file \xFF.sql\n");
    project.write(LOCK, bytes);
    project.run(&["manifest"]).ends(0).says(
        "added 1_a.sql\n\
         dropped line 1, a comment: # mine\n\
         dropped line 3, a seal that cannot be read: seal b parent=a depends-on= sqlite=h1:12\n\
         dropped line 4, unknown word `flie`: flie 1_a.sql\n\
         dropped line 6, not UTF-8 text: file \u{fffd}.sql\n\
         migrations/revisions.lock written: 2 files, 1 seal\n",
    );
    let files = "file 1_a.sql\nfile 2_b.sql\n";
    assert_eq!(project.read(LOCK), format!("{HEADING}format 1\n{files}{a}"));
}

#[test]
fn seals_of_one_revision_for_different_databases_are_one() {
    let project = Project::with_one_head();
    let (sqlite, postgres) = (seal("a", "sqlite", '1'), seal("a", "postgres", '2'));
    project.write(LOCK, format!("{sqlite}{postgres}"));
    let run = project.run(&["manifest"]).ends(0);
    run.says_with("written: 2 files, 1 seal\n");
    let (one, two) = ("1".repeat(64), "2".repeat(64));
    let line = format!("seal a parent=base depends-on= postgres=h1:{two} sqlite=h1:{one}\n");
    assert!(project.read(LOCK).ends_with(&line));
}

#[test]
fn seals_that_contradict_each_other_both_stay() {
    let project = Project::with_one_head();
    let (one, two) = (seal("a", "sqlite", '1'), seal("a", "sqlite", '2'));
    project.write(
        LOCK,
        format!("<<<<<<< HEAD\n{one}=======\n{two}>>>>>>> topic\n"),
    );
    project.run(&["manifest"]).ends(1).complains(
        "error: sealed twice, and not alike: `a`\n\
         help: keep the line of the branch that has shipped and remove the other\n",
    );
    assert!(project.read(LOCK).ends_with(&format!("{one}{two}")));
    project
        .run(&["check"])
        .ends(1)
        .says_with("`a` is sealed twice, and not alike");
}

#[test]
fn a_manifest_of_a_newer_limbeck_is_left_alone() {
    let project = Project::with_one_head();
    let text = "format 2\nnews 1_a.sql\n";
    project.write(LOCK, text);
    project.run(&["manifest"]).ends(1).complains(
        "error: `migrations/revisions.lock` has format 2, which this limbeck cannot write\n\
         help: a newer limbeck wrote it: install that one\n",
    );
    assert_eq!(project.read(LOCK), text);
}

#[test]
fn a_folder_that_is_not_there_is_a_finding() {
    let run = Project::new().run(&["manifest", "gone"]).ends(1).says("");
    run.complains_with("error[unreadable]: folder `gone` cannot be read: it does not exist");
}

#[test]
fn a_manifest_that_is_a_folder_cannot_be_read() {
    let project = Project::with_one_head();
    fs::create_dir(project.path(LOCK)).expect("made");
    let run = project.run(&["manifest"]).ends(4);
    run.complains_with("error: `migrations/revisions.lock` cannot be read: ");
}

#[cfg(unix)]
#[test]
fn names_that_a_line_cannot_hold_are_refused() {
    let project = Project::with_one_head();
    project.revision("3\nc.sql", "c", "b");
    for command in ["manifest", "seal"] {
        project.run(&[command]).ends(1).complains(
            "error: a file's name cannot be listed: \"3\\nc.sql\"\n\
             help: rename it, without white space at its ends and without line breaks\n",
        );
    }
    assert_eq!(project.names(), ["1_a.sql", "2_b.sql", "3\nc.sql"]);
}

#[cfg(unix)]
#[test]
fn a_manifest_keeps_its_permissions_and_its_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let project = Project::with_one_head();
    project.write("elsewhere.lock", "format 1\n");
    let mode = fs::Permissions::from_mode(0o640);
    fs::set_permissions(project.path("elsewhere.lock"), mode).expect("set");
    symlink(project.path("elsewhere.lock"), project.path(LOCK)).expect("linked");
    project.run(&["manifest"]).ends(0);
    assert!(project.path(LOCK).is_symlink());
    assert!(project.read("elsewhere.lock").contains("file 1_a.sql"));
    let metadata = fs::metadata(project.path("elsewhere.lock")).expect("there");
    assert_eq!(metadata.permissions().mode() & 0o777, 0o640);
}

/// Root may write anywhere, so the binary runs as somebody else then.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_stays_as_it_was() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    use crate::project::{BINARY, Run};

    let mode = |path: &str, mode: u32| (path.to_owned(), fs::Permissions::from_mode(mode));
    let project = Project::with_two_heads();
    project.write(
        LOCK,
        "format 1\nfile 1_a.sql\nfile 2_b.sql\nfile 3_c.sql\nfile gone.sql\n",
    );
    // A copy: nobody else may enter the folder that the tests are built in. Not by this process: a
    // test that starts another one meanwhile would hand down the open file, which then cannot run.
    let mut copy = std::process::Command::new("cp");
    let copied = copy.arg(BINARY).arg(project.path("limbeck")).status();
    assert!(copied.expect("cp runs").success());
    for (path, mode) in [
        mode("", 0o755),
        mode("migrations", 0o555),
        mode("limbeck", 0o755),
    ] {
        fs::set_permissions(project.path(&path), mode).expect("set");
    }
    let names = project.names();
    for (arguments, file) in [(&["manifest"][..], "revisions.lock"), (&["merge"], ".sql")] {
        if arguments == ["merge"] {
            // A merge needs a folder without other findings.
            project.write(LOCK, "format 1\nfile 1_a.sql\nfile 2_b.sql\nfile 3_c.sql\n");
        }
        let before = project.read(LOCK);
        let mut command = std::process::Command::new(project.path("limbeck"));
        command.args(arguments).current_dir(project.root());
        if fs::metadata(project.root()).expect("there").uid() == 0 {
            command.uid(65534).gid(65534);
        }
        let run = Run::from(command.output().expect("the binary runs")).ends(4);
        let run = run.complains_with(&format!("{file}` cannot be written: permission denied\n"));
        run.complains_with("help: you need the right to write into the folder\n");
        assert_eq!(project.read(LOCK), before);
        assert_eq!(project.names(), names);
    }
    fs::set_permissions(
        project.path("migrations"),
        fs::Permissions::from_mode(0o755),
    )
    .expect("set");
}
