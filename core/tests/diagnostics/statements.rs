//! What the statements of a section say: `unterminated`, `transaction-control`, foreign keys.

use insta::assert_snapshot;

use super::body::{upgrade, with};
use super::*;

#[test]
fn a_string_that_never_ends_is_told_where_it_begins() {
    assert_snapshot!(with("-- migrate: upgrade\nINSERT INTO a VALUES ('it''s);\n\n-- migrate: downgrade\nDELETE FROM a;\n"), @"
    error[unterminated]: a string that never ends
     --> migrations/a.sql:5:23
      |
    5 | INSERT INTO a VALUES ('it''s);
      |                       ^ opened here, as read for postgres, sqlite
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_dollar_quote_that_never_ends_is_told_in_postgres() {
    let file = upgrade("CREATE FUNCTION f() RETURNS int AS $body$ SELECT 1 $bdy$ LANGUAGE sql;");
    assert_snapshot!(diagnose_for(&[Dialect::Postgres], &[("a.sql", &file)]), @"
    error[unterminated]: a dollar-quoted string that never ends
     --> migrations/a.sql:5:36
      |
    5 | CREATE FUNCTION f() RETURNS int AS $body$ SELECT 1 $bdy$ LANGUAGE sql;
      |                                    ^ opened here, as read for postgres
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_comment_that_never_ends_is_told() {
    assert_snapshot!(diagnose(&[("a.sql", &upgrade("SELECT 1; /* why"))]), @"
    error[unterminated]: a block comment that never ends
     --> migrations/a.sql:5:11
      |
    5 | SELECT 1; /* why
      |           ^ opened here, as read for postgres, sqlite
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_nested_comment_that_never_ends_is_told_in_postgres_only() {
    let file = upgrade("/* one /* two */ SELECT 1;");
    assert_snapshot!(diagnose(&[("a.sql", &file)]), @"
    error[unterminated]: a block comment that never ends
     --> migrations/a.sql:5:1
      |
    5 | /* one /* two */ SELECT 1;
      | ^ opened here, as read for postgres
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_trigger_body_that_never_ends_is_told_in_sqlite() {
    let file = upgrade("CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE a SET n = 1;");
    assert_snapshot!(diagnose_for(&[Dialect::Sqlite], &[("a.sql", &file)]), @"
    error[unterminated]: a body that never ends
     --> migrations/a.sql:5:36
      |
    5 | CREATE TRIGGER t AFTER INSERT ON a BEGIN
      |                                    ^ opened here, as read for sqlite
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_bracket_name_that_never_ends_is_told_in_sqlite() {
    let file = upgrade("CREATE TABLE [t (id INT);");
    assert_snapshot!(diagnose_for(&[Dialect::Sqlite], &[("a.sql", &file)]), @"
    error[unterminated]: a quoted identifier that never ends
     --> migrations/a.sql:5:14
      |
    5 | CREATE TABLE [t (id INT);
      |              ^ opened here, as read for sqlite
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_backtick_name_that_never_ends_is_told_in_mysql() {
    let file = upgrade("CREATE TABLE `t (id INT);");
    assert_snapshot!(diagnose_for(&[Dialect::Mysql], &[("a.sql", &file)]), @"
    error[unterminated]: a quoted identifier that never ends
     --> migrations/a.sql:5:14
      |
    5 | CREATE TABLE `t (id INT);
      |              ^ opened here, as read for mysql
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_backslash_ends_the_string_in_some_databases_only() {
    let file = upgrade(r"INSERT INTO t VALUES ('it\'s');");
    compiles_for(&[Dialect::Mysql], &[("a.sql", &file)]);
    assert_snapshot!(diagnose_for(&Dialect::ALL, &[("a.sql", &file)]), @r"
    error[unterminated]: a string that never ends
     --> migrations/a.sql:5:29
      |
    5 | INSERT INTO t VALUES ('it\'s');
      |                             ^ opened here, as read for postgres, sqlite
      |
      = help: close it before the section ends
    ");
}

#[test]
fn a_downgrade_that_never_ends_is_no_empty_downgrade_too() {
    let file = with_body("-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade\nSELECT 'one;\n");
    assert_eq!(codes(&[("a.sql", &file)]), ["unterminated"]);
}

#[test]
fn a_string_does_not_run_into_the_next_section() {
    let file =
        with_body("-- migrate: upgrade\nSELECT 'one;\n-- migrate: downgrade\nSELECT 'two;\n");
    assert_eq!(codes(&[("a.sql", &file)]), ["unterminated"; 2]);
}

#[test]
fn a_revision_does_not_begin_transactions() {
    assert_snapshot!(diagnose(&[("a.sql", &upgrade("BEGIN;\nCREATE TABLE t (id INT);\nCOMMIT;"))]), @"
    error[transaction-control]: `BEGIN` in a revision
     --> migrations/a.sql:5:1
      |
    5 | BEGIN;
      | ^^^^^ limbeck begins and ends the transactions
      |
      = help: leave it out: a revision and its record are one transaction
      = help: to do without any: `-- migrate: upgrade no-transaction`

    error[transaction-control]: `COMMIT` in a revision
     --> migrations/a.sql:7:1
      |
    7 | COMMIT;
      | ^^^^^^ limbeck begins and ends the transactions
      |
      = help: leave it out: a revision and its record are one transaction
      = help: to do without any: `-- migrate: upgrade no-transaction`
    ");
}

#[test]
fn a_section_without_transaction_does_not_begin_one_either() {
    let file =
        with_body("-- migrate: upgrade no-transaction\nBEGIN;\n-- migrate: downgrade\nSELECT 1;\n");
    assert_snapshot!(diagnose(&[("a.sql", &file)]), @"
    error[transaction-control]: `BEGIN` in a revision
     --> migrations/a.sql:5:1
      |
    5 | BEGIN;
      | ^^^^^ limbeck begins and ends the transactions
      |
      = help: leave it out: in a `no-transaction` section each statement stands alone
      = help: what belongs together goes into a revision without `no-transaction`
    ");
}

#[test]
fn every_statement_that_begins_or_ends_a_transaction_is_told() {
    let refused = [
        "BEGIN",
        "begin transaction",
        "BEGIN IMMEDIATE",
        "START TRANSACTION",
        "COMMIT",
        "Commit Work",
        "END",
        "END TRANSACTION",
        "ROLLBACK",
        "ROLLBACK WORK",
        "ABORT",
        "COMMIT PREPARED 'x'",
        "PREPARE TRANSACTION 'x'",
        "/* now */ COMMIT",
    ];
    for statement in refused {
        let file = upgrade(&format!("SELECT 1;\n{statement};"));
        assert_eq!(
            codes(&[("a.sql", &file)]),
            ["transaction-control"],
            "{statement}"
        );
    }
}

#[test]
fn statements_that_keep_the_transaction_are_no_transaction_control() {
    let taken = [
        "SAVEPOINT one",
        "RELEASE SAVEPOINT one",
        "ROLLBACK TO one",
        "ROLLBACK TRANSACTION TO SAVEPOINT one",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "PREPARE q AS SELECT 1",
        "SELECT 'COMMIT'",
        "DO $$ BEGIN PERFORM 1; END $$",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
    ];
    for statement in taken {
        let file = upgrade(&format!("{statement};"));
        let dialect = if statement.contains("TRIGGER") {
            Dialect::Sqlite
        } else {
            Dialect::Postgres
        };
        compiles_for(&[dialect], &[("a.sql", &file)]);
    }
}

#[test]
fn foreign_keys_are_switched_off_by_the_first_statement_alone() {
    let spellings = [
        "PRAGMA foreign_keys = OFF",
        "pragma foreign_keys=0",
        "PRAGMA foreign_keys(false)",
        "PRAGMA main.foreign_keys = no",
        "-- first\n/* of all */ PRAGMA foreign_keys = off",
    ];
    for spelling in spellings {
        let compiled = compiles(&[("a.sql", &upgrade(&format!("{spelling};\nSELECT 1;")))]);
        let script = |dialect| {
            compiled.revisions[0]
                .scripts(dialect)
                .unwrap()
                .upgrade
                .clone()
        };
        assert!(script(Dialect::Sqlite).foreign_keys_off, "{spelling}");
        assert!(!script(Dialect::Postgres).foreign_keys_off, "{spelling}");
    }
    for other in [
        "PRAGMA foreign_keys = ON",
        "PRAGMA foreign_keys",
        "SELECT 1;\nPRAGMA foreign_keys = OFF",
    ] {
        let compiled = compiles(&[("a.sql", &upgrade(&format!("{other};")))]);
        let scripts = compiled.revisions[0].scripts(Dialect::Sqlite).unwrap();
        assert!(!scripts.upgrade.foreign_keys_off, "{other}");
    }
}
