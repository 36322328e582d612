//! A label is not the id of a revision.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/duplicate_label/label_is_an_id");

fn main() {
    let _ = &MIGRATIONS;
}
