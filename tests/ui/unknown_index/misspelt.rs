//! An index is misspelt.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_index/misspelt");

fn main() {
    let _ = &MIGRATIONS;
}
