//! Helpers for tests, and how the parts work together.

mod certainty;
mod downgrades;
mod hostile;
mod mistakes;

use limbeck_core::lexer::statements;
use limbeck_core::script::{Script, Statement};
use limbeck_core::source::{SourceFile, Sources};

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::diagnostic::Diagnostic;

use super::*;
use crate::simulator::Assumption;

/// A history that is tried on SQLite, one text a revision.
struct History {
    sqlite: Sqlite,
    sources: Sources,
}

impl History {
    fn new() -> History {
        History {
            sqlite: Sqlite::new().expect("a database in memory"),
            sources: Sources::default(),
        }
    }

    fn with<T>(
        &mut self,
        text: &str,
        assumptions: &[Assumption<'_>],
        act: impl FnOnce(&mut Sqlite, Input<'_>) -> T,
    ) -> T {
        let file = self.sources.add(SourceFile {
            path: "a.sql".to_owned(),
            location: "a.sql".into(),
            text: text.to_owned(),
        });
        let statements = statements(text, Dialect::Sqlite).unwrap_or_default();
        let statements = statements.into_iter().map(|statement| Statement {
            range: statement.span,
            line: statement.line,
        });
        let script = Script {
            statements: statements.collect(),
            ..Script::default()
        };
        let input = Input {
            revision: "a",
            file,
            text,
            script: &script,
            assumptions,
        };
        act(&mut self.sqlite, input)
    }

    fn upgrade(&mut self, text: &str) -> Outcome {
        self.with(text, &[], |sqlite, input| sqlite.upgrade(input))
    }

    fn prove(&mut self, text: &str) -> (Outcome, Difference) {
        self.with(text, &[], |sqlite, input| sqlite.prove(input))
    }

    /// Runs an upgrade that must be without fault.
    fn fine(&mut self, text: &str) -> &mut History {
        let outcome = self.upgrade(text);
        assert!(outcome.found.is_empty(), "{text}: {:?}", outcome.found);
        self
    }

    /// What is told about an upgrade: codes with the text that they point at, and with the labels.
    fn told(&mut self, text: &str) -> Vec<(Code, String, Vec<String>)> {
        let found = self.upgrade(text).found;
        found.iter().map(|found| self.shown(found)).collect()
    }

    fn shown(&self, found: &Diagnostic) -> (Code, String, Vec<String>) {
        let limbeck_core::diagnostic::Place::Text(span) = &found.place else {
            panic!("no place: {found:?}");
        };
        let labels = found.labels.iter().map(|label| {
            let (line, column) = self.sources.line_column(&label.span);
            format!(
                "{line}:{column} {}: {}",
                self.sources.text(&label.span),
                label.text
            )
        });
        (
            found.code,
            self.sources.text(span).to_owned(),
            labels.collect(),
        )
    }

    /// What a downgrade after an upgrade leaves different: names, then details.
    fn differs(&mut self, upgrade: &str, downgrade: &str) -> (Vec<String>, Vec<String>) {
        self.fine(upgrade);
        let (outcome, difference) = self.prove(downgrade);
        assert!(outcome.found.is_empty(), "{downgrade}: {:?}", outcome.found);
        assert!(!difference.is_uncertain, "{downgrade}");
        (difference.names, difference.details)
    }
}

fn told(code: Code, at: &str, labels: &[&str]) -> Vec<(Code, String, Vec<String>)> {
    let labels = labels.iter().map(|label| (*label).to_owned()).collect();
    vec![(code, at.to_owned(), labels)]
}

#[test]
fn a_revision_sees_what_earlier_ones_made_and_their_views_triggers_and_renames() {
    let mut history = History::new();
    history
        .fine("CREATE TABLE parent (id INTEGER PRIMARY KEY, name)")
        .fine("CREATE TABLE child (p REFERENCES parent (id))")
        .fine("CREATE VIEW v AS SELECT name FROM parent")
        .fine("CREATE TABLE seen (id)")
        .fine("CREATE TRIGGER tr AFTER INSERT ON child BEGIN INSERT INTO seen VALUES (NEW.p); END")
        .fine("ALTER TABLE parent RENAME TO person")
        .fine("INSERT INTO child VALUES (1); SELECT name FROM v")
        .fine("ALTER TABLE person RENAME COLUMN id TO number");
    let snapshot = history.sqlite.snapshot();
    assert!(
        snapshot.contains("p REFERENCES \"person\" (number)"),
        "{snapshot}"
    );
    assert!(
        snapshot.contains("CREATE VIEW v AS SELECT name FROM \"person\""),
        "{snapshot}"
    );
    let broken = "DROP TABLE seen; INSERT INTO child VALUES (1)";
    assert_eq!(
        history.told(broken),
        told(
            Code::UnknownTable,
            "INSERT INTO child",
            &["1:12 seen: `seen` was dropped here"]
        )
    );
}

#[test]
fn a_view_that_does_not_work_is_in_the_way_of_later_renames() {
    for view in [
        "SELECT a FROM missing",
        "SELECT missing FROM t",
        "SELECT b FROM gone",
    ] {
        let mut history = History::new();
        history.fine("CREATE TABLE t (a); CREATE TABLE gone (b); CREATE TABLE other (c)");
        history
            .fine(&format!("CREATE VIEW v AS {view}"))
            .fine("DROP TABLE gone");
        let told = history.told("ALTER TABLE other RENAME TO another");
        assert_eq!(told.len(), 1, "{view}");
    }
}

#[test]
fn full_text_tables_keep_their_data_tables_to_themselves() {
    let mut history = History::new();
    history.fine("CREATE VIRTUAL TABLE docs USING fts5(body); CREATE TABLE docs_archive (a)");
    history.fine("INSERT INTO docs (docs) VALUES ('rebuild'); INSERT INTO docs_archive VALUES (1)");
    history.fine("DELETE FROM docs_content");
    let lost = history.differs(
        "DROP TABLE docs",
        "CREATE VIRTUAL TABLE docs USING fts5( body )",
    );
    assert_eq!(lost, (vec![], vec![]));
}

#[test]
fn a_script_of_many_statements_is_one_script() {
    let tables: Vec<usize> = (0..250).collect();
    let create = tables.iter().map(|at| format!("CREATE TABLE t{at} (a); "));
    let index = tables
        .iter()
        .map(|at| format!("CREATE INDEX i{at} ON t{at} (a); "));
    let mut history = History::new();
    history.fine("CREATE TABLE old (a, b)");
    history.fine(
        &create
            .chain(index)
            .chain(["ALTER TABLE old ADD c".to_owned()])
            .collect::<String>(),
    );
    assert_eq!(history.sqlite.snapshot().lines().count(), 501);
    let (_, difference) = history.prove("DROP TABLE t7");
    assert_eq!(difference.names.len(), 250);
    assert!(
        difference
            .names
            .contains(&"column `c` of `old` is left behind".to_owned())
    );
}

#[test]
fn a_snapshot_restored_is_the_same_schema() {
    let mut history = History::new();
    history.fine(
        "CREATE TABLE \"a\tb\" (x INTEGER PRIMARY KEY AUTOINCREMENT, -- a\\b\n y DEFAULT '\n');
         CREATE INDEX i ON \"a\tb\" (y); CREATE VIEW v AS SELECT 1;
         CREATE TRIGGER i AFTER DELETE ON \"a\tb\" BEGIN SELECT 1; END;
         CREATE VIRTUAL TABLE unsure USING vec0(a);",
    );
    let snapshot = history.sqlite.snapshot();
    let mut other = History::new();
    assert!(other.sqlite.restore(&snapshot));
    assert_eq!(other.sqlite.snapshot(), snapshot);
    other.fine("ALTER TABLE \"A\tB\" ADD z; INSERT INTO unsure VALUES (1)");
    assert_eq!(other.told("CREATE TABLE I (a)").len(), 1);
    assert!(!other.sqlite.restore("nonsense"));
}

#[test]
fn a_picture_shows_what_pragmas_and_texts_tell() {
    let mut history = History::new();
    history.fine(
        "CREATE TABLE b (
             id INTEGER PRIMARY KEY AUTOINCREMENT,
             name VARCHAR(10) NOT NULL DEFAULT 'x' UNIQUE,
             size INT CONSTRAINT positive CHECK (size > 0),
             twice AS (size * 2) STORED,
             p REFERENCES a ON DELETE CASCADE
         );
         CREATE TABLE a (x, y, PRIMARY KEY (y, x));
         CREATE UNIQUE INDEX i ON b (lower(name), size DESC) WHERE size > 1;
         CREATE TRIGGER tr AFTER DELETE ON b BEGIN SELECT 1; END;
         CREATE VIEW v AS SELECT name AS n FROM b;",
    );
    let picture = history.sqlite.picture();
    let names: Vec<_> = picture
        .tables
        .iter()
        .map(|table| table.name.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(picture.tables[0].primary_key, ["y", "x"]);
    let table = &picture.tables[1];
    assert!(!table.is_incomplete);
    let column = |at: usize| {
        let column = &table.columns[at];
        let (kind, default) = (column.data_type.as_deref(), column.default.as_deref());
        (
            column.name.as_str(),
            kind,
            column.not_null,
            default,
            column.generated.as_deref(),
        )
    };
    assert_eq!(column(0), ("id", Some("INTEGER"), false, None, None));
    assert_eq!(table.columns[0].identity.as_deref(), Some("autoincrement"));
    assert_eq!(
        column(1),
        ("name", Some("VARCHAR(10)"), true, Some("'x'"), None)
    );
    assert_eq!(column(3).4, Some("(size * 2) stored"));
    assert_eq!(column(4), ("p", None, false, None, None));
    let key = &table.foreign_keys[0];
    assert_eq!(
        (key.table.name.as_str(), key.actions.as_str()),
        ("a", "ON DELETE CASCADE")
    );
    let rules = table.constraints.iter();
    let rules: Vec<_> = rules
        .map(|rule| (rule.kind, rule.name.as_str(), rule.expression.as_str()))
        .collect();
    let all = [
        ("primary key", "", ""),
        ("unique", "", ""),
        ("check", "positive", "size > 0"),
    ];
    assert_eq!(rules, all);
    let index = &table.indexes[0];
    assert_eq!(
        (index.is_unique, index.details.as_str()),
        (true, "WHERE size > 1")
    );
    assert_eq!(index.parts, ["lower(name)", "size DESC"]);
    assert_eq!(
        table.triggers[0].definition,
        "AFTER DELETE ON b BEGIN SELECT 1; END"
    );
    assert_eq!(
        picture.views[0].columns.as_deref(),
        Some(&["n".to_owned()][..])
    );
    assert_eq!(picture.views[0].query, "SELECT name AS n FROM b");
}
