//! What each mistake says: the words that rustc, the command line and the editor show.
//!
//! Every code has at least one test here, with its input beside the message. Where the wiring
//! matters (the macro, the command line) `tests/ui` and `tests/cli` prove it once.
#![cfg(feature = "author")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::{Compilation, Compiled, compile};
use limbeck_core::project::Project;
use limbeck_core::render::render;
use tempfile::TempDir;

#[path = "diagnostics/body.rs"]
mod body;
#[path = "diagnostics/config.rs"]
mod config;
#[path = "diagnostics/directives.rs"]
mod directives;
#[path = "diagnostics/folder.rs"]
mod folder;
#[path = "diagnostics/graph.rs"]
mod graph;
#[path = "diagnostics/header.rs"]
mod header;
#[path = "diagnostics/manifest.rs"]
mod manifest;
#[path = "diagnostics/several.rs"]
mod several;
#[path = "diagnostics/statements.rs"]
mod statements;
#[path = "diagnostics/text.rs"]
mod text;

const DIALECTS: [Dialect; 2] = [Dialect::Postgres, Dialect::Sqlite];

#[test]
fn every_code_is_shown_with_its_words() {
    let tests = [
        include_str!("diagnostics/body.rs"),
        include_str!("diagnostics/config.rs"),
        include_str!("diagnostics/folder.rs"),
        include_str!("diagnostics/graph.rs"),
        include_str!("diagnostics/header.rs"),
        include_str!("diagnostics/manifest.rs"),
        include_str!("diagnostics/statements.rs"),
    ];
    // What takes a reader of SQL has its words in limbeck-schema.
    for code in Code::ALL.iter().filter(|code| **code < Code::StaleSnapshot) {
        let title = format!("    error[{code}]: ");
        assert!(tests.iter().any(|text| text.contains(&title)), "{code}");
    }
}

/// Compiles `files` for postgres and sqlite and returns what is wrong with them, which must be
/// something.
fn diagnose(files: &[(&str, &str)]) -> String {
    diagnose_for(&DIALECTS, files)
}

fn diagnose_for(dialects: &[Dialect], files: &[(&str, &str)]) -> String {
    told(&run(&written(files), dialects))
}

/// Compiles `files` for postgres and sqlite, which must go without findings.
fn compiles(files: &[(&str, &str)]) -> Compiled {
    compiles_for(&DIALECTS, files)
}

fn compiles_for(dialects: &[Dialect], files: &[(&str, &str)]) -> Compiled {
    let compilation = run(&written(files), dialects);
    match compilation.result {
        Ok(compiled) => compiled,
        Err(_) => panic!("should compile:\n{}", told(&compilation)),
    }
}

/// Writes `files` into the folder `migrations`; `limbeck.toml` goes beside the folder.
fn written<T: AsRef<[u8]>>(files: &[(&str, T)]) -> TempDir {
    let root = TempDir::new().unwrap();
    fs::create_dir(root.path().join("migrations")).unwrap();
    for (path, content) in files {
        let folder = if *path == "limbeck.toml" {
            ""
        } else {
            "migrations"
        };
        let path = root.path().join(folder).join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    root
}

fn run(root: &TempDir, dialects: &[Dialect]) -> Compilation {
    compile(&project(root.path(), "migrations"), dialects)
}

fn project(root: &Path, folder: &str) -> Project {
    let config = Some(root.join("limbeck.toml")).filter(|path| path.exists());
    Project {
        root: root.to_owned(),
        folder: config.is_none().then(|| root.join(folder)),
        config,
        base: root.to_owned(),
    }
}

/// The findings as the command line shows them, with empty lines between.
fn told(compilation: &Compilation) -> String {
    let Err(found) = &compilation.result else {
        panic!("nothing is wrong with these files");
    };
    assert!(!found.is_empty(), "refused without saying why");
    let texts = found.iter().map(|d| render(d, &compilation.sources, false));
    texts.collect::<Vec<_>>().join("\n\n")
}

/// The names of the codes that were found, in order.
fn codes(files: &[(&str, &str)]) -> Vec<&'static str> {
    let compilation = run(&written(files), &DIALECTS);
    let found = compilation.result.err().unwrap_or_default();
    found.iter().map(|d| d.code.name()).collect()
}

/// A whole revision that creates a table of its own name.
fn revision(id: &str, parent: &str) -> String {
    with_header(&format!("-- revision: {id}\n-- parent: {parent}\n"), id)
}

/// `header` and sections that create `table` and drop it.
fn with_header(header: &str, table: &str) -> String {
    format!(
        "{header}\n-- migrate: upgrade\nCREATE TABLE {table} (id INT);\n\n-- migrate: downgrade\nDROP TABLE {table};\n"
    )
}

/// A base with the id `a` and this body.
fn with_body(body: &str) -> String {
    format!("-- revision: a\n-- parent: base\n\n{body}")
}

/// The manifest of these files, with no seals.
fn listing(files: &[&str]) -> String {
    let lines = files.iter().map(|file| format!("file {file}\n"));
    format!("format 1\n{}", lines.collect::<String>())
}

/// A manifest of `files` that seals each revision among them, as `limbeck seal` writes it.
fn sealing(files: &[(&str, &str)]) -> String {
    let compiled = compiles(files);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let mut manifest = listing(&names);
    for revision in &compiled.revisions {
        let texts = |names: &[limbeck_core::header::Name]| {
            let names = names.iter().map(|name| name.text.as_str());
            names.collect::<Vec<_>>().join(",")
        };
        let parents = match texts(&revision.header.parents) {
            none if none.is_empty() => "base".to_owned(),
            parents => parents,
        };
        let depends_on = texts(&revision.header.depends_on);
        manifest += &format!(
            "seal {} parent={parents} depends-on={depends_on}",
            revision.id()
        );
        for scripts in &revision.scripts {
            manifest += &format!(" {}={}", scripts.dialect, scripts.checksum);
        }
        manifest += "\n";
    }
    manifest
}

fn folder_of(root: &TempDir) -> PathBuf {
    root.path().join("migrations")
}
