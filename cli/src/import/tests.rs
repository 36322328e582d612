//! No statement gets lost, whatever the tool, the database and the text.

use std::cmp::Ordering;

use limbeck_core::body::{Section, parse_body};
use limbeck_core::header::{Header, parse_header};
use limbeck_core::{Dialect, Direction};
use proptest::prelude::*;
use proptest::sample::select;

use super::directives::nameless;
use super::*;

#[test]
fn versions_are_compared_as_numbers_of_any_length() {
    for (a, b, order) in [
        ("2", "10", Ordering::Less),
        ("0002", "2", Ordering::Equal),
        (
            "99999999999999999999999",
            "100000000000000000000000",
            Ordering::Less,
        ),
        ("0", "00", Ordering::Equal),
        ("b", "a", Ordering::Greater),
        ("2", "1a", Ordering::Less),
        ("10", "1a", Ordering::Less),
    ] {
        assert_eq!(by_number(a, b), order, "{a} {b}");
    }
}

/// What stands in a script.
#[derive(Clone, Debug)]
enum Part {
    Statement(&'static str),
    /// One that goose is told the end of, so that it needs no semicolon.
    Block(&'static str),
    /// A line that runs nothing.
    Comment(&'static str),
}

const STATEMENTS: [&str; 9] = [
    "CREATE TABLE \"a;b\" (n int DEFAULT 1)",
    "INSERT INTO t\nVALUES ('it''s; -- migrate:up', 'a\n\n  b')",
    "SELECT /* ; */ 1 -- ;",
    "UPDATE t SET n = n + 1 -- it's",
    "BEGIN",
    "COMMIT",
    "ROLLBACK TO SAVEPOINT s",
    "DROP INDEX i",
    "/*+ hint */ SELECT 2",
];

const COMMENTS: [&str; 7] = [
    "",
    "-- it's; one",
    "/* ; */",
    "  -- migrate:up",
    "-- Migrate: downgrade sqlite",
    "-- migration: upgrade",
    "-- revision: abc",
];

/// What only one database reads right.
fn own_statements(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Postgres => &[
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $f$ BEGIN; COMMIT;\n-- x;\n$f$",
            "INSERT INTO t VALUES (E'\\'; --')",
            "CREATE INDEX CONCURRENTLY i ON t (n)",
        ],
        Dialect::Sqlite => &[
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; DELETE FROM t; END",
            "PRAGMA foreign_keys = OFF",
        ],
        Dialect::Mysql => &[
            "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END",
            "# it's; one\nSELECT `a;b`",
        ],
    }
}

/// A migration: what its ways do, and whether it wants no transaction.
type Way = Vec<Part>;
type Migration = (Way, Option<Way>, bool);

fn way(dialect: Dialect) -> impl Strategy<Value = Way> {
    let statements = [&STATEMENTS[..], own_statements(dialect)].concat();
    let part = prop_oneof![
        3 => select(statements.clone()).prop_map(Part::Statement),
        1 => select(statements).prop_map(Part::Block),
        2 => select(&COMMENTS[..]).prop_map(Part::Comment),
    ];
    let wrapped = |way: Way| {
        let pair = ["BEGIN", "COMMIT"].map(Part::Statement);
        let [begin, commit] = pair;
        [vec![begin], way, vec![commit]].concat()
    };
    let ways = prop::collection::vec(part, 0..6);
    prop_oneof![3 => ways.clone(), 1 => ways.prop_map(wrapped)]
}

fn history() -> impl Strategy<Value = (Dialect, Vec<Migration>)> {
    select(&Dialect::ALL[..]).prop_flat_map(|dialect| {
        let down = prop::option::of(way(dialect));
        let migration = (way(dialect), down, any::<bool>());
        (Just(dialect), prop::collection::vec(migration, 1..12))
    })
}

/// The text of a way; blocks are marked for goose only.
fn text(way: &[Part], tool: Tool) -> String {
    let mut text = String::new();
    for part in way {
        text += &match part {
            Part::Comment(comment) => format!("{comment}\n"),
            Part::Block(statement) if tool == Tool::Goose => {
                format!("-- +goose StatementBegin\n{statement}\n-- +goose StatementEnd\n")
            }
            // Behind a line comment the semicolon needs a line of its own.
            Part::Block(statement) | Part::Statement(statement) => format!("{statement}\n;\n"),
        };
    }
    text
}

/// The files of a history as `tool` keeps it. Versions count from 8, so that they get longer.
fn files(tool: Tool, migrations: &[Migration]) -> Vec<File> {
    let mut files = Vec::new();
    let mut add = |path: String, text: String| {
        let shown = format!("src/{path}");
        files.push(File { path, shown, text });
    };
    for (version, (up, down, no_transaction)) in (8..).zip(migrations) {
        let up = text(up, tool);
        let down = down.as_ref().map(|down| text(down, tool));
        match tool {
            Tool::Sqlx | Tool::GolangMigrate => {
                let directive = match no_transaction {
                    true if tool == Tool::Sqlx => "-- no-transaction\n",
                    _ => "",
                };
                add(format!("{version}_a.up.sql"), format!("{directive}{up}"));
                if let Some(down) = down {
                    add(
                        format!("{version}_a.down.sql"),
                        format!("{directive}{down}"),
                    );
                }
            }
            Tool::Diesel => {
                add(format!("{version:04}_a/up.sql"), up);
                if let Some(down) = down {
                    add(format!("{version:04}_a/down.sql"), down);
                }
                if *no_transaction {
                    let metadata = "run_in_transaction = false\n".to_owned();
                    add(format!("{version:04}_a/metadata.toml"), metadata);
                }
            }
            Tool::Refinery => add(format!("V{version}__a.sql"), up),
            Tool::Goose => {
                let directive = match no_transaction {
                    true => "-- +goose NO TRANSACTION\n",
                    false => "",
                };
                let down = down.map(|down| format!("-- +goose Down\n{down}"));
                let down = down.unwrap_or_default();
                let text = format!("{directive}-- +goose Up\n{up}{down}");
                add(format!("{version}_a.sql"), text);
            }
            Tool::Dbmate => {
                let option = match no_transaction {
                    true => " transaction:false",
                    false => "",
                };
                let down = down.map(|down| format!("-- migrate:down{option}\n{down}"));
                let down = down.unwrap_or_default();
                let text = format!("-- migrate:up{option}\n{up}{down}");
                add(format!("{version:04}_a.sql"), text);
            }
        }
    }
    files
}

/// The tokens of each statement.
type Statements = Vec<Vec<String>>;

fn token_texts(text: &str, dialect: Dialect) -> Vec<String> {
    let tokens = tokens(text, dialect).map(|token| token.text.to_owned());
    tokens.collect()
}

/// What a way does, less BEGIN and COMMIT if they come in pairs. A COMMIT before any BEGIN ends the
/// tool's own transaction, if there `is_in_one`.
fn expected(way: &[Part], dialect: Dialect, is_in_one: bool) -> Statements {
    let statement = |part: &Part| match part {
        Part::Statement(text) | Part::Block(text) => Some(*text),
        Part::Comment(_) => None,
    };
    let texts: Vec<&str> = way.iter().filter_map(statement).collect();
    let is_control = |text: &&&str| ["BEGIN", "COMMIT"].contains(*text);
    let control: Vec<&str> = texts.iter().filter(is_control).copied().collect();
    let are_pairs = control.len().is_multiple_of(2)
        && control.windows(2).all(|pair| pair[0] != pair[1])
        && (is_in_one || control.first() != Some(&"COMMIT"));
    let kept = texts.iter().filter(|text| !are_pairs || !is_control(text));
    kept.map(|text| token_texts(text, dialect)).collect()
}

fn sections(text: &str) -> (Header, Vec<Section>) {
    let header = parse_header(nameless(), text).expect("a header");
    let body = parse_body(nameless(), text, header.end).expect("a body");
    (header, body.sections)
}

fn check(tool: Tool, dialect: Dialect, migrations: &[Migration]) {
    let files = files(tool, migrations);
    let found = tool.read(&files);
    assert_eq!(found.refused, []);
    assert_eq!(found.passed_over, Vec::<String>::new());
    let target = Target {
        dialect,
        is_named: true,
    };
    let written = write(&found.migrations, target, &mut Vec::new());
    let written = written.expect("everything can be written");
    assert_eq!(written.len(), migrations.len());
    let mut parents: Vec<String> = Vec::new();
    for (file, (up, down, no_transaction)) in written.iter().zip(migrations) {
        let (header, sections) = sections(&file.text);
        let named: Vec<String> = header.parents.into_iter().map(|name| name.text).collect();
        assert_eq!(named, parents);
        parents = vec![file.id.clone()];

        let down = down.as_ref().filter(|_| tool != Tool::Refinery);
        let is_plain = !text(up, tool).contains("BEGIN\n") && !text(up, tool).contains("COMMIT\n");
        let is_in_one = match tool {
            Tool::GolangMigrate => false,
            Tool::Refinery => true,
            _ => !*no_transaction,
        };
        let up = expected(up, dialect, is_in_one);
        let nothing = vec![token_texts("SELECT 1", dialect)];
        let did = |direction: Direction| {
            let section = sections.iter().find(|one| one.direction == direction)?;
            assert_eq!(section.dialects, [dialect]);
            let text = file.text.get(section.text.clone()).expect("in the text");
            let statements = statements(text, dialect).expect("all is closed");
            let spans = statements.into_iter().map(|one| one.span);
            let texts = spans.map(|span| token_texts(&text[span], dialect));
            Some((texts.collect::<Statements>(), section.no_transaction))
        };
        let (did_up, without) = did(Direction::Upgrade).expect("a way up");
        let is_idle = up.is_empty();
        assert_eq!(did_up, if is_idle { nothing.clone() } else { up });
        match tool {
            _ if !is_plain => {}
            Tool::Refinery => assert!(!without),
            Tool::GolangMigrate => {}
            _ => assert_eq!(without, *no_transaction),
        }
        let did_down = did(Direction::Downgrade).map(|(statements, _)| statements);
        let down = down.map(|down| expected(down, dialect, is_in_one));
        let down = match down {
            Some(down) if down.is_empty() => is_idle.then_some(nothing),
            down => down,
        };
        assert_eq!(did_down, down);
        assert_eq!(header.irreversible.is_some(), did_down.is_none());
    }
}

/// What is hard to read, and anything.
fn piece() -> impl Strategy<Value = String> {
    const HARD: &[&str] = &[
        "'",
        "\"",
        "$$",
        "/*",
        "*/",
        "--",
        ";",
        "\n",
        "\r",
        "\u{feff}",
        "BEGIN;",
        "COMMIT;",
        "é",
        "-- +goose StatementEnd\n",
        "-- +goose Down\n",
        "\n-- migrate: upgrade\n",
        "DELIMITER //\n",
    ];
    prop_oneof![select(HARD).prop_map(str::to_owned), any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_statement_is_lost((dialect, migrations) in history()) {
        for tool in Tool::value_variants() {
            check(*tool, dialect, &migrations);
        }
    }

    #[test]
    fn no_text_makes_it_panic(texts in prop::collection::vec(piece(), 1..20)) {
        for (tool, path, before) in [
            (Tool::Sqlx, "1_a.sql", "-- no-transaction"),
            (Tool::Diesel, "1_a/up.sql", ""),
            (Tool::Refinery, "V1__a.sql", ""),
            (Tool::GolangMigrate, "1_a.up.sql", ""),
            (Tool::Goose, "1_a.sql", "-- +goose Up\n-- +goose StatementBegin\n"),
            (Tool::Dbmate, "1_a.sql", "-- migrate:up\n"),
        ] {
            let text = format!("{before}{}", texts.concat());
            let (path, shown) = (path.to_owned(), path.to_owned());
            let found = tool.read(&[File { path, shown, text }]);
            for dialect in Dialect::ALL {
                let target = Target { dialect, is_named: false };
                let _ = write(&found.migrations, target, &mut Vec::new());
            }
        }
    }
}
