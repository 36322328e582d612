//! An absolute path is only right on one machine.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("/srv/migrations");

fn main() {
    let _ = &MIGRATIONS;
}
