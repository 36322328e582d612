//! `bad-config`.

use insta::assert_snapshot;

use super::*;

fn with_config(config: &str) -> String {
    diagnose(&[("limbeck.toml", config), ("a.sql", &revision("a", "base"))])
}

#[test]
fn text_that_is_no_toml_is_shown_where_it_breaks() {
    assert_snapshot!(with_config("table = limbeck\n"), @"
    error[bad-config]: string values must be quoted, expected literal string
     --> limbeck.toml:1:9
      |
    1 | table = limbeck
      |         ^^^^^^^ not valid TOML
    ");
}

#[test]
fn an_unknown_key_is_answered_with_the_known_one() {
    assert_snapshot!(with_config("# where it is recorded\ntabel = \"revisions\"\n"), @r#"
    error[bad-config]: unknown key `tabel`
     --> limbeck.toml:2:1
      |
    2 | tabel = "revisions"
      | ^^^^^
      |
      = help: did you mean `table`?
    "#);
}

#[test]
fn a_strange_key_is_answered_with_all_that_are_known() {
    assert_snapshot!(with_config("[connection]\nurl = \"sqlite://app.db\"\n"), @"
    error[bad-config]: unknown key `connection`
     --> limbeck.toml:1:2
      |
    1 | [connection]
      |  ^^^^^^^^^^
      |
      = help: known here: folder, dialects, table, schema, allow
    ");
}

#[test]
fn an_unknown_dialect_is_answered_with_the_known_one() {
    assert_snapshot!(with_config("[dialects]\npostgresql = \"13\"\nsqlit = \"any\"\noracle = \"19\"\n"), @r#"
    error[bad-config]: unknown dialect `postgresql`
     --> limbeck.toml:2:1
      |
    2 | postgresql = "13"
      | ^^^^^^^^^^
      |
      = help: did you mean `postgres`?

    error[bad-config]: unknown dialect `sqlit`
     --> limbeck.toml:3:1
      |
    3 | sqlit = "any"
      | ^^^^^
      |
      = help: did you mean `sqlite`?

    error[bad-config]: unknown dialect `oracle`
     --> limbeck.toml:4:1
      |
    4 | oracle = "19"
      | ^^^^^^
      |
      = help: known here: postgres, sqlite, mysql
    "#);
}

#[test]
fn a_server_version_is_numbers_or_any() {
    assert_snapshot!(with_config("[dialects]\npostgres = \"thirteen\"\nsqlite = 3\n"), @r#"
    error[bad-config]: `thirteen` is no server version
     --> limbeck.toml:2:12
      |
    2 | postgres = "thirteen"
      |            ^^^^^^^^^^ the oldest server version in use, such as "13", or "any"

    error[bad-config]: `sqlite` is no string
     --> limbeck.toml:3:10
      |
    3 | sqlite = 3
      |          ^ must be a string
    "#);
}

#[test]
fn the_dialects_are_a_table() {
    assert_snapshot!(with_config("dialects = [\"postgres\"]\n"), @r#"
    error[bad-config]: `dialects` is no table
     --> limbeck.toml:1:12
      |
    1 | dialects = ["postgres"]
      |            ^^^^^^^^^^^^ write `[dialects]` and under it, say, `postgres = "13"`
    "#);
}

#[test]
fn the_folder_is_relative() {
    assert_snapshot!(with_config("folder = \"/srv/migrations\"\n"), @r#"
    error[bad-config]: `folder` cannot be `/srv/migrations`
     --> limbeck.toml:1:10
      |
    1 | folder = "/srv/migrations"
      |          ^^^^^^^^^^^^^^^^^ write it relative to this file, with `/`
    "#);
}

#[test]
fn a_table_name_needs_no_quotes() {
    assert_snapshot!(with_config("table = \"my-revisions\"\nschema = \"\"\n"), @r#"
    error[bad-config]: `table` cannot be `my-revisions`
     --> limbeck.toml:1:9
      |
    1 | table = "my-revisions"
      |         ^^^^^^^^^^^^^^ letters, digits and `_`, at most 63 of them

    error[bad-config]: `schema` is empty
     --> limbeck.toml:2:10
      |
    2 | schema = ""
      |          ^^ letters, digits and `_`, at most 63 of them
    "#);
}

#[test]
fn only_findings_that_leave_a_meaning_can_be_allowed() {
    assert_snapshot!(with_config("[allow]\ncycle = \"we like them\"\n"), @r#"
    error[bad-config]: `cycle` cannot be allowed
     --> limbeck.toml:2:1
      |
    2 | cycle = "we like them"
      | ^^^^^ revisions with this fault have no meaning that could be run
    "#);
}

#[test]
fn an_unknown_code_is_answered_with_the_known_one() {
    assert_snapshot!(with_config("[allow]\nmultiple-head = \"two teams\"\n"), @r#"
    error[bad-config]: unknown code `multiple-head`
     --> limbeck.toml:2:1
      |
    2 | multiple-head = "two teams"
      | ^^^^^^^^^^^^^
      |
      = help: did you mean `multiple-heads`?
    "#);
}

#[test]
fn allowing_needs_a_reason() {
    assert_snapshot!(with_config("[allow]\nmultiple-heads = \" \"\nredundant-parent = true\n"), @r#"
    error[bad-config]: `multiple-heads` has no reason
     --> limbeck.toml:2:18
      |
    2 | multiple-heads = " "
      |                  ^^^ say why

    error[bad-config]: `redundant-parent` is no string
     --> limbeck.toml:3:20
      |
    3 | redundant-parent = true
      |                    ^^^^ must be a string
    "#);
}

#[test]
fn allowing_is_a_table() {
    assert_snapshot!(with_config("allow = \"multiple-heads\"\n"), @r#"
    error[bad-config]: `allow` is no table
     --> limbeck.toml:1:9
      |
    1 | allow = "multiple-heads"
      |         ^^^^^^^^^^^^^^^^ write `[allow]` and under it, say, `multiple-heads = "the reason"`
    "#);
}

#[test]
fn no_dialect_at_all_is_nothing_to_compile_for() {
    assert_snapshot!(with_config("[dialects]\n"), @"
    error[bad-config]: no database is in use, so there is nothing to compile for
    --> limbeck.toml
     = help: turn on a feature of limbeck: `sqlite` or `postgres`
     = help: or name the databases under `[dialects]` in limbeck.toml
    ");
}

#[test]
fn no_dialect_and_no_configuration_is_told_too() {
    assert_snapshot!(diagnose_for(&[], &[("a.sql", &revision("a", "base"))]), @"
    error[bad-config]: no database is in use, so there is nothing to compile for
    --> .
     = help: turn on a feature of limbeck: `sqlite` or `postgres`
     = help: or name the databases under `[dialects]` in limbeck.toml
    ");
}

#[test]
fn every_fault_of_the_configuration_is_told_and_nothing_else() {
    let config = "tabel = \"x\"\nfolder = 1\n[dialects]\npg = \"13\"\n";
    let files = [("limbeck.toml", config), ("a.sql", "no header")];
    assert_eq!(codes(&files), ["bad-config"; 3]);
}

#[test]
fn a_configuration_with_everything_in_it_is_taken() {
    let config = r#"
        folder = "db/../migrations"
        table = "revisions"
        schema = "ops"
        [dialects]
        sqlite = "any"
        postgres = "13.4"
        [allow]
        multiple-heads = "two teams, two lines"
    "#;
    let a = revision("a", "base");
    let b = revision("b", "base");
    let compiled = compiles_for(
        &[],
        &[("limbeck.toml", config), ("a.sql", &a), ("b.sql", &b)],
    );
    assert_eq!(compiled.dialects, DIALECTS);
    assert_eq!(compiled.config.table, "revisions");
    assert_eq!(compiled.config.schema.as_deref(), Some("ops"));
}

#[test]
fn the_configuration_overrules_the_features() {
    let config = "[dialects]\nmysql = \"8.0\"\n";
    let compiled = compiles(&[("limbeck.toml", config), ("a.sql", &revision("a", "base"))]);
    assert_eq!(compiled.dialects, [Dialect::Mysql]);
}
