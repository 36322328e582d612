//! A database in use needs an upgrade.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/missing_dialect/only_postgres");

fn main() {
    let _ = &MIGRATIONS;
}
