//! A folder without revisions is no history.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/empty_folder/nothing_but_a_hidden_file");

fn main() {
    let _ = &MIGRATIONS;
}
