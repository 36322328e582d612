//! SQL before the first section is run by nothing.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/outside_section/statement_above_sections");

fn main() {
    let _ = &MIGRATIONS;
}
