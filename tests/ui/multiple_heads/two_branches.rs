//! Two heads are told with the command that joins them.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/multiple_heads/two_branches");

fn main() {
    let _ = &MIGRATIONS;
}
