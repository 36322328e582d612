//! A line that is nearly a directive is no comment.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/unknown_directive/missing_colon");

fn main() {
    let _ = &MIGRATIONS;
}
