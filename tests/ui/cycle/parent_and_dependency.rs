//! A cycle may lead through a dependency.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/cycle/parent_and_dependency");

fn main() {
    let _ = &MIGRATIONS;
}
