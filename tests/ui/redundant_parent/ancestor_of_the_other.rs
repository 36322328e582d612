//! A parent that another parent implies is refused.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/redundant_parent/ancestor_of_the_other");

fn main() {
    let _ = &MIGRATIONS;
}
