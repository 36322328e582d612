//! A revision that has shipped cannot go.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/sealed_removed/no_file");

fn main() {
    let _ = &MIGRATIONS;
}
