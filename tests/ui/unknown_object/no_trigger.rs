//! A trigger is dropped that is not there.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_object/no_trigger");

fn main() {
    let _ = &MIGRATIONS;
}
