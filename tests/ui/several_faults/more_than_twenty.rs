//! Twenty faults are told, the others counted.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/several_faults/more_than_twenty");

fn main() {
    let _ = &MIGRATIONS;
}
