//! What the integration tests share: databases to test on, and histories made at run time.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test stops at the first surprise and says so"
)]

use std::path::Path;

use limbeck::{Dialect, Migrations};
use limbeck_core::code::Code;
use limbeck_core::compile::compile_allowing;
use limbeck_core::packed;
use limbeck_core::project::Project;
use limbeck_core::render::render;

mod database;
#[cfg(feature = "measure")]
pub mod measure;
pub mod oracle;
pub mod session;

pub use database::TestDatabase;

/// The dialects that every test history is compiled for.
pub const DIALECTS: [Dialect; 2] = [Dialect::Postgres, Dialect::Sqlite];

/// Compiles the history that `files` (path and text) make, as the macro would.
///
/// # Panics
///
/// Panics with the rendered findings if they are no history.
pub fn history(files: &[(&str, &str)]) -> Migrations {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    compiled(folder.path(), None)
}

/// Compiles a history that may have several heads and whatever else a configuration can allow.
///
/// # Panics
///
/// As [`history`].
pub fn history_of_any_shape(files: &[(String, String)]) -> Migrations {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    packed_into(
        folder.path(),
        None,
        &[Code::MultipleHeads, Code::RedundantParent],
    )
}

/// Compiles the history in `folder`; `stale` is the folder that the binary remembers.
///
/// # Panics
///
/// As [`history`].
pub fn compiled(folder: &Path, stale: Option<&'static str>) -> Migrations {
    packed_into(folder, stale, &[])
}

fn packed_into(folder: &Path, stale: Option<&'static str>, allow: &[Code]) -> Migrations {
    let project = Project {
        root: folder.to_owned(),
        config: None,
        folder: Some(folder.to_owned()),
        base: folder.to_owned(),
    };
    let compilation = compile_allowing(&project, &DIALECTS, allow);
    let compiled = compilation.result.as_ref().unwrap_or_else(|found| {
        let texts = found.iter().map(|d| render(d, &compilation.sources, false));
        panic!("{}", texts.collect::<Vec<_>>().join("\n\n"))
    });
    let parts = packed::write(compiled, &compilation.sources, "main");
    // A test makes a handful of histories; the process ends soon.
    let text = Box::leak(parts.text.into_boxed_str());
    let table = Box::leak(parts.table.into_boxed_slice());
    limbeck::__private::migrations(text, table, stale, "tests 1.0")
}

/// Writes a revision: a header and two sections for every dialect.
pub fn revision(id: &str, parent: &str, upgrade: &str, downgrade: &str) -> String {
    format!(
        "-- {id}\n--\n-- revision: {id}\n-- parent: {parent}\n\n\
         -- migrate: upgrade\n{upgrade}\n\n-- migrate: downgrade\n{downgrade}\n"
    )
}

/// A chain of `length` revisions, `r0001` and on, each of which makes a table of its own.
pub fn chain(length: usize) -> Vec<(String, String)> {
    (1..=length)
        .map(|number| {
            let id = format!("r{number:04}");
            let parent = match number {
                1 => "base".to_owned(),
                _ => format!("r{:04}", number - 1),
            };
            let upgrade = format!(
                "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n\
                 CREATE INDEX ix_t{number}_name ON t{number} (name);"
            );
            let downgrade = format!("DROP TABLE t{number};");
            (
                format!("{id}.sql"),
                revision(&id, &parent, &upgrade, &downgrade),
            )
        })
        .collect()
}

/// Compiles what [`chain`] makes, or any other list of files.
pub fn history_of(files: &[(String, String)]) -> Migrations {
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(p, t)| (p.as_str(), t.as_str()))
        .collect();
    history(&files)
}
