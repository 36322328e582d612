//! The README's example, in a crate of its own outside the workspace: it compiles, runs, and says
//! what the README says that it says.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_readme_example_runs_as_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let runtime = root.join("runtime").display().to_string();
    let manifest = block(&readme, "toml").replace(
        "limbeck = { version = \"0.1\"",
        &format!("limbeck = {{ path = {runtime:?}"),
    );
    assert!(manifest.contains("path ="), "{manifest}");
    let package = "[package]\nname = \"app\"\nedition = \"2024\"\n\n[workspace]\n\n";
    write("Cargo.toml", &format!("{package}{manifest}"));
    write("src/main.rs", &block(&readme, "rust"));
    let file = "migrations/20241201102000_create_users.sql";
    assert!(readme.contains(file));
    write(file, &block(&readme, "sql"));
    // The same versions as the workspace's, which are there already.
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let said = [run(folder.path()), run(folder.path())];
    let expected = readme.split("$ cargo run\n").skip(1).take(2);
    for (said, expected) in said.iter().zip(expected) {
        let expected = expected.split('\n').next().unwrap();
        assert_eq!(without_time(said), without_time(expected));
    }
}

/// The README's first block of a language, without the line that names its file.
fn block(readme: &str, language: &str) -> String {
    let start = format!("```{language}\n");
    let (_, rest) = readme.split_once(&start).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn run(folder: &Path) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target_dir())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// How long it took is the only thing that may differ.
fn without_time(line: &str) -> String {
    let words = line.split(' ');
    let number = |word: &&str| word.parse::<f64>().is_err();
    words.filter(number).collect::<Vec<_>>().join(" ")
}

/// Cargo's own target folder has the dependencies built already.
fn target_dir() -> PathBuf {
    let binary = std::env::current_exe().unwrap();
    binary.ancestors().nth(3).unwrap().to_owned()
}
