//! A column is added twice.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/already_exists/second_column");

fn main() {
    let _ = &MIGRATIONS;
}
