//! A revision does not follow itself.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/self_parent/own_id");

fn main() {
    let _ = &MIGRATIONS;
}
