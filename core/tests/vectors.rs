//! The checksums of `h1` and the lineages of `l1`, pinned: databases and manifests hold them.
//!
//! A change here is a new algorithm with a new name, never another value: whoever has one recorded
//! must find it again. The values were computed by this Python script from tokens split by hand, and
//! not by the code under test:
//! ```python
//! import hashlib
//! texts = lambda ss: b"".join(s.encode() + b"\0" for s in ss)
//! def script(mode, statements=()):  # b"t" transactional, b"n" no-transaction, b"-" absent
//!     return mode + b"".join(texts(tokens) + b"\0" for tokens in statements) + b"\0"
//! def h1(upgrade, downgrade):
//!     return "h1:" + hashlib.sha256(b"limbeck h1\0" + upgrade + downgrade).hexdigest()
//! def l1(checksum, parents=(), depends_on=()):
//!     data = texts(["limbeck l1", checksum])
//!     for lineages in (parents, depends_on):
//!         data += texts(sorted(lineages)) + b"\0"
//!     return "l1:" + hashlib.sha256(data).hexdigest()
//! create = "CREATE TABLE users ( id INT , name TEXT )".split()
//! print(h1(script(b"t", [create]), script(b"t", ["DROP TABLE users".split()])))  # PLAIN
//! ```
#![cfg(feature = "author")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use limbeck_core::Dialect;
use limbeck_core::checksum::{Lineage, lineage};
use limbeck_core::compile::compile;
use limbeck_core::project::Project;
use limbeck_core::revision::{Revision, parse_revision};
use limbeck_core::source::{SourceFile, Sources, canonical};

const PLAIN: &str = "h1:51cdd74b564b7fd481381cf757b0d5c031fd97a738948a59801d5001f817d65d";
const NO_TRANSACTION: &str = "h1:2d4cf60df933c85ad4b0e0ba461cd4457e49daa3dd32c3b31e3c0bc816396695";
const IRREVERSIBLE: &str = "h1:a9b1e4100fc54a2a2620358069876e55999432ed3b6e68b7dced80400fe65068";
const EMPTY: &str = "h1:df206301034d7488ef5bdb537eeaadb779ab7e85517aa67184bbc7aabffa3d0a";
const TWO_STATEMENTS: &str = "h1:360be339cda9f4c3c46917fb751986e8173c5fd062a8e2494ed9851bda6603d1";

const UPGRADE: &str = "-- migrate: upgrade\nCREATE TABLE users (id INT, name TEXT);\n";
const DOWNGRADE: &str = "-- migrate: downgrade\nDROP TABLE users;\n";

fn revision(header: &str, body: &str, dialects: &[Dialect]) -> Revision {
    let text = format!("-- revision: a\n{header}\n{body}");
    let text = canonical(text.as_bytes()).unwrap();
    let mut sources = Sources::default();
    let file = sources.add(SourceFile {
        path: "a.sql".to_owned(),
        location: PathBuf::new(),
        text: text.clone(),
    });
    parse_revision(file, "a.sql", &text, dialects).unwrap()
}

/// The checksum of a base with this body, which must be the same in every dialect.
fn h1(body: &str) -> String {
    let revision = revision("-- parent: base\n", body, &Dialect::ALL);
    let [first, others @ ..] = revision.scripts.as_slice() else {
        panic!("no dialect");
    };
    for other in others {
        assert_eq!(other.checksum, first.checksum);
    }
    first.checksum.to_string()
}

fn h1_for(dialect: Dialect, body: &str) -> String {
    let revision = revision("-- parent: base\n", body, &[dialect]);
    revision.scripts[0].checksum.to_string()
}

#[test]
fn one_statement_each_way() {
    assert_eq!(h1(&format!("{UPGRADE}{DOWNGRADE}")), PLAIN);
}

#[test]
fn two_statements_each_way() {
    let body = "-- migrate: upgrade\nCREATE TABLE users (id INT, name TEXT);\nCREATE INDEX ix ON users (name);\n-- migrate: downgrade\nDROP INDEX ix; DROP TABLE users;\n";
    assert_eq!(h1(body), TWO_STATEMENTS);
}

#[test]
fn no_transaction_matters() {
    let body = format!("{UPGRADE}{DOWNGRADE}");
    let body = body.replace("upgrade", "upgrade no-transaction");
    assert_eq!(h1(&body), NO_TRANSACTION);
}

