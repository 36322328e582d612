//! The folder is the only argument.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("migrations", "more");

fn main() {
    let _ = &MIGRATIONS;
}
