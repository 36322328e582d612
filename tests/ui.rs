//! Every mistake is one compile error that names its place and what to do.
//!
//! trybuild builds the cases in a crate of its own under `target/`, whose folder the macro's paths
//! are relative to: the fixtures are linked into it. The words are pinned by the snapshots of
//! `limbeck-core`; here is proven that they reach rustc. `TRYBUILD=overwrite` writes the `.stderr`
//! files anew.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// trybuild's crate is one folder, and its configuration is part of some cases.
static PROJECT: Mutex<()> = Mutex::new(());

#[test]
fn every_mistake_is_a_compile_error() {
    let _alone = PROJECT.lock().unwrap_or_else(PoisonError::into_inner);
    let cases = cases(Path::new("ui"));
    assert!(cases.len() > 30, "the cases are gone: {cases:?}");
    link_fixtures();
    // Only cases that fail: trybuild then checks all of them in one go.
    let runner = trybuild::TestCases::new();
    for case in cases {
        runner.compile_fail(case);
    }
}

#[test]
fn a_mistake_in_the_configuration_is_a_compile_error() {
    let _alone = PROJECT.lock().unwrap_or_else(PoisonError::into_inner);
    let cases = cases(Path::new("ui_config"));
    assert!(!cases.is_empty());
    let config = link_fixtures().join("limbeck.toml");
    for case in cases {
        fs::copy(case.with_extension("").join("limbeck.toml"), &config).unwrap();
        trybuild::TestCases::new().compile_fail(case);
    }
    fs::remove_file(config).unwrap();
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

/// Links the fixtures to where trybuild's own crate will look for them, and returns that crate's
/// folder. A configuration that a failed run left there goes.
fn link_fixtures() -> PathBuf {
    let target = target_dir();
    let project = target.join("tests/trybuild/limbeck-tests");
    fs::create_dir_all(&project).unwrap();
    let link = project.join("ui");
    if link.symlink_metadata().is_err() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
        std::os::unix::fs::symlink(fixtures, link).unwrap();
    }
    let _ = fs::remove_file(project.join("limbeck.toml"));
    project
}

/// Where cargo builds: the test binary lies in `<target>/debug/deps`.
fn target_dir() -> PathBuf {
    let binary = std::env::current_exe().unwrap();
    binary.ancestors().nth(3).unwrap().to_owned()
}
