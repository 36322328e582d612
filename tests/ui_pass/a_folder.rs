//! A folder that is a history compiles, also as a const and in an expression.
static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui_pass/readme");
const CONSTANT: limbeck::Migrations = limbeck::migrations!("ui_pass/readme");

fn main() {
    assert_eq!(MIGRATIONS.len(), 1);
    assert_eq!(CONSTANT.heads(), ["1f0a6c3d9b72"]);
    assert_eq!(limbeck::migrations!("ui_pass/readme").len(), 1);
}
