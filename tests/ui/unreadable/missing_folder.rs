//! A folder that does not exist is an error at the path.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unreadable/missing_folder");

fn main() {
    let _ = &MIGRATIONS;
}
