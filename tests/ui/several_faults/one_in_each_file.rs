//! Every file with a fault is told.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/several_faults/one_in_each_file");

fn main() {
    let _ = &MIGRATIONS;
}
