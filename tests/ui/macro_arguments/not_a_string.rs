//! The folder is a string.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!(migrations);

fn main() {
    let _ = &MIGRATIONS;
}
