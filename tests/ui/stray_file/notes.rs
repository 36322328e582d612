//! A file that is no revision is not passed over.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/stray_file/notes");

fn main() {
    let _ = &MIGRATIONS;
}
