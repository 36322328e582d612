//! Mistakes: their places and words.

use super::*;

#[test]
fn mistakes_point_at_the_name_and_at_where_it_was_made_or_unmade() {
    let before = "CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT UNIQUE);\n\
                  ALTER TABLE t ADD COLUMN age;\n\
                  ALTER TABLE t RENAME COLUMN age TO years;\n\
                  CREATE TABLE gone (a); DROP TABLE gone;\n\
                  CREATE INDEX i ON t (email);\n\
                  CREATE VIEW v AS SELECT years FROM t";
    for (mistake, code, at, labels) in [
        (
            "CREATE TABLE t (a)",
            Code::AlreadyExists,
            "t",
            &["1:14 t: `t` was created here"][..],
        ),
        (
            "ALTER TABLE t ADD email",
            Code::AlreadyExists,
            "email",
            &["1:41 email: `email` was created here"],
        ),
        (
            "CREATE INDEX i ON t (id)",
            Code::AlreadyExists,
            "i",
            &["5:14 i: `i` was created here"],
        ),
        (
            "ALTER TABLE gone ADD b",
            Code::UnknownTable,
            "gone",
            &["4:35 gone: `gone` was dropped here"],
        ),
        ("INSERT INTO tt VALUES (1)", Code::UnknownTable, "tt", &[]),
        (
            "CREATE INDEX j ON t (age)",
            Code::UnknownColumn,
            "age",
            &["3:29 age: `age` was renamed to `years` here"],
        ),
        (
            "UPDATE t SET nmae = 1",
            Code::UnknownColumn,
            "nmae",
            &["1:14 t: `t` was created here"],
        ),
        (
            "INSERT INTO t (nmae) VALUES (1)",
            Code::UnknownColumn,
            "nmae",
            &["1:14 t: `t` was created here"],
        ),
        ("DROP INDEX j", Code::UnknownIndex, "j", &[]),
        ("DROP TRIGGER tr", Code::UnknownObject, "tr", &[]),
        (
            "ALTER TABLE t DROP COLUMN email",
            Code::Refused,
            "email",
            &[],
        ),
        ("DROP TABLE v", Code::Refused, "v", &[]),
        ("CREATE TABEL u (a)", Code::SyntaxError, "TABEL", &[]),
        ("CREATE TABLE u (a", Code::SyntaxError, "a", &[]),
        ("ALTER TABLE t ADD u UNIQUE", Code::Refused, "u", &[]),
        (
            "ALTER TABLE t DROP COLUMN years",
            Code::StillUsed,
            "years",
            &["6:13 v: `v` was created here"],
        ),
    ] {
        let mut history = History::new();
        history.fine(before);
        assert_eq!(history.told(mistake), told(code, at, labels), "{mistake}");
    }
}

#[test]
fn messages_say_what_is_missing_or_in_the_way() {
    for (mistake, message, help) in [
        (
            "DROP TABLE usr",
            "table `usr` does not exist",
            "did you mean `user`?",
        ),
        (
            "UPDATE user SET nmae = 1",
            "column `nmae` of `user` does not exist",
            "did you mean `name`?",
        ),
        (
            "UPDATE user SET name = (SELECT nmae FROM other)",
            "column `nmae` does not exist in any of the tables read here",
            "did you mean `name`?",
        ),
        (
            "DROP INDEX x",
            "index `x` does not exist",
            "create it before it is used, here or in an earlier revision",
        ),
        (
            "ALTER TABLE user ADD id",
            "column `id` of `user` already exists",
            "remove it here, or what made it before",
        ),
        (
            "CREATE TABLE other (a)",
            "table `other` already exists",
            "remove the statement, or write `CREATE TABLE IF NOT EXISTS`",
        ),
        (
            "ALTER TABLE user DROP COLUMN name",
            "column `name` of `user` is dropped, and index `names` needs it",
            "drop index `names` before",
        ),
        (
            "ALTER TABLE user DROP COLUMN age",
            "column `age` of `user` is dropped, and the table's own constraints need it",
            "make the table anew without them: SQLite drops no constraints",
        ),
        (
            "DROP TABLE other; ALTER TABLE user RENAME TO person",
            "view `both` does not work any more: no such table: main.other",
            "mend or drop view `both` before",
        ),
    ] {
        let mut history = History::new();
        history.fine(
            "CREATE TABLE user (id INTEGER PRIMARY KEY, name, age, CHECK (age > 0));
             CREATE TABLE other (a); CREATE INDEX names ON user (name);
             CREATE VIEW both AS SELECT a FROM user, other",
        );
        let found = history.upgrade(mistake).found;
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.message.as_str(), one.help.as_slice()))
            .collect();
        assert_eq!(told, [(message, &[help.to_owned()][..])], "{mistake}");
    }
}
