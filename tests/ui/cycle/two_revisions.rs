//! Two revisions that follow each other are told as a path.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/cycle/two_revisions");

fn main() {
    let _ = &MIGRATIONS;
}
