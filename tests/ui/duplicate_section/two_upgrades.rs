//! Two upgrades for the same databases are refused.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/duplicate_section/two_upgrades");

fn main() {
    let _ = &MIGRATIONS;
}
