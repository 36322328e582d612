//! A copy of a file needs an id of its own.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/duplicate_revision/copied_file");

fn main() {
    let _ = &MIGRATIONS;
}
