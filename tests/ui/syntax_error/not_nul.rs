//! A word that no database reads.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/syntax_error/not_nul");

fn main() {
    let _ = &MIGRATIONS;
}
