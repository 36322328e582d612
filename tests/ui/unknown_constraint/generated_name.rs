//! A constraint is called by a name that the database did not give it.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_constraint/generated_name");

fn main() {
    let _ = &MIGRATIONS;
}
