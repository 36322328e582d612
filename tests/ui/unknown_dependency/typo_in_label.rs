//! A typo in a dependency is answered with the nearest name.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_dependency/typo_in_label");

fn main() {
    let _ = &MIGRATIONS;
}
