//! The field of another tool is answered with ours.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_field/down_revision");

fn main() {
    let _ = &MIGRATIONS;
}