#[test]
fn an_irreversible_revision_has_no_downgrade() {
    let header = "-- parent: base\n-- irreversible: the rows are gone\n";
    let revision = revision(header, UPGRADE, &[Dialect::Sqlite]);
    assert_eq!(revision.scripts[0].checksum.as_str(), IRREVERSIBLE);
}

#[test]
fn the_reason_of_an_irreversible_revision_does_not_matter() {
    let header = "-- parent: base\n-- irreversible: nobody needs it\n";
    let revision = revision(header, UPGRADE, &[Dialect::Sqlite]);
    assert_eq!(revision.scripts[0].checksum.as_str(), IRREVERSIBLE);
}

#[test]
fn a_merge_without_sections_is_one_with_empty_sections() {
    for body in ["", "-- migrate: upgrade\n-- migrate: downgrade\n"] {
        let merge = revision("-- parent: b, c\n", body, &[Dialect::Sqlite]);
        assert_eq!(merge.scripts[0].checksum.as_str(), EMPTY);
    }
}

#[test]
fn strings_names_and_operators_of_postgres() {
    let body = "-- migrate: upgrade\nINSERT INTO \"Ämter\" VALUES ('it''s; -- ok', $x$a;b$x$, E'\\n', '📜' || $1::text, 1.5e3);\n-- migrate: downgrade\nDELETE FROM \"Ämter\";\n";
    assert_eq!(
        h1_for(Dialect::Postgres, body),
        "h1:e6c4ad290d7ee30e7436c29aaa84ef3c7754e771c530155ac32380465e207e5a"
    );
}

#[test]
fn hints_and_variables_of_mysql() {
    let body = "-- migrate: upgrade\n/*!40101 SET NAMES utf8mb4 */;\nSELECT /*+ MAX_EXECUTION_TIME(1) */ `a`, @v, 'it\\'s';\n-- migrate: downgrade\nSELECT 1;\n";
    assert_eq!(
        h1_for(Dialect::Mysql, body),
        "h1:5df7fb33522b51785ecbe8946b2cdec606088495d63a06a3fe2dff2dbcc44a17"
    );
}

#[test]
fn comments_and_white_space_do_not_matter() {
    let bodies = [
        "-- migrate: upgrade\nCREATE TABLE users(id INT,name TEXT)\n-- migrate: downgrade\nDROP TABLE users\n",
        "-- migrate: upgrade\n\n\t-- first\nCREATE /* a */ TABLE users -- the people\n(\n  id INT ,\n  name TEXT\n) ;;\n/* last */\n-- migrate: downgrade\nDROP\r\nTABLE\r\nusers;;",
        "-- migrate: downgrade\nDROP TABLE users;\n-- migrate: upgrade\nCREATE TABLE users (id INT, name TEXT);\n",
        "-- migrate: upgrade sqlite postgres mysql\nCREATE TABLE users (id INT, name TEXT);\n-- migrate: downgrade\nDROP TABLE users;\n",
    ];
    for body in bodies {
        assert_eq!(h1(body), PLAIN, "{body}");
    }
}

#[test]
fn the_header_does_not_matter() {
    let header = "-- parent: b\n-- labels: x\n-- depends on: c\n-- created: 2024-12-01T10:20:00Z\n";
    let body = format!("{UPGRADE}{DOWNGRADE}");
    let revision = revision(header, &body, &[Dialect::Sqlite]);
    assert_eq!(revision.scripts[0].checksum.as_str(), PLAIN);
}

#[test]
fn whatever_changes_what_is_run_changes_the_checksum() {
    let base = "-- migrate: upgrade\nINSERT INTO t VALUES ('a b');\nSELECT 1;\n-- migrate: downgrade\nDELETE FROM t;\n";
    let changes = [
        ("'a b'", "'a  b'"),
        ("'a b'", "'a -- b'"),
        ("'a b'", "'A b'"),
        ("'a b'", "\"a b\""),
        ("INSERT INTO t", "INSERT INTO T"),
        ("INSERT INTO t", "insert into t"),
        ("SELECT 1", "SELECT /*! 1, */ 1"),
        ("SELECT 1", "SELECT /*+ hint */ 1"),
        ("SELECT 1;\n", ""),
        ("SELECT 1", "SELECT -1"),
        ("SELECT 1", "SELECT 1; SELECT 1"),
        ("DELETE FROM t", "DELETE FROM t WHERE 1 = 1"),
        ("downgrade", "downgrade no-transaction"),
    ];
    let mut seen = vec![h1(base)];
    for (from, to) in changes {
        assert!(base.contains(from));
        let changed = h1_for(Dialect::Mysql, &base.replace(from, to));
        assert!(!seen.contains(&changed), "{from} to {to} changes nothing");
        seen.push(changed);
    }
}

