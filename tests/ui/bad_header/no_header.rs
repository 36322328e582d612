//! A file without header is one error.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/bad_header/no_header");

fn main() {
    let _ = &MIGRATIONS;
}
