//! SQL that nobody would write: whatever stands in a revision, checking it ends, soon and without a
//! panic or an overflowing stack, for it happens inside the compiler.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::compile;
use limbeck_core::diagnostic::{Diagnostic, Place};
use limbeck_core::project::Project;
use limbeck_schema::{Options, check};
use limbeck_tests::revision;

/// Far more than it takes, on a machine that does other things as well, without optimisation.
const LIMIT: Duration = Duration::from_secs(120);

/// Checks one revision for one dialect. What the lexer refuses never comes to the readers.
fn survives(name: &str, dialect: Dialect, upgrade: &str) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().unwrap();
    let text = revision("a", "base", upgrade, "SELECT 1;");
    std::fs::write(folder.path().join("a.sql"), text).unwrap();
    let project = Project {
        root: folder.path().to_owned(),
        config: None,
        folder: Some(folder.path().to_owned()),
        base: folder.path().to_owned(),
    };
    let begun = Instant::now();
    let compilation = compile(&project, &[dialect]);
    let Ok(compiled) = &compilation.result else {
        return Vec::new();
    };
    let found = check(compiled, &compilation.sources, &Options::default()).found;
    assert!(
        begun.elapsed() < LIMIT,
        "{name}, {dialect}: {:?}",
        begun.elapsed()
    );
    for one in &found {
        let is_failure = one.code == Code::Opaque && matches!(one.place, Place::Path(_));
        assert!(!is_failure, "{name}, {dialect}: the reader panicked");
        if let Place::Text(span) = &one.place {
            let text = &compilation.sources.file(span.file).text;
            assert!(
                text.get(span.range.clone()).is_some(),
                "{name}, {dialect}: {one:?}"
            );
        }
    }
    found
}

fn each(name: &str, upgrade: &str) {
    for dialect in Dialect::ALL {
        survives(name, dialect, upgrade);
    }
}

#[test]
fn a_hundred_thousand_parentheses() {
    let (open, close) = ("(".repeat(100_000), ")".repeat(100_000));
    each("select", &format!("SELECT {open}1{close};"));
    each(
        "check",
        &format!("CREATE TABLE t (a INT CHECK ({open}a > 0{close}));"),
    );
    each(
        "default",
        &format!("CREATE TABLE t (a INT DEFAULT {open}1{close});"),
    );
    each("only open", &format!("SELECT {open};"));
    each("only closed", &format!("SELECT 1{close};"));
}

#[test]
fn other_things_that_nest() {
    let nested = |open: &str, close: &str| {
        format!("SELECT {}1{};", open.repeat(50_000), close.repeat(50_000))
    };
    each("brackets", &nested("ARRAY[", "]"));
    each("calls", &nested("f(", ")"));
    each("subqueries", &nested("(SELECT ", ")"));
    each("cases", &nested("CASE WHEN ", " THEN 1 END"));
    each("signs", &nested("- ", ""));
    each("not", &nested("NOT ", ""));
    each("and", &nested("1 AND ", ""));
    each("dots", &nested("a.", ""));
    each("casts", &nested("", "::int"));
    each("unions", &nested("1 UNION SELECT ", ""));
    each(
        "joins",
        &format!("SELECT * FROM t{};", " JOIN t ON true".repeat(20_000)),
    );
    each(
        "withs",
        &format!(
            "{}SELECT 1{};",
            "WITH a AS (".repeat(20_000),
            ") SELECT 1".repeat(20_000)
        ),
    );
    each(
        "blocks",
        &format!(
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $${}{}$$;",
            "BEGIN ".repeat(20_000),
            "END; ".repeat(20_000)
        ),
    );
    each(
        "types",
        &format!("CREATE TABLE t (a int{});", "[]".repeat(50_000)),
    );
    each(
        "comments",
        &format!("{}SELECT 1;{}", "/*".repeat(10_000), "*/".repeat(10_000)),
    );
}

#[test]
fn five_megabytes() {
    let mut rows = String::from("CREATE TABLE t (a INT, b TEXT);\nINSERT INTO t (a, b) VALUES\n");
    while rows.len() < 5 << 20 {
        rows.push_str("    (1, 'a text that is not short and not long'),\n");
    }
    rows.push_str("    (2, 'the last');");
    each("rows", &rows);
    let string = format!("SELECT '{}';", "x".repeat(5 << 20));
    each("a string", &string);
}

#[test]
fn many_statements() {
    let mut text = String::new();
    for number in 0..2_000 {
        text.push_str(&format!(
            "CREATE TABLE t{number} (a INT PRIMARY KEY, b TEXT);\n"
        ));
    }
    each("tables", &text);
}

#[test]
fn soup_of_tokens() {
    const WORDS: [&str; 64] = [
        "CREATE",
        "ALTER",
        "DROP",
        "TABLE",
        "INDEX",
        "VIEW",
        "COLUMN",
        "ADD",
        "(",
        ")",
        ",",
        "t",
        "u",
        "a",
        "b",
        "INT",
        "TEXT",
        "NOT",
        "NULL",
        "DEFAULT",
        "1",
        "'x'",
        "PRIMARY",
        "KEY",
        "REFERENCES",
        "FOREIGN",
        "UNIQUE",
        "CHECK",
        "CONSTRAINT",
        "ON",
        "AS",
        "SELECT",
        "FROM",
        "WHERE",
        "INSERT",
        "INTO",
        "VALUES",
        "UPDATE",
        "SET",
        "=",
        "IF",
        "EXISTS",
        "RENAME",
        "TO",
        ".",
        "\"q\"",
        "`q`",
        "[q]",
        "$$z$$",
        "é",
        "\u{1F600}",
        "::",
        "@v",
        "?",
        "TRIGGER",
        "FUNCTION",
        "TYPE",
        "ENUM",
        "SEQUENCE",
        "CASCADE",
        "WITH",
        "*",
        "-",
        "\u{301}",
    ];
    // Marsaglia's xorshift: the same soup each time.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for round in 0..40 {
        let mut text = String::new();
        for _ in 0..50 {
            for _ in 0..1 + random(20) {
                text.push_str(WORDS[random(WORDS.len())]);
                text.push(' ');
            }
            text.push_str(";\n");
        }
        each(&format!("soup {round}"), &text);
    }
}

#[test]
fn a_query_without_end_is_not_run() {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    each("select", &format!("{endless} SELECT count(*) FROM n;"));
    each(
        "create",
        &format!("CREATE TABLE t AS {endless} SELECT i FROM n;"),
    );
    each(
        "insert",
        &format!("CREATE TABLE t (i INT);\nINSERT INTO t {endless} SELECT i FROM n;"),
    );
}
