//! What a statement does is said although it can be read: a warning.
#![deny(deprecated)]

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/assume_unneeded/create_table");

fn main() {
    let _ = &MIGRATIONS;
}
