//! BEACON's history broken in every way that happens: each gives one finding with its place and
//! what to do.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use limbeck_core::compile::compile;
use limbeck_core::project::Project;
use limbeck_tests::DIALECTS;

/// A revision that is sealed and one that is not.
const SEALED: &str = "20241201102000_add_email_verification.sql";
const NEW: &str = "20250818150000_touch_updated_at.sql";

/// Breaks a copy of the history and returns the code of the one finding, and where it points.
fn broken(break_it: impl Fn(&Path)) -> (&'static str, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("migrations");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(root.join("migrations")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
    }
    let project = Project {
        root: folder.path().to_owned(),
        config: None,
        base: folder.path().to_owned(),
        folder: Some(copy.clone()),
    };
    compile(&project, &DIALECTS)
        .result
        .expect("BEACON is a history");
    break_it(&copy);
    let compilation = compile(&project, &DIALECTS);
    let found = compilation.result.expect_err("the break is found");
    assert_eq!(found.len(), 1, "one mistake, one message: {found:#?}");
    assert!(!found[0].help.is_empty(), "{found:#?}");
    (
        found[0].code.name(),
        found[0].position(&compilation.sources),
    )
}

fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// A new revision, listed in the manifest, so that only its own mistake is found.
fn add(folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).unwrap();
    let manifest = folder.join("revisions.lock");
    let mut lines = fs::read_to_string(&manifest).unwrap();
    lines.push_str(&format!("file {file}\n"));
    fs::write(manifest, lines).unwrap();
}

#[test]
fn a_typo_in_a_parent() {
    let found = broken(|f| replace(f, NEW, "add_public_ids", "add_pubilc_ids"));
    assert_eq!(found, ("unknown-parent", format!("migrations/{NEW}:7:14")));
}

#[test]
fn a_deleted_file() {
    let found = broken(|f| fs::remove_file(f.join(NEW)).unwrap());
    assert_eq!(
        found,
        (
            "manifest-missing-file",
            "migrations/revisions.lock:24:1".to_owned()
        )
    );
}

#[test]
fn a_sealed_revision_deleted_with_its_line() {
    let line = format!("file {SEALED}\n");
    let found = broken(|f| {
        fs::remove_file(f.join(SEALED)).unwrap();
        replace(f, "revisions.lock", &line, "");
    });
    assert_eq!(found.0, "sealed-removed");
}

#[test]
fn a_duplicated_id() {
    let found = broken(|f| {
        let text = fs::read_to_string(f.join(NEW)).unwrap();
        fs::write(f.join("20250901000000_copy.sql"), text).unwrap();
    });
    let place = "migrations/20250901000000_copy.sql:6:14".to_owned();
    assert_eq!(found, ("duplicate-revision", place));
}

#[test]
fn a_cycle() {
    let found = broken(|f| {
        let file = "20250721093000_add_public_ids.sql";
        replace(
            f,
            file,
            "parent:   0c9a4e7d18f3",
            "parent:   touch_updated_at",
        );
    });
    assert_eq!(found.0, "cycle");
}

#[test]
fn two_heads() {
    let text = "-- Another head\n--\n-- revision: another\n-- parent: add_public_ids\n\n\
                -- migrate: upgrade\nSELECT 1;\n\n-- migrate: downgrade\nSELECT 1;\n";
    let found = broken(|f| add(f, "20250901000000_another.sql", text));
    let place = "migrations/20250901000000_another.sql:3:14".to_owned();
    assert_eq!(found, ("multiple-heads", place));
}

#[test]
fn no_downgrade() {
    let text = "-- No way back\n--\n-- revision: another\n-- parent: touch_updated_at\n\n\
                -- migrate: upgrade\nSELECT 1;\n";
    let found = broken(|f| add(f, "20250901000000_another.sql", text));
    let place = "migrations/20250901000000_another.sql:3:14".to_owned();
    assert_eq!(found, ("missing-downgrade", place));
}

#[test]
fn an_edited_sealed_revision() {
    let found = broken(|f| replace(f, SEALED, "VARCHAR(255)", "VARCHAR(256)"));
    assert_eq!(
        found,
        ("sealed-edited", format!("migrations/{SEALED}:6:14"))
    );
}

#[test]
fn a_reparented_sealed_revision() {
    let found = broken(|f| replace(f, SEALED, "9efcc1f82b81", "c45d8e01f3a6"));
    assert_eq!(
        found,
        ("sealed-reparented", format!("migrations/{SEALED}:7:14"))
    );
}

#[test]
fn an_unknown_directive() {
    let found = broken(|f| replace(f, NEW, "-- migrate: upgrade", "-- migrate: upgarde"));
    assert_eq!(found.0, "unknown-directive");
}

#[test]
fn an_unterminated_quote() {
    let text = "-- A quote\n--\n-- revision: another\n-- parent: touch_updated_at\n\n\
                -- migrate: upgrade\nUPDATE users SET role = 'admin;\n\n-- migrate: downgrade\nSELECT 1;\n";
    let found = broken(|f| add(f, "20250901000000_another.sql", text));
    let place = "migrations/20250901000000_another.sql:7:25".to_owned();
    assert_eq!(found, ("unterminated", place));
}

#[test]
fn a_stray_file() {
    let found = broken(|f| fs::write(f.join("notes.txt"), "remember").unwrap());
    assert_eq!(found, ("stray-file", "migrations/notes.txt".to_owned()));
}

#[test]
fn a_file_that_the_manifest_does_not_list() {
    let text = "-- Another\n--\n-- revision: another\n-- parent: touch_updated_at\n\n\
                -- migrate: upgrade\nSELECT 1;\n\n-- migrate: downgrade\nSELECT 1;\n";
    let found = broken(|f| fs::write(f.join("20250901000000_another.sql"), text).unwrap());
    let place = "migrations/20250901000000_another.sql:3:14".to_owned();
    assert_eq!(found, ("manifest-unlisted-file", place));
}
