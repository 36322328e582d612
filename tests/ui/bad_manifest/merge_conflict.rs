//! Conflict marks in the manifest are one error.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/bad_manifest/merge_conflict");

fn main() {
    let _ = &MIGRATIONS;
}
