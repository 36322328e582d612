//! Text in another encoding than UTF-8 is refused.

static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("ui/not_utf8/latin_1");

fn main() {
    let _ = &MIGRATIONS;
}
