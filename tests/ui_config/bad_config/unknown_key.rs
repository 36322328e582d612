//! A key of limbeck.toml that limbeck does not know is refused.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!();

fn main() {
    let _ = &MIGRATIONS;
}