#[test]
fn a_statement_that_moves_to_the_other_section_changes_the_checksum() {
    let up = "-- migrate: upgrade\nSELECT 1;\nSELECT 2;\n-- migrate: downgrade\nSELECT 3;\n";
    let down = "-- migrate: upgrade\nSELECT 1;\n-- migrate: downgrade\nSELECT 2;\nSELECT 3;\n";
    assert_ne!(h1(up), h1(down));
}

#[test]
fn a_section_for_another_database_leaves_this_one_as_it_was() {
    let body = format!("{UPGRADE}{DOWNGRADE}-- migrate: upgrade mysql\nSELECT 1;\n");
    assert_eq!(h1_for(Dialect::Sqlite, &body), PLAIN);
    assert_eq!(h1_for(Dialect::Postgres, &body), PLAIN);
    assert_ne!(h1_for(Dialect::Mysql, &body), PLAIN);
    let all = revision("-- parent: base\n", &body, &Dialect::ALL);
    assert_eq!(
        all.scripts(Dialect::Sqlite).unwrap().checksum.as_str(),
        PLAIN
    );
}

/// ```text
///     b
///   /   \
/// a       d --- e     e depends on c and a
///   \   /
///     c
/// ```
#[test]
fn a_lineage_is_of_all_that_came_before() {
    let lineages = lineages(["b, c", "c, a"]);
    let expected = [
        "l1:0bf5bca3a5a415af488a60c5d300b29fea94dab145587c7f14e12a3236bb5c85",
        "l1:8a295ae66fb9198d371f097a885ea81b4bf7712520c104fa168979b2052e4dfd",
        "l1:8bbe18cf26401b28c5a32b3f6364a4325063e34bece56e7998022341d7c8b164",
        "l1:4f3bde34e7619a6e0247d8b00f93ccc6ec3dd72ed213b6988264799f1f2c7293",
        "l1:5324cbfbac07a166f603c95a98695786eddaf491fa244d21c454e644fe47212b",
    ];
    assert_eq!(lineages, expected);
}

#[test]
fn the_order_of_parents_and_dependencies_does_not_matter_to_the_lineage() {
    assert_eq!(lineages(["c, b", "a, c"]), lineages(["b, c", "c, a"]));
}

#[test]
fn parents_and_dependencies_are_told_apart() {
    let own = revision(
        "-- parent: base\n",
        &format!("{UPGRADE}{DOWNGRADE}"),
        &[Dialect::Sqlite],
    );
    let own = &own.scripts[0].checksum;
    let base = lineage(own, [], []);
    let parent = lineage(own, [&base], []);
    let depends_on = lineage(own, [], [&base]);
    let both = lineage(own, [&base], [&base]);
    let all: [&Lineage; 4] = [&base, &parent, &depends_on, &both];
    for (place, one) in all.iter().enumerate() {
        assert!(!all[..place].contains(one));
    }
}

/// The lineages of `a` to `e`, where `d` has these parents and `e` these dependencies.
fn lineages([parents, depends_on]: [&str; 2]) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    let create = "CREATE TABLE users (id INT, name TEXT);\n";
    let plain = format!("{UPGRADE}{DOWNGRADE}");
    let two = format!(
        "-- migrate: upgrade\n{create}CREATE INDEX ix ON users (name);\n-- migrate: downgrade\nDROP INDEX ix; DROP TABLE users;\n"
    );
    let files = [
        ("a", "base", String::new(), plain.clone()),
        ("b", "a", String::new(), two),
        (
            "c",
            "a",
            String::new(),
            plain.replace("upgrade", "upgrade no-transaction"),
        ),
        ("d", parents, String::new(), String::new()),
        (
            "e",
            "d",
            format!("-- depends on: {depends_on}\n-- irreversible: yes\n"),
            UPGRADE.to_owned(),
        ),
    ];
    for (id, parent, more, body) in files {
        let text = format!("-- revision: {id}\n-- parent: {parent}\n{more}\n{body}");
        std::fs::write(root.path().join(format!("{id}.sql")), text).unwrap();
    }
    let project = Project {
        root: root.path().to_owned(),
        config: None,
        folder: Some(root.path().to_owned()),
        base: root.path().to_owned(),
    };
    let compiled = compile(&project, &[Dialect::Sqlite]).result.unwrap();
    let lineages = compiled
        .lineages
        .iter()
        .map(|lineages| lineages[0].to_string());
    lineages.collect()
}
