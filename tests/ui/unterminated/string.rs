//! A string that never ends is shown where it begins.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unterminated/string");

fn main() {
    let _ = &MIGRATIONS;
}
