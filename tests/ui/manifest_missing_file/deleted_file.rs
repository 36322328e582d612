//! A file that the manifest lists and the folder lacks is the one error.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/manifest_missing_file/deleted_file");

fn main() {
    let _ = &MIGRATIONS;
}
