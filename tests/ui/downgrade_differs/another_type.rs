//! The downgrade leaves a column with another default: a warning.
#![deny(deprecated)]

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/downgrade_differs/another_type");

fn main() {
    let _ = &MIGRATIONS;
}
