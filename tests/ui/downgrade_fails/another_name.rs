//! The downgrade drops an index that the upgrade did not make.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/downgrade_fails/another_name");

fn main() {
    let _ = &MIGRATIONS;
}
