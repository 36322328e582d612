//! A missing downgrade is not an empty one.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/missing_downgrade/no_downgrade");

fn main() {
    let _ = &MIGRATIONS;
}
