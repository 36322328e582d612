//! The downgrade leaves an index behind.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/downgrade_differs/left_behind");

fn main() {
    let _ = &MIGRATIONS;
}
