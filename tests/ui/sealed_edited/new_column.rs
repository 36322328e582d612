//! A revision that has shipped keeps its statements.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/sealed_edited/new_column");

fn main() {
    let _ = &MIGRATIONS;
}
