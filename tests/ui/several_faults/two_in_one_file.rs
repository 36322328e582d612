//! Every fault of one file is told.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/several_faults/two_in_one_file");

fn main() {
    let _ = &MIGRATIONS;
}
