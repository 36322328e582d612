//! A revision in Rust is not passed over.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/stray_file/written_in_rust");

fn main() {
    let _ = &MIGRATIONS;
}
