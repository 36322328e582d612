//! `bad-header`, `unknown-field`, `bad-id`, `reserved-id`.

use insta::assert_snapshot;

use super::*;

/// One file with this header and plain sections.
fn with(header: &str) -> String {
    diagnose(&[("a.sql", &with_header(header, "a"))])
}

/// The message of the one file with this header.
fn message_of(header: &str) -> String {
    compiles(&[("a.sql", &with_header(header, "a"))]).revisions[0]
        .header
        .message
        .clone()
}

#[test]
fn a_file_without_header_is_told_once() {
    assert_snapshot!(diagnose(&[("a.sql", "CREATE TABLE a (id INT);\n")]), @"
    error[bad-header]: the file has no header
     --> migrations/a.sql:1:1
      |
    1 | CREATE TABLE a (id INT);
      | ^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: the header is the first comment block of the file and ends at its first line without `--`
      = help: add `-- revision: <id>`; the id is what other revisions call this one
      = help: add `-- parent: <id>`, or `-- parent: base` if nothing comes before it
    ");
}

#[test]
fn an_empty_file_is_told() {
    assert_snapshot!(diagnose(&[("a.sql", "")]), @"
    error[bad-header]: the file has no header
     --> migrations/a.sql:1:1
      |
    1 |
      | ^
      |
      = note: the header is the first comment block of the file and ends at its first line without `--`
      = help: add `-- revision: <id>`; the id is what other revisions call this one
      = help: add `-- parent: <id>`, or `-- parent: base` if nothing comes before it
    ");
}

#[test]
fn a_comment_block_without_fields_is_told_once() {
    assert_snapshot!(with("\n\n-- Copyright 2024 the authors\n\n-- revision: a\n-- parent: base\n"), @"
    error[bad-header]: the header has neither `revision` nor `parent`
     --> migrations/a.sql:3:1
      |
    3 | -- Copyright 2024 the authors
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = note: the header is the first comment block of the file and ends at its first line without `--`
      = help: add `-- revision: <id>`; the id is what other revisions call this one
      = help: add `-- parent: <id>`, or `-- parent: base` if nothing comes before it
    ");
}

#[test]
fn a_missing_revision_is_told() {
    assert_snapshot!(with("-- Create users\n--\n-- parent: base\n"), @"
    error[bad-header]: the header has no `revision`
     --> migrations/a.sql:1:1
      |
    1 | -- Create users
      | ^^^^^^^^^^^^^^^
      |
      = note: the header is the first comment block of the file and ends at its first line without `--`
      = help: add `-- revision: <id>`; the id is what other revisions call this one
    ");
}

#[test]
fn a_missing_parent_is_told() {
    assert_snapshot!(with("-- Create users\n--\n-- revision: a\n"), @"
    error[bad-header]: the header has no `parent`
     --> migrations/a.sql:1:1
      |
    1 | -- Create users
      | ^^^^^^^^^^^^^^^
      |
      = note: the header is the first comment block of the file and ends at its first line without `--`
      = help: add `-- parent: <id>`, or `-- parent: base` if nothing comes before it
    ");
}

#[test]
fn an_empty_field_is_told() {
    assert_snapshot!(with("-- revision:\n-- parent:  \n"), @"
    error[bad-header]: `revision` is empty
     --> migrations/a.sql:1:4
      |
    1 | -- revision:
      |    ^^^^^^^^
      |
      = help: add `-- revision: <id>`; the id is what other revisions call this one

    error[bad-header]: `parent` is empty
     --> migrations/a.sql:2:4
      |
    2 | -- parent:  
      |    ^^^^^^
      |
      = help: add `-- parent: <id>`, or `-- parent: base` if nothing comes before it
    ");
}

#[test]
fn a_field_that_stands_twice_is_told() {
    assert_snapshot!(with("-- revision: a\n-- parent: b\n-- parent: c\n"), @"
    error[bad-header]: `parent` is said twice
     --> migrations/a.sql:3:4
      |
    2 | -- parent: b
      |    ------ first
    3 | -- parent: c
      |    ^^^^^^ second
      |
      = help: keep one; several ids go on one line, separated by commas
    ");
}

#[test]
fn base_beside_a_parent_is_told() {
    assert_snapshot!(with("-- revision: a\n-- parent: base, b\n"), @"
    error[bad-header]: `base` stands beside other parents
     --> migrations/a.sql:2:12
      |
    2 | -- parent: base, b
      |            ^^^^
      |
      = help: `base` says that there is no parent; leave it out
    ");
}

#[test]
fn a_date_that_is_none_is_told() {
    assert_snapshot!(with("-- revision: a\n-- parent: base\n-- created: yesterday\n"), @"
    error[bad-header]: `created` is no point in time
     --> migrations/a.sql:3:13
      |
    3 | -- created: yesterday
      |             ^^^^^^^^^ not RFC 3339
      |
      = help: write it as 2024-12-01T10:20:00Z, or leave the field out
    ");
}

#[test]
fn a_time_without_zone_is_no_point_in_time() {
    assert_snapshot!(with("-- revision: a\n-- parent: base\n-- created: 2024-12-01T10:20:00\n"), @"
    error[bad-header]: `created` is no point in time
     --> migrations/a.sql:3:13
      |
    3 | -- created: 2024-12-01T10:20:00
      |             ^^^^^^^^^^^^^^^^^^^ not RFC 3339
      |
      = help: write it as 2024-12-01T10:20:00Z, or leave the field out
    ");
}

#[test]
fn irreversible_needs_a_reason() {
    assert_snapshot!(with("-- revision: a\n-- parent: base\n-- irreversible:\n"), @"
    error[bad-header]: `irreversible` gives no reason
     --> migrations/a.sql:3:4
      |
    3 | -- irreversible:
      |    ^^^^^^^^^^^^
      |
      = help: say why there is no way back: `-- irreversible: the rows are gone`
    ");
}

#[test]
fn irreversible_and_a_downgrade_contradict_each_other() {
    assert_snapshot!(with("-- revision: a\n-- parent: base\n-- irreversible: the rows are gone\n"), @"
    error[bad-header]: the header says `irreversible`, but there is a downgrade
     --> migrations/a.sql:3:18
      |
    3 | -- irreversible: the rows are gone
      |                  ^^^^^^^^^^^^^^^^^ no way back
    ...
    8 | -- migrate: downgrade
      | --------------------- a way back
      |
      = help: keep one of the two
    ");
}

#[test]
fn a_newer_edition_is_told() {
    assert_snapshot!(with("-- revision: a\n-- parent: base\n-- edition: 2\n"), @"
    error[bad-header]: edition `2` is none that this limbeck reads
     --> migrations/a.sql:3:13
      |
    3 | -- edition: 2
      |             ^
      |
      = help: the newest it knows is 1; a newer limbeck may know more
    ");
}

#[test]
fn a_typo_in_a_field_is_answered_with_the_field() {
    assert_snapshot!(with("-- revison: a\n-- parent: base\n"), @"
    error[unknown-field]: unknown header field `revison`
     --> migrations/a.sql:1:4
      |
    1 | -- revison: a
      |    ^^^^^^^ no field has this name
      |
      = help: did you mean `revision`?
    ");
}

#[test]
fn fields_of_other_tools_are_answered_with_ours() {
    let near = [
        ("down_revision", "parent"),
        ("Revises", "parent"),
        ("parents", "parent"),
        ("Parent", "parent"),
        ("Revision ID", "revision"),
        ("Create Date", "created"),
        ("depends_on", "depends on"),
        ("depends", "depends on"),
        ("Depends-On", "depends on"),
        ("dependencies", "depends on"),
        ("label", "labels"),
        ("branch_labels", "labels"),
        ("irreversable", "irreversible"),
        ("editon", "edition"),
    ];
    for (written, meant) in near {
        let header = format!("-- revision: a\n-- parent: base\n-- {written}: x\n");
        let text = with(&header);
        assert!(
            text.contains(&format!("did you mean `{meant}`?")),
            "{written}: {text}"
        );
    }
}

#[test]
fn alembics_down_revision_is_answered_with_parent() {
    assert_snapshot!(with("-- revision: a\n-- down_revision: None\n-- parent: base\n"), @"
    error[unknown-field]: unknown header field `down_revision`
     --> migrations/a.sql:2:4
      |
    2 | -- down_revision: None
      |    ^^^^^^^^^^^^^ no field has this name
      |
      = help: did you mean `parent`?
    ");
}

#[test]
fn prose_with_a_colon_is_no_field() {
    let prose = [
        "Note: run this at night",
        "Author: Ann",
        "Created by: Ann",
        "Why: see https://example.org/parent:7",
        "What this revision does not do: anything with a parent: or a label",
        "TODO(ann): the parent is gone",
        "::",
    ];
    for line in prose {
        let header = format!("-- {line}\n--\n-- revision: a\n-- parent: base\n");
        assert_eq!(message_of(&header), line);
    }
}

#[test]
fn the_message_is_the_first_paragraph() {
    let header = "--\n-- Add users\n-- and their mails\n--\n-- More to know.\n-- revision: a\n-- parent: base\n-- The end.\n";
    assert_eq!(message_of(header), "Add users and their mails");
}

#[test]
fn fields_may_be_indented_and_aligned() {
    let header = "  --   revision :  a\n--parent:base\n--\tcreated:\t2024-12-01T10:20:00+01:00\n";
    let compiled = compiles(&[("a.sql", &with_header(header, "a"))]);
    let header = &compiled.revisions[0].header;
    assert_eq!(header.revision.text, "a");
    assert_eq!(header.created.as_deref(), Some("2024-12-01T10:20:00+01:00"));
}

#[test]
fn an_id_with_another_character_is_told() {
    assert_snapshot!(with("-- revision: add-users\n-- parent: base\n"), @"
    error[bad-id]: `add-users` cannot be a name
     --> migrations/a.sql:1:14
      |
    1 | -- revision: add-users
      |              ^^^^^^^^^ has `-`
      |
      = help: names are letters, digits, `_` and `.`; several are separated by commas
    ");
}

#[test]
fn parents_are_separated_by_commas() {
    assert_snapshot!(with("-- revision: a\n-- parent: b c\n"), @"
    error[bad-id]: `b c` cannot be a name
     --> migrations/a.sql:2:12
      |
    2 | -- parent: b c
      |            ^^^ has a space
      |
      = help: names are letters, digits, `_` and `.`; several are separated by commas
    ");
}

#[test]
fn a_comma_too_many_is_told() {
    assert_snapshot!(with("-- revision: a\n-- parent: b, , c\n-- labels: billing,\n-- depends on:\n"), @"
    error[bad-id]: a name is empty
     --> migrations/a.sql:2:15
      |
    2 | -- parent: b, , c
      |               ^ a name belongs here
      |
      = help: write it, or leave out the comma or the whole line

    error[bad-id]: a name is empty
     --> migrations/a.sql:3:20
      |
    3 | -- labels: billing,
      |                    ^ a name belongs here
      |
      = help: write it, or leave out the comma or the whole line

    error[bad-id]: a name is empty
     --> migrations/a.sql:4:15
      |
    4 | -- depends on:
      |               ^ a name belongs here
      |
      = help: write it, or leave out the comma or the whole line
    ");
}

#[test]
fn an_id_in_quotes_is_told() {
    assert_snapshot!(with("-- revision: 'a'\n-- parent: base\n"), @"
    error[bad-id]: `'a'` cannot be a name
     --> migrations/a.sql:1:14
      |
    1 | -- revision: 'a'
      |              ^^^ has `'`
      |
      = help: names are letters, digits, `_` and `.`; several are separated by commas
    ");
}

#[test]
fn an_id_that_is_too_long_is_told() {
    let text = with(&format!(
        "-- revision: {}\n-- parent: base\n",
        "x".repeat(256)
    ));
    assert!(text.contains("a name of 256 bytes is too long"), "{text}");
    compiles(&[("a.sql", &revision(&"x".repeat(255), "base"))]);
}

#[test]
fn a_revision_cannot_be_called_head() {
    assert_snapshot!(with("-- revision: head\n-- parent: base\n"), @"
    error[reserved-id]: `head` cannot be a name
     --> migrations/a.sql:1:14
      |
    1 | -- revision: head
      |              ^^^^ targets use this word
      |
      = help: choose another name
    ");
}

#[test]
fn a_parent_is_named_by_id_and_not_by_target() {
    assert_snapshot!(with("-- revision: a\n-- parent: head\n-- depends on: current\n-- labels: heads\n"), @"
    error[reserved-id]: `head` cannot be a name
     --> migrations/a.sql:2:12
      |
    2 | -- parent: head
      |            ^^^^ targets use this word
      |
      = help: name a revision by its id; the word means another one tomorrow

    error[reserved-id]: `current` cannot be a name
     --> migrations/a.sql:3:16
      |
    3 | -- depends on: current
      |                ^^^^^^^ targets use this word
      |
      = help: name a revision by its id; the word means another one tomorrow

    error[reserved-id]: `heads` cannot be a name
     --> migrations/a.sql:4:12
      |
    4 | -- labels: heads
      |            ^^^^^ targets use this word
      |
      = help: choose another name
    ");
}
