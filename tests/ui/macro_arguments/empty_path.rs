//! An empty path would be the crate's own folder, and is refused.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("");

fn main() {
    let _ = &MIGRATIONS;
}
