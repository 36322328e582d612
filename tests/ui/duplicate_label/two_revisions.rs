//! A label names one revision.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/duplicate_label/two_revisions");

fn main() {
    let _ = &MIGRATIONS;
}
