//! Every mistake is one compile error that names its place and what to do.
//!
//! trybuild builds the cases in a crate of its own under `target/`, whose folder the macro's paths
//! are relative to: the fixtures are linked into it. The words are pinned by the snapshots of
//! `limbeck-core`; here is proven that they reach rustc. `TRYBUILD=overwrite` writes the `.stderr`
//! files anew.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_mistake_is_a_compile_error() {
    let cases = cases(Path::new("ui"));
    assert!(cases.len() > 30, "the cases are gone: {cases:?}");
    link_fixtures();
    let runner = trybuild::TestCases::new();
    runner.pass("ui_pass/*.rs");
    for case in cases {
        runner.compile_fail(case);
    }
}

/// Every `.rs` file below `folder`, sorted. A test file is one that has its folder, if any, beside
/// it; fixtures themselves hold a `.rs` file only to be refused.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for code in fs::read_dir(folder).unwrap() {
        let code = code.unwrap().path();
        for case in fs::read_dir(&code).unwrap() {
            let case = case.unwrap().path();
            if case.extension().is_some_and(|extension| extension == "rs") {
                found.push(case);
            }
        }
    }
    found.sort();
    found
}

/// Links the fixtures to where trybuild's own crate will look for them.
fn link_fixtures() {
    let target = target_dir();
    let project = target.join("tests/trybuild/limbeck-tests");
    fs::create_dir_all(&project).unwrap();
    for folder in ["ui", "ui_pass"] {
        let link = project.join(folder);
        if link.symlink_metadata().is_err() {
            let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            std::os::unix::fs::symlink(fixtures, link).unwrap();
        }
    }
}

/// Where cargo builds: the test binary lies in `<target>/debug/deps`.
fn target_dir() -> PathBuf {
    let binary = std::env::current_exe().unwrap();
    binary.ancestors().nth(3).unwrap().to_owned()
}
