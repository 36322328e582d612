//! A typo in a parent is answered with the nearest id.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_parent/typo_in_id");

fn main() {
    let _ = &MIGRATIONS;
}
