//! A missing parent is not taken for a base.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/bad_header/no_parent");

fn main() {
    let _ = &MIGRATIONS;
}
