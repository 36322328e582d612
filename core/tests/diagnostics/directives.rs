//! The directives about one statement: `allow` and `assume`.

use insta::assert_snapshot;
use limbeck_core::Direction;

use super::body::{statements, with};
use super::*;

#[test]
fn allow_needs_a_code_and_a_reason() {
    assert_snapshot!(
        with("-- migrate: upgrade\n-- migrate: allow\n-- migrate: allow unknown-tables \"why\"\n-- migrate: allow unknown-table\nSELECT 1;\n"),
        @r#"
    error[unknown-directive]: `allow` names no code
     --> migrations/a.sql:5:1
      |
    5 | -- migrate: allow
      | ^^^^^^^^^^^^^^^^^
      |
      = help: write `-- migrate: allow <code> "<reason>"`

    error[unknown-directive]: unknown code `unknown-tables`
     --> migrations/a.sql:6:19
      |
    6 | -- migrate: allow unknown-tables "why"
      |                   ^^^^^^^^^^^^^^
      |
      = help: did you mean `unknown-table`?

    error[unknown-directive]: `allow` gives no reason
     --> migrations/a.sql:7:1
      |
    7 | -- migrate: allow unknown-table
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write `-- migrate: allow unknown-table "<reason>"`
    "#
    );
}

#[test]
fn what_has_no_meaning_cannot_be_allowed() {
    assert_snapshot!(with("-- migrate: upgrade\n-- migrate: allow cycle \"we like them\"\nSELECT 1;\n"), @r#"
    error[unknown-directive]: `cycle` cannot be allowed
     --> migrations/a.sql:5:19
      |
    5 | -- migrate: allow cycle "we like them"
      |                   ^^^^^
      |
      = help: leave the directive out and mend what it is about
    "#);
}

#[test]
fn what_is_about_no_statement_is_allowed_elsewhere() {
    assert_snapshot!(with("-- migrate: upgrade\n-- migrate: allow redundant-parent \"why\"\nSELECT 1;\n"), @r#"
    error[unknown-directive]: `redundant-parent` is about no statement
     --> migrations/a.sql:5:19
      |
    5 | -- migrate: allow redundant-parent "why"
      |                   ^^^^^^^^^^^^^^^^
      |
      = help: allow it in limbeck.toml: `redundant-parent = "<reason>"` under `[allow]`
    "#);
}

#[test]
fn assume_needs_an_effect() {
    assert_snapshot!(with("-- migrate: upgrade\n-- migrate: assume ;\nSELECT 1;\n"), @"
    error[unknown-directive]: `assume` says no effect
     --> migrations/a.sql:5:1
      |
    5 | -- migrate: assume ;
      | ^^^^^^^^^^^^^^^^^^^^
      |
      = help: before the statement that it is about, write what it does: `-- migrate: assume CREATE TABLE t (id BIGINT)`
      = help: or `-- migrate: assume nothing`, if it leaves the schema alone
    ");
}

#[test]
fn assume_needs_a_statement_behind_it() {
    assert_snapshot!(
        with("-- migrate: assume nothing\n-- migrate: upgrade\nSELECT 1;\n-- migrate: assume nothing\n\n-- migrate: downgrade\nSELECT 1;\n"),
        @"
    error[unknown-directive]: `assume` stands in no section
     --> migrations/a.sql:4:1
      |
    4 | -- migrate: assume nothing
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: before the statement that it is about, write what it does: `-- migrate: assume CREATE TABLE t (id BIGINT)`
      = help: or `-- migrate: assume nothing`, if it leaves the schema alone
    "
    );
    assert_snapshot!(
        with("-- migrate: upgrade\nSELECT 1;\n-- migrate: assume nothing\n\n-- migrate: downgrade\nSELECT\n-- migrate: assume nothing\n1;\n"),
        @"
    error[unknown-directive]: `assume` is about no statement
     --> migrations/a.sql:6:1
      |
    6 | -- migrate: assume nothing
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write it before the statement that it is about

    error[unknown-directive]: `assume` stands within a statement
      --> migrations/a.sql:10:1
       |
    10 | -- migrate: assume nothing
       | ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write it before the statement
    "
    );
}

#[test]
fn what_is_assumed_is_kept_without_its_semicolon() {
    let file = with_body(
        "-- migrate: upgrade\n-- migrate: assume CREATE TABLE t (id INT);\n-- migrate: assume nothing\nSELECT f();\n\n\
         -- migrate: downgrade\nDROP TABLE t;\n",
    );
    let compiled = compiles_for(&Dialect::ALL, &[("a.sql", &file)]);
    let assumes = &compiled.revisions[0].body.assumes;
    let effects: Vec<&str> = assumes.iter().map(|one| one.effect.as_str()).collect();
    assert_eq!(effects, ["CREATE TABLE t (id INT)", "nothing"]);
    let upgrade = statements(&file, Dialect::Postgres, Direction::Upgrade);
    assert_eq!(upgrade, ["SELECT f()"]);
}
