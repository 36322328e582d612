//! Texts that are unusual and not wrong: large, foreign, from other machines.

use std::time::{Duration, Instant};

use insta::assert_snapshot;

use super::*;

fn checksums(content: &[u8]) -> Vec<String> {
    let root = written(&[("a.sql", content)]);
    let compiled = run(&root, &DIALECTS).result.unwrap();
    let scripts = compiled.revisions[0].scripts.iter();
    scripts
        .map(|scripts| scripts.checksum.to_string())
        .collect()
}

#[test]
fn carriage_returns_and_a_byte_order_mark_do_not_change_the_checksums() {
    let body = "-- migrate: upgrade\nINSERT INTO t VALUES ('two\nlines');\n-- migrate: downgrade\nDELETE FROM t;\n";
    let unix = with_body(body);
    let windows = format!("\u{feff}{}", unix.replace('\n', "\r\n"));
    assert_eq!(checksums(unix.as_bytes()), checksums(windows.as_bytes()));
}

#[test]
fn places_in_files_with_carriage_returns_are_right() {
    let windows = revision("a", "nowhere").replace('\n', "\r\n");
    assert_snapshot!(diagnose(&[("a.sql", &format!("\u{feff}{windows}"))]), @"
    error[unknown-parent]: revision `a` names a parent that does not exist: `nowhere`
     --> migrations/a.sql:2:12
      |
    2 | -- parent: nowhere
      |            ^^^^^^^ no revision has this id
      |
      = help: name a revision of this folder, or bring its file back
    ");
}

#[test]
fn text_in_many_scripts_is_marked_where_it_stands() {
    let header =
        "-- Ergänze Ämter 📜, 部門を追加, إضافة\n--\n-- revision: ämter\n-- parent: base\n";
    assert_snapshot!(diagnose(&[("ä_部門.sql", &with_header(header, "a"))]), @"
    error[bad-id]: `ämter` cannot be a name
     --> migrations/ä_部門.sql:3:14
      |
    3 | -- revision: ämter
      |              ^^^^^ has `ä`
      |
      = help: names are letters, digits, `_` and `.`; several are separated by commas
    ");
}

#[test]
fn text_in_many_scripts_compiles() {
    let body = "-- migrate: upgrade\n-- 部門\nINSERT INTO \"Ämter\" VALUES ('📜', $$إضافة; ok$$);\nSELECT 'naïve';\n-- migrate: downgrade\nDELETE FROM \"Ämter\";\n";
    let file = with_body(body);
    let compiled = compiles_for(&[Dialect::Postgres], &[("ä.sql", &file)]);
    let statements = &compiled.revisions[0].scripts[0].upgrade.statements;
    let texts: Vec<&str> = statements.iter().map(|s| &file[s.range.clone()]).collect();
    assert_eq!(
        texts,
        [
            "INSERT INTO \"Ämter\" VALUES ('📜', $$إضافة; ok$$)",
            "SELECT 'naïve'"
        ]
    );
}

#[test]
fn a_mark_in_a_line_of_wide_characters_stands_under_its_word() {
    let body =
        "-- migrate: upgrade\nSELECT '部門📜', 'never ends;\n-- migrate: downgrade\nSELECT 1;\n";
    assert_snapshot!(diagnose(&[("a.sql", &with_body(body))]), @"
    error[unterminated]: a string that never ends
     --> migrations/a.sql:5:15
      |
    5 | SELECT '部門📜', 'never ends;
      |                  ^ opened here, as read for postgres, sqlite
      |
      = help: close it before the section ends
    ");
}

#[test]
fn tabs_do_not_move_the_mark() {
    let body = "-- migrate: upgrade\n\tINSERT\tINTO t VALUES (1,\t'never ends);\n-- migrate: downgrade\nSELECT 1;\n";
    assert_snapshot!(diagnose(&[("a.sql", &with_body(body))]), @"
    error[unterminated]: a string that never ends
     --> migrations/a.sql:5:27
      |
    5 |     INSERT    INTO t VALUES (1,    'never ends);
      |                                    ^ opened here, as read for postgres, sqlite
      |
      = help: close it before the section ends
    ");
}

#[test]
fn ten_megabytes_are_read_in_one_go() {
    let line = "INSERT INTO t (id, name) VALUES (1, 'a name; with a semicolon'); -- and why\n";
    let statements = line.repeat(10_000_000 / line.len() + 1);
    let file = with_body(&format!(
        "-- migrate: upgrade\n{statements}-- migrate: downgrade\nDELETE FROM t;\n"
    ));
    let start = Instant::now();
    let compiled = compiles(&[("a.sql", &file)]);
    // Debug builds take about three seconds; what grows with the square would take hours.
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    let script = &compiled.revisions[0].scripts[0].upgrade;
    assert_eq!(script.statements.len(), statements.lines().count());
    assert_eq!(
        script.statements.last().unwrap().line as usize,
        statements.lines().count() + 4
    );
}

#[test]
fn a_fault_at_the_end_of_a_large_file_is_shown_alone() {
    let line = "INSERT INTO t (id) VALUES (1);\n".repeat(30_000);
    let file = with_body(&format!(
        "-- migrate: upgrade\n{line}COMMIT;\n-- migrate: downgrade\nDELETE FROM t;\n"
    ));
    assert_snapshot!(diagnose(&[("a.sql", &file)]), @"
    error[transaction-control]: `COMMIT` in a revision
         --> migrations/a.sql:30005:1
          |
    30005 | COMMIT;
          | ^^^^^^ limbeck begins and ends the transactions
          |
          = help: leave it out: a revision and its record are one transaction
          = help: to do without any: `-- migrate: upgrade no-transaction`
    ");
}

#[test]
fn a_line_of_a_megabyte_is_shown_in_part() {
    let values = "(1), ".repeat(200_000);
    let file = with_body(&format!(
        "-- migrate: upgrade\nINSERT INTO t VALUES {values}('never ends;\n-- migrate: downgrade\nDELETE FROM t;\n"
    ));
    let text = diagnose(&[("a.sql", &file)]);
    assert!(text.len() < 2_000, "{} bytes", text.len());
}
