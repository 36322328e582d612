//! A path with a drive is absolute, too.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!(r"C:\migrations");

fn main() {
    let _ = &MIGRATIONS;
}
