//! What stands below the header: `unknown-directive`, `outside-section`, `duplicate-section`,
//! `empty-upgrade`, `missing-dialect`, `missing-downgrade`.

use insta::assert_snapshot;
use limbeck_core::Direction;

use super::*;

/// One base with this body.
pub(super) fn with(body: &str) -> String {
    diagnose(&[("a.sql", &with_body(body))])
}

/// An upgrade with these statements, and some downgrade.
pub(super) fn upgrade(statements: &str) -> String {
    with_body(&format!(
        "-- migrate: upgrade\n{statements}\n\n-- migrate: downgrade\nDROP TABLE t;\n"
    ))
}

/// The texts that `dialect` runs for the one revision in `file`.
pub(super) fn statements(file: &str, dialect: Dialect, direction: Direction) -> Vec<String> {
    let compiled = compiles_for(&Dialect::ALL, &[("a.sql", file)]);
    let scripts = compiled.revisions[0].scripts(dialect).unwrap();
    let script = match direction {
        Direction::Upgrade => Some(&scripts.upgrade),
        Direction::Downgrade => scripts.downgrade.as_ref(),
    };
    let statements = script.unwrap().statements.iter();
    statements
        .map(|s| file[s.range.clone()].to_owned())
        .collect()
}

#[test]
fn up_is_answered_with_upgrade() {
    assert_snapshot!(with("-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n"), @"
    error[unknown-directive]: unknown directive `up`
     --> migrations/a.sql:4:12
      |
    4 | -- migrate:up
      |            ^^
      |
      = help: did you mean `upgrade`?

    error[unknown-directive]: unknown directive `down`
     --> migrations/a.sql:6:12
      |
    6 | -- migrate:down
      |            ^^^^
      |
      = help: did you mean `downgrade`?
    ");
}

#[test]
fn a_typo_in_a_directive_is_answered_with_the_directive() {
    assert_snapshot!(with("-- migrate: upgarde\nSELECT 1;\n"), @"
    error[unknown-directive]: unknown directive `upgarde`
     --> migrations/a.sql:4:13
      |
    4 | -- migrate: upgarde
      |             ^^^^^^^
      |
      = help: did you mean `upgrade`?
    ");
}

#[test]
fn an_unknown_directive_is_answered_with_all_that_are_known() {
    assert_snapshot!(with("-- migrate: frobnicate\nSELECT 1;\n"), @"
    error[unknown-directive]: unknown directive `frobnicate`
     --> migrations/a.sql:4:13
      |
    4 | -- migrate: frobnicate
      |             ^^^^^^^^^^
      |
      = help: known here: upgrade, downgrade, allow, assume
    ");
}

#[test]
fn a_directive_without_its_colon_is_told() {
    assert_snapshot!(with("-- migrate upgrade\nSELECT 1;\n"), @"
    error[unknown-directive]: a line that looks like a directive and is none
     --> migrations/a.sql:4:1
      |
    4 | -- migrate upgrade
      | ^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `-- migrate: upgrade`?
    ");
}

#[test]
fn lines_that_are_nearly_directives_are_told() {
    let near = [
        "-- migrate downgrade",
        "-- Migrate: upgrade",
        "-- MIGRATE: UPGRADE",
        "-- migrate : upgrade",
        "--migrate upgrade",
        "-- migration: upgrade",
        "-- migrte: downgrade sqlite",
    ];
    for line in near {
        let body = "-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n";
        assert_eq!(
            codes(&[("a.sql", &with_body(&format!("{body}{line}\nSELECT 2;\n")))]),
            ["unknown-directive"],
            "{line}"
        );
        let adjoining = format!("-- revision: a\n-- parent: base\n{line}\nSELECT 1;\n");
        assert_eq!(
            codes(&[("a.sql", &adjoining)]),
            ["unknown-directive"],
            "{line}"
        );
    }
}

#[test]
fn comments_that_speak_of_migrating_are_comments() {
    let prose = [
        "-- migrate the upgrade table",
        "-- Migrate: first the users",
        "-- migration upgrade path",
    ];
    for line in prose {
        compiles(&[("a.sql", &upgrade(&format!("{line}\nSELECT 1;")))]);
    }
}

#[test]
fn a_directive_may_adjoin_the_header() {
    compiles(&[(
        "a.sql",
        "-- revision: a\n-- parent: base\n-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n",
    )]);
}

#[test]
fn an_unknown_dialect_is_answered_with_the_known_one() {
    assert_snapshot!(with("-- migrate: upgrade postgresql\nSELECT 1;\n"), @"
    error[unknown-directive]: unknown word `postgresql` after `upgrade`
     --> migrations/a.sql:4:21
      |
    4 | -- migrate: upgrade postgresql
      |                     ^^^^^^^^^^
      |
      = help: did you mean `postgres`?
    ");
}

#[test]
fn an_unknown_word_after_a_direction_is_told() {
    assert_snapshot!(with("-- migrate: upgrade quickly\nSELECT 1;\n"), @"
    error[unknown-directive]: unknown word `quickly` after `upgrade`
     --> migrations/a.sql:4:21
      |
    4 | -- migrate: upgrade quickly
      |                     ^^^^^^^
      |
      = help: known here: postgres, sqlite, mysql, no-transaction
    ");
}

#[test]
fn no_transaction_is_one_word() {
    assert_snapshot!(with("-- migrate: upgrade no_transaction\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n"), @"
    error[unknown-directive]: unknown word `no_transaction` after `upgrade`
     --> migrations/a.sql:4:21
      |
    4 | -- migrate: upgrade no_transaction
      |                     ^^^^^^^^^^^^^^
      |
      = help: did you mean `no-transaction`?
    ");
}

#[test]
fn an_empty_directive_is_told() {
    assert_snapshot!(with("-- migrate:\nSELECT 1;\n"), @"
    error[unknown-directive]: an empty directive
     --> migrations/a.sql:4:1
      |
    4 | -- migrate:
      | ^^^^^^^^^^^
      |
      = help: known here: upgrade, downgrade, allow, assume
    ");
}

#[test]
fn text_before_the_first_section_is_told() {
    assert_snapshot!(with("CREATE TABLE a (id INT);\n\n-- migrate: downgrade\nDROP TABLE a;\n"), @"
    error[outside-section]: text before the first section
     --> migrations/a.sql:4:1
      |
    4 | CREATE TABLE a (id INT);
      | ^^^^^^^^^^^^^^^^^^^^^^^^ belongs to no section, so nothing would run it
      |
      = help: open a section above it: `-- migrate: upgrade`
    ");
}

#[test]
fn a_file_without_sections_is_told() {
    assert_snapshot!(with("CREATE TABLE a (id INT);\n"), @"
    error[outside-section]: text before the first section
     --> migrations/a.sql:4:1
      |
    4 | CREATE TABLE a (id INT);
      | ^^^^^^^^^^^^^^^^^^^^^^^^ belongs to no section, so nothing would run it
      |
      = help: open a section above it: `-- migrate: upgrade`
    ");
}

#[test]
fn comments_before_the_first_section_are_comments() {
    compiles(&[(
        "a.sql",
        &with_body("-- why\n\n-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n"),
    )]);
}

#[test]
fn two_sections_for_every_database_are_told() {
    assert_snapshot!(with("-- migrate: upgrade\nSELECT 1;\n-- migrate: upgrade\nSELECT 2;\n-- migrate: downgrade\nSELECT 1;\n"), @"
    error[duplicate-section]: a second `upgrade` section for the same database
     --> migrations/a.sql:6:1
      |
    4 | -- migrate: upgrade
      | ------------------- first
    5 | SELECT 1;
    6 | -- migrate: upgrade
      | ^^^^^^^^^^^^^^^^^^^ second
      |
      = help: join the two, or name different dialects
    ");
}

#[test]
fn two_sections_for_one_database_are_told() {
    assert_snapshot!(
        with("-- migrate: upgrade postgres, sqlite\nSELECT 1;\n-- migrate: upgrade sqlite no-transaction\nSELECT 2;\n-- migrate: downgrade\nSELECT 1;\n"),
        @"
    error[duplicate-section]: a second `upgrade` section for the same database
     --> migrations/a.sql:6:1
      |
    4 | -- migrate: upgrade postgres, sqlite
      | ------------------------------------ first
    5 | SELECT 1;
    6 | -- migrate: upgrade sqlite no-transaction
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ second
      |
      = help: join the two, or name different dialects
    "
    );
}

#[test]
fn an_upgrade_without_statements_is_told() {
    assert_snapshot!(with("-- migrate: upgrade\n-- later\n\n-- migrate: downgrade\n"), @"
    error[empty-upgrade]: revision `a` does nothing
     --> migrations/a.sql:4:1
      |
    4 | -- migrate: upgrade
      | ^^^^^^^^^^^^^^^^^^^ no statement follows
      |
      = note: only a merge, which has several parents, may be empty
      = help: write its statements under `-- migrate: upgrade`
    ");
}

#[test]
fn a_revision_without_upgrade_is_told_once() {
    assert_snapshot!(with("-- migrate: downgrade\nDROP TABLE a;\n"), @"
    error[empty-upgrade]: revision `a` does nothing
     --> migrations/a.sql:1:14
      |
    1 | -- revision: a
      |              ^ no upgrade section
      |
      = note: only a merge, which has several parents, may be empty
      = help: write its statements under `-- migrate: upgrade`
    ");
}

#[test]
fn a_revision_of_nothing_but_a_header_is_told_once() {
    assert_snapshot!(with(""), @"
    error[empty-upgrade]: revision `a` does nothing
     --> migrations/a.sql:1:14
      |
    1 | -- revision: a
      |              ^ no upgrade section
      |
      = note: only a merge, which has several parents, may be empty
      = help: write its statements under `-- migrate: upgrade`
    ");
}

#[test]
fn a_merge_may_be_empty() {
    let (a, b) = (revision("a", "base"), revision("b", "base"));
    let header = "-- revision: c\n-- parent: a, b\n";
    for sections in [
        "",
        "\n-- migrate: upgrade\n",
        "\n-- migrate: upgrade\n\n-- migrate: downgrade\n",
    ] {
        let merge = format!("{header}{sections}");
        let compiled = compiles(&[("a.sql", &a), ("b.sql", &b), ("c.sql", &merge)]);
        let scripts = compiled.revisions[2].scripts(Dialect::Sqlite).unwrap();
        assert!(scripts.upgrade.statements.is_empty());
        assert!(
            scripts
                .downgrade
                .as_ref()
                .is_some_and(|script| script.statements.is_empty())
        );
    }
}

#[test]
fn a_merge_that_does_something_needs_a_way_back() {
    let (a, b) = (revision("a", "base"), revision("b", "base"));
    let merge = "-- revision: c\n-- parent: a, b\n\n-- migrate: upgrade\nSELECT 1;\n";
    assert_eq!(
        codes(&[("a.sql", &a), ("b.sql", &b), ("c.sql", merge)]),
        ["missing-downgrade"]
    );
}

#[test]
fn a_database_in_use_needs_an_upgrade() {
    assert_snapshot!(with("-- migrate: upgrade postgres\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n"), @"
    error[missing-dialect]: revision `a` has no upgrade for sqlite
     --> migrations/a.sql:1:14
      |
    1 | -- revision: a
      |              ^ no section serves sqlite
    ...
    4 | -- migrate: upgrade postgres
      | ---------------------------- this is for postgres only
      |
      = note: in use are the databases under `[dialects]` in limbeck.toml, or else those whose features of limbeck are on
      = help: add `-- migrate: upgrade sqlite`; without statements if there is nothing to do
    ");
}

#[test]
fn several_databases_without_upgrade_are_told_once() {
    let file =
        with_body("-- migrate: upgrade sqlite\nSELECT 1;\n-- migrate: downgrade\nSELECT 1;\n");
    assert_snapshot!(diagnose_for(&Dialect::ALL, &[("a.sql", &file)]), @"
    error[missing-dialect]: revision `a` has no upgrade for postgres and mysql
     --> migrations/a.sql:1:14
      |
    1 | -- revision: a
      |              ^ no section serves postgres or mysql
    ...
    4 | -- migrate: upgrade sqlite
      | -------------------------- this is for sqlite only
      |
      = note: in use are the databases under `[dialects]` in limbeck.toml, or else those whose features of limbeck are on
      = help: add `-- migrate: upgrade postgres mysql`; without statements if there is nothing to do
    ");
}

#[test]
fn a_section_without_statements_says_that_a_database_has_nothing_to_do() {
    let file = with_body(
        "-- migrate: upgrade postgres\nSELECT 1;\n-- migrate: downgrade postgres\nSELECT 2;\n-- migrate: upgrade sqlite, mysql\n-- nothing to do\n",
    );
    assert!(statements(&file, Dialect::Sqlite, Direction::Upgrade).is_empty());
    assert!(statements(&file, Dialect::Sqlite, Direction::Downgrade).is_empty());
    assert_eq!(
        statements(&file, Dialect::Postgres, Direction::Upgrade),
        ["SELECT 1"]
    );
}

#[test]
fn the_section_without_dialect_serves_those_that_have_none() {
    let file = with_body(
        "-- migrate: upgrade\nSELECT 'all';\n-- migrate: upgrade sqlite\nSELECT 'sqlite';\n-- migrate: downgrade mysql postgres\nSELECT 'two';\n-- migrate: downgrade\nSELECT 'rest';\n",
    );
    let up = |dialect| statements(&file, dialect, Direction::Upgrade);
    let down = |dialect| statements(&file, dialect, Direction::Downgrade);
    assert_eq!(up(Dialect::Postgres), ["SELECT 'all'"]);
    assert_eq!(up(Dialect::Sqlite), ["SELECT 'sqlite'"]);
    assert_eq!(up(Dialect::Mysql), ["SELECT 'all'"]);
    assert_eq!(down(Dialect::Postgres), ["SELECT 'two'"]);
    assert_eq!(down(Dialect::Sqlite), ["SELECT 'rest'"]);
    assert_eq!(down(Dialect::Mysql), ["SELECT 'two'"]);
}

#[test]
fn a_missing_downgrade_is_not_an_empty_one() {
    assert_snapshot!(with("-- migrate: upgrade\nCREATE TABLE a (id INT);\n"), @"
    error[missing-downgrade]: revision `a` has no downgrade
     --> migrations/a.sql:1:14
      |
    1 | -- revision: a
      |              ^ no way back
      |
      = help: add a `-- migrate: downgrade` section, or `-- irreversible: <reason>` to the header
    ");
}

#[test]
fn an_empty_downgrade_is_told() {
    assert_snapshot!(with("-- migrate: upgrade\nCREATE TABLE a (id INT);\n\n-- migrate: downgrade\n-- nothing\n"), @"
    error[missing-downgrade]: a downgrade without statements undoes nothing
     --> migrations/a.sql:7:1
      |
    7 | -- migrate: downgrade
      | ^^^^^^^^^^^^^^^^^^^^^ no statement follows
      |
      = help: write what undoes the upgrade, or `-- irreversible: <reason>` in the header instead
      = help: a downgrade that rightly does nothing says so: `SELECT 1;`
    ");
}

#[test]
fn a_downgrade_that_leaves_a_database_out_is_told() {
    assert_snapshot!(with("-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade sqlite\nSELECT 1;\n"), @"
    error[missing-downgrade]: revision `a` has no downgrade for postgres
     --> migrations/a.sql:1:14
      |
    1 | -- revision: a
      |              ^ no way back
      |
      = help: add a `-- migrate: downgrade postgres` section, or `-- irreversible: <reason>` to the header
    ");
}

#[test]
fn irreversible_with_its_reason_needs_no_downgrade() {
    let file = "-- revision: a\n-- parent: base\n-- irreversible: the rows are gone\n\n-- migrate: upgrade\nSELECT 1;\n";
    let compiled = compiles(&[("a.sql", file)]);
    assert!(compiled.revisions[0].scripts[0].downgrade.is_none());
}
