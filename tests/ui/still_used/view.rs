//! A table is dropped that a view reads.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/still_used/view");

fn main() {
    let _ = &MIGRATIONS;
}
