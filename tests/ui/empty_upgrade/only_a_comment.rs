//! An upgrade without statements is refused.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/empty_upgrade/only_a_comment");

fn main() {
    let _ = &MIGRATIONS;
}
