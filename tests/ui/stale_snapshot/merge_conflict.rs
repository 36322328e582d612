//! The snapshot was merged by git.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/stale_snapshot/merge_conflict");

fn main() {
    let _ = &MIGRATIONS;
}
