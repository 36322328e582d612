//! SQLite adds no column that is unique.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/refused/unique_column");

fn main() {
    let _ = &MIGRATIONS;
}
