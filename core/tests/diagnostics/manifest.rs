//! `bad-manifest`, `manifest-missing-file`, `manifest-unlisted-file`, `sealed-removed`,
//! `sealed-reparented`, `sealed-edited`.

use insta::assert_snapshot;

use super::*;

/// A base `a.sql` beside this manifest.
fn with(manifest: &str) -> String {
    diagnose(&[
        ("a.sql", &revision("a", "base")),
        ("revisions.lock", manifest),
    ])
}

/// Three revisions in a line.
fn line() -> [(&'static str, String); 3] {
    [
        ("a.sql", revision("a", "base")),
        ("b.sql", revision("b", "a")),
        ("c.sql", revision("c", "b")),
    ]
}

/// `files` with all of them sealed, then `now` in their place.
fn sealed_then(files: &[(&'static str, String)], now: &[(&str, &str)]) -> String {
    let mut now = now.to_vec();
    let manifest = seal(files);
    now.push(("revisions.lock", &manifest));
    diagnose(&now)
}

fn seal(files: &[(&'static str, String)]) -> String {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, &**text)).collect();
    sealing(&files)
}

#[test]
fn an_unknown_word_in_the_manifest_is_told() {
    assert_snapshot!(with("format 1\nfile a.sql\nfiel b.sql\n"), @"
    error[bad-manifest]: unknown word `fiel`
     --> migrations/revisions.lock:3:1
      |
    3 | fiel b.sql
      | ^^^^^^^^^^
      |
      = help: `limbeck manifest` writes it anew and keeps the seals it can read
    ");
}

#[test]
fn a_newer_format_is_told() {
    assert_snapshot!(with("format 2\nfile a.sql\n"), @"
    error[bad-manifest]: format `2` is none that this limbeck reads
     --> migrations/revisions.lock:1:1
      |
    1 | format 2
      | ^^^^^^^^
      |
      = help: a newer limbeck wrote it; use that one
    ");
}

#[test]
fn a_seal_that_cannot_be_read_is_told() {
    assert_snapshot!(with("format 1\nfile a.sql\nseal a parent=base sqlite=h9:00\n"), @"
    error[bad-manifest]: a seal that cannot be read
     --> migrations/revisions.lock:3:1
      |
    3 | seal a parent=base sqlite=h9:00
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: `limbeck manifest` writes it anew and keeps the seals it can read
    ");
}

#[test]
fn a_seal_that_lacks_its_checksums_protects_nothing_and_is_told() {
    let truncated = [
        "seal a parent=base",
        "seal a sqlite=h1:00",
        "seal a b parent=base",
    ];
    for seal in truncated {
        let told = with(&format!("format 1\nfile a.sql\n{seal}\n"));
        assert!(
            told.contains("a seal that cannot be read"),
            "{seal}: {told}"
        );
    }
}

#[test]
fn a_merge_conflict_is_told_once() {
    assert_snapshot!(
        with("format 1\n<<<<<<< HEAD\nfile a.sql\n=======\nfile b.sql\n>>>>>>> feature\n"),
        @"
    error[bad-manifest]: a merge conflict
     --> migrations/revisions.lock:2:1
      |
    2 | <<<<<<< HEAD
      | ^^^^^^^^^^^^
      |
      = help: keep the lines of both sides, without the marks
    "
    );
}

#[test]
fn two_seals_that_differ_are_told() {
    let hex = "0".repeat(64);
    let manifest = format!(
        "format 1\nfile a.sql\nseal a parent=base sqlite=h1:{hex}\nseal a parent=b sqlite=h1:{hex}\n"
    );
    let text = with(&manifest).replace(&hex, "<hex>");
    assert!(
        text.contains("`a` is sealed twice, and not alike"),
        "{text}"
    );
    assert!(
        text.contains("keep the line of the branch that has shipped"),
        "{text}"
    );
}

#[test]
fn a_merge_by_union_is_a_manifest() {
    let [a, b, _] = line();
    let files = [(a.0, &*a.1), (b.0, &*b.1)];
    let manifest = sealing(&files);
    let union = format!("# Kept by limbeck.\n{manifest}\n{manifest}");
    compiles(&[files[0], files[1], ("revisions.lock", &union)]);
}

#[test]
fn a_listed_file_that_is_gone_is_the_only_thing_told() {
    let [a, b, c] = line();
    let manifest = listing(&["a.sql", "b.sql", "c.sql"]);
    assert_snapshot!(diagnose(&[(a.0, &a.1), (c.0, &c.1), ("revisions.lock", &manifest)]), @"
    error[manifest-missing-file]: `b.sql` is listed in revisions.lock, but the file is gone
     --> migrations/revisions.lock:3:1
      |
    3 | file b.sql
      | ^^^^^^^^^^ no such file in the folder
      |
      = help: bring it back (`git log --diff-filter=D -- migrations/b.sql` finds it)
      = help: if it was renamed, or has never shipped and shall go, run `limbeck manifest`
    ");
    assert!(manifest.contains(b.0));
}

#[test]
fn a_sealed_file_that_is_gone_is_told_as_a_file_that_is_gone() {
    let files = line();
    let manifest = seal(&files);
    let [a, b, _] = files;
    let now = [(a.0, &*a.1), (b.0, &*b.1), ("revisions.lock", &*manifest)];
    assert_eq!(codes(&now), ["manifest-missing-file"]);
}

#[test]
fn a_renamed_file_is_told_once() {
    let [a, b, _] = line();
    let manifest = listing(&["a.sql", "b.sql"]);
    let now = [
        (a.0, &*a.1),
        ("b2.sql", &*b.1),
        ("revisions.lock", &*manifest),
    ];
    assert_eq!(codes(&now), ["manifest-missing-file"]);
}

#[test]
fn a_file_that_is_not_listed_is_told() {
    let [a, b, _] = line();
    let manifest = listing(&["a.sql"]);
    assert_snapshot!(diagnose(&[(a.0, &a.1), (b.0, &b.1), ("revisions.lock", &manifest)]), @"
    error[manifest-unlisted-file]: `b.sql` is not listed in revisions.lock
     --> migrations/b.sql:1:14
      |
    1 | -- revision: b
      |              ^ a revision that the manifest does not know
      |
      = note: the manifest is how cargo notices new files
      = help: run `limbeck manifest` and commit the manifest with the file
    ");
}

#[test]
fn files_in_sub_folders_are_listed_with_their_path() {
    let [a, b, _] = line();
    let manifest = listing(&["2024/b.sql", "a.sql"]);
    compiles(&[
        (a.0, &a.1),
        ("2024/b.sql", &b.1),
        ("revisions.lock", &manifest),
    ]);
}

#[test]
fn a_copied_file_is_a_duplicate_and_not_an_unlisted_file_too() {
    let [a, _, _] = line();
    let manifest = seal(std::slice::from_ref(&a));
    let now = [
        (a.0, &*a.1),
        ("a2.sql", &*a.1),
        ("revisions.lock", &*manifest),
    ];
    assert_eq!(codes(&now), ["duplicate-revision"]);
}

#[test]
fn a_copied_and_edited_file_is_a_duplicate_and_not_an_edited_seal() {
    let [a, _, _] = line();
    let manifest = seal(std::slice::from_ref(&a));
    let copy = a.1.replace("INT", "BIGINT");
    let now = [
        (a.0, &*a.1),
        ("a2.sql", &*copy),
        ("revisions.lock", &*manifest),
    ];
    assert_eq!(codes(&now), ["duplicate-revision"]);
}

#[test]
fn a_sealed_revision_that_is_in_no_file_is_told() {
    let files = line();
    let manifest = seal(&files).replace("file c.sql\n", "");
    let [a, b, _] = files;
    let text = diagnose(&[(a.0, &a.1), (b.0, &b.1), ("revisions.lock", &manifest)]);
    let text: Vec<&str> = text.split('\n').map(shortened).collect();
    assert_snapshot!(text.join("\n"), @"
    error[sealed-removed]: revision `c` has shipped, but no file has it any more
     --> migrations/revisions.lock:6:1
      |
    6 | seal c parent=b depends-on=
      | ^^^^^^ sealed here
      |
      = help: bring its file back; databases out there have it applied
      = help: to take back what it did, write a new revision
    ");
}

#[test]
fn a_sealed_revision_with_another_parent_is_told() {
    let files = line();
    let [a, b, _] = line();
    let text = sealed_then(
        &files,
        &[(a.0, &a.1), (b.0, &b.1), ("c.sql", &revision("c", "a"))],
    );
    let text: Vec<&str> = text.split('\n').map(shortened).collect();
    assert_snapshot!(text.join("\n"), @"
    error[sealed-reparented]: revision `c` has shipped with another `parent`
     --> migrations/c.sql:2:12
      |
    2 | -- parent: a
      |            ^ the seal has `parent: b`
      |
     ::: migrations/revisions.lock:7:1
      |
    7 | seal c parent=b depends-on=
      | ------ sealed here
      |
      = help: put it back
      = help: a new edge between old revisions belongs into a new revision
    ");
}

#[test]
fn a_sealed_base_that_got_a_parent_is_told() {
    let sealed = [("a.sql", revision("a", "base"))];
    let now = [
        ("0.sql", revision("zero", "base")),
        ("a.sql", revision("a", "zero")),
    ];
    let text = sealed_then(&sealed, &[("0.sql", &now[0].1), ("a.sql", &now[1].1)]);
    let text: Vec<&str> = text.split('\n').map(shortened).collect();
    assert_snapshot!(text.join("\n"), @"
    error[sealed-reparented]: revision `a` has shipped with another `parent`
     --> migrations/a.sql:2:12
      |
    2 | -- parent: zero
      |            ^^^^ the seal has `parent: base`
      |
     ::: migrations/revisions.lock:3:1
      |
    3 | seal a parent=base depends-on=
      | ------ sealed here
      |
      = help: put it back
      = help: a new edge between old revisions belongs into a new revision
    ");
}

#[test]
fn a_sealed_revision_with_a_new_dependency_is_told() {
    let files = line();
    let [a, b, _] = line();
    let c = with_header("-- revision: c\n-- parent: b\n-- depends on: a\n", "c");
    let text = sealed_then(&files, &[(a.0, &a.1), (b.0, &b.1), ("c.sql", &c)]);
    let text: Vec<&str> = text.split('\n').map(shortened).collect();
    assert_snapshot!(text.join("\n"), @"
    error[sealed-reparented]: revision `c` has shipped with another `depends on`
     --> migrations/c.sql:3:16
      |
    3 | -- depends on: a
      |                ^ the seal has no `depends on`
      |
     ::: migrations/revisions.lock:7:1
      |
    7 | seal c parent=b depends-on=
      | ------ sealed here
      |
      = help: take the line out
      = help: a new edge between old revisions belongs into a new revision
    ");
}

#[test]
fn a_sealed_revision_that_does_something_else_is_told() {
    let files = line();
    let [a, b, c] = line();
    let edited = b.1.replace("INT", "BIGINT");
    let text = sealed_then(&files, &[(a.0, &a.1), (b.0, &edited), (c.0, &c.1)]);
    let text: Vec<&str> = text.split('\n').map(shortened).collect();
    assert_snapshot!(text.join("\n"), @"
    error[sealed-edited]: revision `b` has shipped, but its SQL was edited since
     --> migrations/b.sql:1:14
      |
    1 | -- revision: b
      |              ^ differs for postgres and sqlite
      |
     ::: migrations/revisions.lock:6:1
      |
    6 | seal b parent=a depends-on=
      | ------ sealed here
      |
      = note: comments and white space do not count
      = help: put it back (`git log -p` on the file shows how it was)
      = help: write the change as a new revision: databases out there have run the old text
    ");
}

#[test]
fn a_sealed_downgrade_that_does_something_else_is_told() {
    let files = line();
    let [a, b, c] = line();
    let edited = b.1.replace("DROP TABLE b", "DROP TABLE IF EXISTS b");
    let text = sealed_then(&files, &[(a.0, &a.1), (b.0, &edited), (c.0, &c.1)]);
    assert!(
        text.starts_with("error[sealed-edited]: revision `b` has shipped"),
        "{text}"
    );
}

#[test]
fn a_sealed_revision_may_be_reformatted_renamed_and_served_for_more_databases() {
    let files = line();
    let manifest = seal(&files).replace("a.sql", "first.sql");
    let [a, b, c] = files;
    let reformatted = a.1.replace("(id INT);", "(\n  -- the key\n  id INT\n) ;;");
    let reworded =
        b.1.replace("-- revision", "-- Create b, at last\n--\n-- revision");
    let mysql = format!(
        "{}-- migrate: upgrade mysql\nSELECT 1;\n-- migrate: downgrade mysql\nSELECT 1;\n",
        c.1
    );
    let now = [
        ("first.sql", &*reformatted),
        (b.0, &*reworded),
        (c.0, &*mysql),
        ("revisions.lock", &*manifest),
    ];
    compiles(&now);
    compiles_for(&Dialect::ALL, &now);
}

/// Seals are long lines of hex; what matters is before it.
fn shortened(line: &str) -> &str {
    line.find(" postgres=").map_or(line, |end| &line[..end])
}
