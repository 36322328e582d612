//! `beacon db`: limbeck's commands on the revisions in the binary. Its main is async, so that each
//! test also shows that they can be called from there.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A folder without a revision in it or around it.
fn elsewhere() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn beacon(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beacon"));
    command.current_dir(folder).args(arguments);
    command.env_remove("LIMBECK_SKIP");
    command.env("DATABASE_URL", "sqlite:beacon.db");
    command
}

/// What it prints where it succeeds.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = beacon(folder, arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn answer(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&said(folder, arguments)).unwrap()
}

#[test]
fn the_database_is_upgraded_with_no_file_in_sight() {
    let folder = elsewhere();
    let report = said(folder.path(), &["db", "upgrade"]);
    assert!(report.starts_with("upgraded 22 revisions in "), "{report}");
    let current = answer(folder.path(), &["db", "current", "--json"]);
    assert_eq!(current[0]["id"], "touch_updated_at");
    assert_eq!(current[0]["applied"]["by"], "beacon 0.1.0");
    assert_eq!(said(folder.path(), &[]), "up to date at touch_updated_at\n");
}

#[test]
fn the_history_is_the_one_in_the_binary() {
    let folder = elsewhere();
    let heads = answer(folder.path(), &["db", "heads", "--json"]);
    let head = &heads[0];
    assert_eq!(head["revision"], "touch_updated_at");
    assert!(heads.get(1).is_none());
    let path = head["path"].as_str().unwrap();
    assert!(
        path.ends_with("migrations/20250818150000_touch_updated_at.sql"),
        "{path}"
    );
}

#[test]
fn the_whole_history_is_there() {
    let folder = elsewhere();
    let history = answer(folder.path(), &["db", "history", "--json"]);
    let revisions = history.as_array().unwrap();
    assert_eq!(revisions.len(), 22);
    assert_eq!(revisions[0]["revision"], "touch_updated_at");
    assert_eq!(revisions[21]["revision"], "1f0a6c3d9b72");
}

#[test]
fn a_folder_that_is_named_is_read_instead() {
    let folder = elsewhere();
    fs::create_dir(folder.path().join("other")).unwrap();
    let text = "-- Begin\n--\n-- revision: begin\n-- parent: base\n\n\
        -- migrate: upgrade\nCREATE TABLE a (n INTEGER);\n\n-- migrate: downgrade\nDROP TABLE a;\n";
    fs::write(folder.path().join("other/1_begin.sql"), text).unwrap();
    let heads = said(folder.path(), &["db", "--dir", "other", "heads"]);
    assert_eq!(heads, "begin (head), Begin\n");
}

#[test]
fn what_cannot_be_done_has_the_exit_code_of_limbeck() {
    let folder = elsewhere();
    let output = beacon(folder.path(), &["db", "upgrade", "nowhere"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let folder = elsewhere();
    let output = beacon(folder.path(), &["db", "current"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "there is no such file");
}

#[test]
fn limbeck_skip_leaves_the_database_as_it_is() {
    let folder = elsewhere();
    let mut beacon = beacon(folder.path(), &[]);
    beacon.env("DATABASE_URL", "sqlite:beacon.db?mode=rwc");
    let output = beacon.env("LIMBECK_SKIP", "1").output().unwrap();
    assert_eq!(output.stdout, b"not migrated: LIMBECK_SKIP is set\n");
    let output = beacon.env("LIMBECK_SKIP", "").output().unwrap();
    assert!(output.stdout.starts_with(b"upgraded 22 revisions in "));
}
