//! What the macro embeds is what the folder holds, read by the same door.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use limbeck::{Dialect, Direction, Migrations};
use limbeck_core::compile::compile;
use limbeck_core::packed::{Packed, write};
use limbeck_core::project::Project;

static BEACON: Migrations = limbeck::migrations!("../migrations");

#[test]
fn the_macro_stands_wherever_a_value_may_stand() {
    const CONSTANT: Migrations = limbeck::migrations!("../migrations");
    // Without argument: the folder that limbeck.toml names.
    let local = limbeck::migrations!();
    for migrations in [CONSTANT, local] {
        assert_eq!(migrations.len(), BEACON.len());
        assert_eq!(migrations.heads(), BEACON.heads());
    }
}

#[test]
fn the_embedded_history_equals_the_folder() {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::of_crate(crate_dir, Some("../migrations"));
    let compilation = compile(&project, &[]);
    let compiled = compilation.result.unwrap();
    let parts = write(&compiled, &compilation.sources, "main");
    let text: &'static str = Box::leak(parts.text.into_boxed_str());
    let table: &'static [u8] = Box::leak(parts.table.into_boxed_slice());
    let disk = Packed::new(text, table);
    let folder: Option<&'static str> = None;
    let from_disk = limbeck::__private::migrations(text, table, folder, "");
    assert_eq!(BEACON.len(), disk.len());
    assert_eq!(BEACON.heads(), from_disk.heads());
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        for (direction, from, to) in [
            (Direction::Upgrade, "base", "heads"),
            (Direction::Downgrade, "heads", "base"),
        ] {
            let script = |m: &Migrations| {
                let migrator = m.migrator().applied_by("test");
                migrator.sql(dialect, direction, from, to).unwrap()
            };
            let embedded = script(&BEACON);
            assert!(embedded.len() > 4_000);
            assert_eq!(embedded, script(&from_disk));
        }
    }
}

#[test]
fn what_the_headers_say_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let project = Project::of_crate(root, Some("migrations"));
    let compiled = compile(&project, &[]).result.unwrap();
    let packed = limbeck::__private::packed(&BEACON);
    assert_eq!(packed.graph().order(), compiled.graph.order());
    let mut dated = 0;
    for (embedded, read) in packed.revisions().zip(&compiled.revisions) {
        assert_eq!(embedded.id(), read.id());
        assert_eq!(embedded.message(), read.header.message);
        let created = read.header.created.as_deref();
        assert_eq!(embedded.created(), created.unwrap_or_default());
        dated += usize::from(created.is_some());
    }
    assert!(dated > 0, "no header of the worked example says when");
}

#[test]
fn every_statement_is_found_at_its_line_of_its_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let project = Project::of_crate(root, Some("migrations"));
    let compilation = compile(&project, &[]);
    let compiled = compilation.result.unwrap();
    let parts = write(&compiled, &compilation.sources, "main");
    let text: &'static str = Box::leak(parts.text.into_boxed_str());
    let table: &'static [u8] = Box::leak(parts.table.into_boxed_slice());
    let mut statements = 0;
    for revision in Packed::new(text, table).revisions() {
        let file = std::fs::read_to_string(root.join(revision.path())).unwrap();
        for dialect in [Dialect::Postgres, Dialect::Sqlite] {
            for direction in [Direction::Upgrade, Direction::Downgrade] {
                let script = revision.script(dialect, direction).unwrap();
                for statement in script.statements() {
                    let from_line = file.split_inclusive('\n').skip(statement.line as usize - 1);
                    let rest: String = from_line.collect();
                    assert!(rest.starts_with(statement.sql), "{}", revision.path());
                    statements += 1;
                }
            }
        }
    }
    assert!(statements > 200, "{statements}");
}
