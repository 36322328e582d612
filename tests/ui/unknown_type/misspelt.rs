//! A type is misspelt.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_type/misspelt");

fn main() {
    let _ = &MIGRATIONS;
}
