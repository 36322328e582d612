//! A parent is named by its id, not by a target.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/reserved_id/parent_head");

fn main() {
    let _ = &MIGRATIONS;
}
