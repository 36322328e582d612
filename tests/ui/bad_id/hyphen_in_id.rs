//! An id has no hyphen.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/bad_id/hyphen_in_id");

fn main() {
    let _ = &MIGRATIONS;
}
