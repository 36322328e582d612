//! `up` is answered with `upgrade`.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_directive/up_for_upgrade");

fn main() {
    let _ = &MIGRATIONS;
}
