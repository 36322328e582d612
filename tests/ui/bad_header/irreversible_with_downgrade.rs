//! A revision cannot be irreversible and have a downgrade.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/bad_header/irreversible_with_downgrade");

fn main() {
    let _ = &MIGRATIONS;
}
