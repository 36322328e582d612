//! A table is misspelt.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_table/misspelt");

fn main() {
    let _ = &MIGRATIONS;
}
