use super::*;
use crate::effect::{Kind, TableAction};

fn read(text: &str) -> Vec<Reading> {
    let statements: Vec<_> = limbeck_core::lexer::statements(text, limbeck_core::Dialect::Mysql)
        .expect("the text is whole")
        .into_iter()
        .map(|statement| statement.span)
        .collect();
    Mysql::default().read(text, &statements)
}

fn effects(text: &str) -> Vec<Effect> {
    read(text)
        .into_iter()
        .flat_map(|reading| {
            assert_eq!(reading.refusal, None, "{text}");
            reading.effects
        })
        .map(|effect| effect.value)
        .collect()
}

/// What is refused, and where.
fn refusal(text: &str) -> String {
    let refusal = read(text).remove(0).refusal.expect(text);
    format!("{} | {}", &text[refusal.at], refusal.message)
}

/// The names of the actions of an `ALTER TABLE`.
fn actions(text: &str) -> Vec<String> {
    match effects(text).remove(0) {
        Effect::AlterTable { actions, .. } => actions
            .into_iter()
            .map(|action| {
                let text = format!("{:?}", action.value);
                text.split([' ', '{', '('])
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}

/// Each line is valid for some version of MySQL or MariaDB, by their manuals.
#[test]
fn what_either_server_takes_is_not_refused() {
    for text in include_str!("tests/valid.sql").lines() {
        for reading in read(text) {
            assert_eq!(reading.refusal, None, "{text}");
        }
    }
}

#[test]
fn a_refusal_points_at_the_token() {
    for (text, expected) in [
        (
            "CREATE TABEL t (a INT)",
            "TABEL | expected `TABLE`, `INDEX`, `VIEW` or another kind of thing, found `TABEL`",
        ),
        (
            "CREATE TABLE t (a INT NUL)",
            "NUL | expected `,` or `)`, found `NUL`",
        ),
        ("CREATE TABLE t (a INTT)", "INTT | `INTT` is no type"),
        ("CREATE TABLE t (a INT,)", ") | expected a name, found `)`"),
        ("CREATE TABLE t (a VARCHAR)", ") | expected `(`, found `)`"),
        ("CREATE TABLE t (a INT", "( | `(` without `)`"),
        (
            "ALTER TABLE t ADD a INT,",
            ", | expected an action at the end",
        ),
        (
            "ALTER TABLE t DRP a",
            "DRP | expected an action, found `DRP`",
        ),
        ("DROP INDEX i", "i | expected `ON` at the end"),
        (
            "INSERT INTO t (a, b) VALUES (1)",
            "( | 1 values for 2 columns",
        ),
        ("UPDATE t SET a = = 1", "= | `=` cannot follow `=`"),
        (
            "UPDATE t SET a = 1 WHERE b 'x'",
            "'x' | `'...'` cannot follow `b`",
        ),
        ("DELETE FORM t", "t | expected `FROM`, found `t`"),
        ("SELEC 1", "SELEC | no statement begins with `SELEC`"),
    ] {
        assert_eq!(refusal(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_opaque_and_no_error() {
    let reading = read("ALTER TABLE t ADD CONSTRAINT c CHECK (a /*!80016 > 1 */)").remove(0);
    assert!(reading.opaque && reading.refusal.is_none());
}

#[test]
fn actions_take_the_order_in_which_they_work() {
    assert_eq!(
        actions("ALTER TABLE t ADD INDEX i (b), ADD b INT, CHANGE c d INT, DROP INDEX i, RENAME u"),
        [
            "DropIndex",
            "ReplaceColumn",
            "AddColumn",
            "AddIndex",
            "RenameTable"
        ]
    );
}

#[test]
fn two_columns_that_exchange_their_names_are_not_checked() {
    let effects = effects("ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a");
    assert!(matches!(effects.as_slice(), [Effect::Lenient(_)]));
}

#[test]
fn a_key_that_is_no_name_drops_the_primary_key() {
    for text in [
        "DROP INDEX `PRIMARY` ON t",
        "ALTER TABLE t DROP PRIMARY KEY",
    ] {
        assert_eq!(actions(text), ["DropPrimaryKey"], "{text}");
    }
}

#[test]
fn types_have_one_spelling() {
    for (written, expected) in [
        ("INTEGER(11)", "int"),
        ("BOOL", "tinyint"),
        ("TINYINT(1)", "tinyint"),
        ("INT UNSIGNED ZEROFILL", "int unsigned"),
        ("NUMERIC", "decimal(10,0)"),
        ("DECIMAL(5)", "decimal(5,0)"),
        ("CHARACTER VARYING(5)", "varchar(5)"),
        ("CHAR", "char(1)"),
        ("DOUBLE PRECISION", "double"),
        ("ENUM('a', 'b')", "enum('a','b')"),
    ] {
        let text = format!("CREATE TABLE t (a {written})");
        let Effect::CreateTable(table) = effects(&text).remove(0) else {
            panic!("{text}");
        };
        let column = &table.columns[0].value;
        assert_eq!(column.data_type.as_deref(), Some(expected), "{written}");
    }
}

#[test]
fn defaults_have_one_spelling() {
    for (written, expected) in [
        ("NULL", None),
        ("'5'", Some("5")),
        ("NOW()", Some("current_timestamp")),
        ("CURRENT_TIMESTAMP", Some("current_timestamp")),
        ("FALSE", Some("0")),
        ("(UUID())", Some("uuid")),
        ("'a'", Some("'a'")),
    ] {
        let text = format!("ALTER TABLE t ADD a INT DEFAULT {written}");
        let Effect::AlterTable { actions, .. } = effects(&text).remove(0) else {
            panic!("{text}");
        };
        let TableAction::AddColumn { column, .. } = &actions[0].value else {
            panic!("{text}");
        };
        assert_eq!(column.default.as_deref(), expected, "{written}");
    }
}

#[test]
fn content_of_comments_that_every_server_runs_is_read() {
    let effects = effects("/*!40101 DROP TABLE t */");
    assert!(matches!(
        effects.as_slice(),
        [Effect::Drop {
            kind: Kind::Table,
            ..
        }]
    ));
}

#[test]
fn without_foreign_key_checks_the_other_table_may_be_missing() {
    let create = "CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES u (a))";
    assert_eq!(effects(create).len(), 1);
    let off = format!("SET foreign_key_checks = 0; {create}");
    assert!(matches!(effects(&off)[0], Effect::Maybe(_)));
    let on = format!("SET foreign_key_checks = 0; SET foreign_key_checks = 1; {create}");
    assert_eq!(effects(&on).len(), 1);
}

#[test]
fn a_body_is_what_a_call_may_do() {
    let create = "CREATE PROCEDURE p() BEGIN IF 1 THEN DROP TABLE t; END IF; END";
    let Effect::CreateRoutine(routine) = effects(create).remove(0) else {
        panic!("{create}");
    };
    assert!(matches!(&routine.runs[0].value, Effect::Maybe(_)));
    assert_eq!(routine.runs.len(), 1);
}

/// Columns are written as `table.column`, tables with an empty column.
fn uses(text: &str) -> Vec<String> {
    let mut uses: Vec<String> = effects(text)
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Uses { relation, columns } => Some((relation, columns)),
            Effect::UsesAny { relations, columns } => {
                let names: Vec<String> = relations.into_iter().map(|path| path.name).collect();
                let name = names.join("|");
                Some((Path { schema: None, name }, columns))
            }
            _ => None,
        })
        .flat_map(|(relation, columns)| {
            let of = relation.name.clone();
            let columns = columns
                .into_iter()
                .map(move |c| format!("{of}.{}", c.value));
            std::iter::once(format!("{}.", relation.name)).chain(columns)
        })
        .collect();
    uses.sort();
    uses.dedup();
    uses
}

#[test]
fn only_columns_that_are_certain_are_used() {
    for (text, expected) in [
        ("INSERT INTO t (a, b) VALUES (1, x)", "t. t.a t.b"),
        (
            "UPDATE t SET a = b + 1 WHERE c IN (1) AND f(d) = 1",
            "t. t.a t.b t.c t.d",
        ),
        (
            "UPDATE t x JOIN u ON x.a = u.b SET x.c = 1, d = 2",
            "t. t.a t.c t|u. t|u.d u. u.b",
        ),
        (
            "DELETE FROM t WHERE a IN (SELECT b FROM u WHERE u.c = t.d)",
            "t. t.a t.d u. u.c u|t. u|t.b",
        ),
        ("WITH c AS (SELECT a FROM t) SELECT b FROM c", "t. t.a"),
        (
            "SELECT a AS x, COUNT(*) n FROM t GROUP BY x ORDER BY n",
            "t. t.a",
        ),
        ("SELECT a FROM (SELECT b AS a FROM t) d", "t. t.b"),
        (
            "INSERT INTO t (a) SELECT b FROM u ON DUPLICATE KEY UPDATE a = u.b",
            "t. t.a u. u.b",
        ),
        (
            "SELECT EXTRACT(DAY FROM a), CONVERT(b, DATE) FROM t",
            "t. t.b",
        ),
    ] {
        assert_eq!(uses(text).join(" "), expected, "{text}");
    }
}

mod soup {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_is_too_much(words in proptest::collection::vec(prop::sample::select(WORDS), 0..60)) {
            let text = words.join(" ");
            let whole = 0..text.len();
            let _ = crate::reader::Reader::read(&mut super::Mysql::default(), &text, &[whole]);
        }

        #[test]
        fn no_characters_are_too_much(text in "\\PC{0,200}") {
            let whole = 0..text.len();
            let _ = crate::reader::Reader::read(&mut super::Mysql::default(), &text, &[whole]);
        }
    }

    const WORDS: &[&str] = &[
        "CREATE",
        "TABLE",
        "t",
        "(",
        ")",
        ",",
        ".",
        "a",
        "INT",
        "VARCHAR",
        "(5)",
        "ALTER",
        "ADD",
        "DROP",
        "COLUMN",
        "INDEX",
        "ON",
        "PRIMARY",
        "KEY",
        "FOREIGN",
        "REFERENCES",
        "UNIQUE",
        "CHECK",
        "SELECT",
        "FROM",
        "WHERE",
        "=",
        "1",
        "'x'",
        "`q`",
        "UPDATE",
        "SET",
        "INSERT",
        "INTO",
        "VALUES",
        "DELETE",
        "JOIN",
        "AS",
        "WITH",
        "RENAME",
        "TO",
        "CHANGE",
        "MODIFY",
        "DEFAULT",
        "NULL",
        "NOT",
        "/*!40101",
        "*/",
        "/*",
        "BEGIN",
        "END",
        ";",
        "PROCEDURE",
        "TRIGGER",
        "VIEW",
        "@x",
        "é",
        "\"",
        "CONSTRAINT",
        "PARTITION",
        "BY",
        "IF",
        "EXISTS",
        "*",
        "-",
        "UNION",
        "LIKE",
        "ENGINE",
    ];
}

#[test]
fn deep_and_long_texts_are_read_in_time() {
    for text in [
        format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        "(".repeat(100_000),
        format!("SELECT {}1{}", "(SELECT ".repeat(190), ")".repeat(190)),
        format!("CREATE TABLE t (a INT DEFAULT {}1)", "- ".repeat(100_000)),
        format!("CREATE TABLE t (a INT DEFAULT 1{})", " + 1".repeat(100_000)),
        format!("INSERT INTO t (a) VALUES (1){}", ", (1)".repeat(200_000)),
        format!("ALTER TABLE t {}", "ADD a INT, ".repeat(20_000)),
        "/*!".repeat(50_000),
    ] {
        let whole = 0..text.len();
        Mysql::default().read(&text, &[whole]);
    }
}

/// The tables that are in doubt after a text; `None` if everything is.
fn doubted(text: &str) -> Option<String> {
    let mut names = Vec::new();
    for effect in effects(text) {
        match effect {
            Effect::Maybe(effects) => {
                names.extend(effects.into_iter().map(|effect| match effect.value {
                    Effect::AlterTable { table, .. } => table.name,
                    Effect::Drop { path, .. } => path.name,
                    other => format!("{other:?}"),
                }))
            }
            Effect::OpenWorld | Effect::Calls(_) => return None,
            _ => {}
        }
    }
    Some(names.join(" "))
}

#[test]
fn a_qualifier_that_names_nothing_is_told() {
    let is_told = |text: &str| {
        let effects = effects(text);
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::NotInScope { .. }))
    };
    assert!(is_told(
        "DELETE FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE t.a = v.b)"
    ));
    assert!(is_told("UPDATE t x SET a = t.b"));
    for text in [
        "DELETE FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE t.a = u.b)",
        "DELETE a FROM t a JOIN u b ON a.x = b.x WHERE b.y = 1",
        "INSERT INTO t (a) VALUES (1) AS n ON DUPLICATE KEY UPDATE a = n.a",
        "INSERT INTO t (a) SELECT b FROM u x ON DUPLICATE KEY UPDATE a = x.b",
        "SELECT NEW.a",
        "SELECT db.t.a FROM db.t",
        "SELECT j.x FROM t, JSON_TABLE(t.a, '$[*]' COLUMNS (x INT PATH '$')) j",
    ] {
        assert!(!is_told(text), "{text}");
    }
}

#[test]
fn a_text_that_is_run_puts_only_its_tables_in_doubt() {
    let body = "CREATE PROCEDURE p(IN t VARCHAR(64), IN i VARCHAR(64)) BEGIN \
        IF EXISTS (SELECT 1) THEN SET @q = CONCAT('DROP INDEX ', i, ' ON ', t, ';'); \
        PREPARE s FROM @q; EXECUTE s; DEALLOCATE PREPARE s; END IF; END;";
    for (text, expected) in [
        (
            "SET @q = IF(x, 'ALTER TABLE t DROP a', 'SELECT 1'); PREPARE s FROM @q; EXECUTE s",
            Some("t"),
        ),
        (
            "PREPARE s FROM 'DROP TABLE t'; EXECUTE s USING @a",
            Some("t"),
        ),
        ("PREPARE s FROM @q; EXECUTE s", None),
        (
            "SET @q = (SELECT a FROM b); PREPARE s FROM @q; EXECUTE s",
            None,
        ),
        (
            "SET @q = 'DROP TABLE t'; SELECT a INTO @q FROM b; PREPARE s FROM @q; EXECUTE s",
            None,
        ),
        ("EXECUTE IMMEDIATE 'DROP TABLE t'", None),
        (&format!("{body} CALL p('users', 'i')"), Some("users")),
        (&format!("{body} CALL p(@x, 'i')"), None),
        (
            "CREATE PROCEDURE p() BEGIN DROP TABLE t; END; CALL p()",
            None,
        ),
        (
            "CREATE PROCEDURE p() BEGIN EXECUTE IMMEDIATE 'DROP TABLE t'; END; CALL p()",
            None,
        ),
        ("CALL q()", None),
    ] {
        assert_eq!(doubted(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn of_very_many_rows_only_the_table_and_the_columns_are_read() {
    let text = format!(
        "INSERT INTO t (a, b) VALUES (1, 'é'){}",
        ", (1, 'é')".repeat(300_000)
    );
    assert_eq!(uses(&text), ["t.", "t.a", "t.b"]);
}
