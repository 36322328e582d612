//! A revision that has shipped keeps its parent.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/sealed_reparented/new_base");

fn main() {
    let _ = &MIGRATIONS;
}
