//! An index on a column that was dropped before.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_column/dropped_before");

fn main() {
    let _ = &MIGRATIONS;
}
