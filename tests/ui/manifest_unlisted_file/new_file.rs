//! A file that the manifest does not list is an error.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/manifest_unlisted_file/new_file");

fn main() {
    let _ = &MIGRATIONS;
}
