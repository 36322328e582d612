//! A revision does not end its transaction.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/transaction_control/commit");

fn main() {
    let _ = &MIGRATIONS;
}
