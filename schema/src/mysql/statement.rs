//! Which statement is it, and who reads it?

use limbeck_core::lexer::{Token, TokenKind};

use super::cursor::{Cursor, Parsed, Stop, is_word};
use super::index::IndexKind;
use super::query::{self, Found};
use super::session::Session;
use super::{alter, create, data, neighbours, routine, table, words};
use crate::effect::{Effect, Kind, Located};

/// Reads a statement.
pub(super) fn read(cursor: &mut Cursor<'_>, session: &mut Session) -> Parsed<Vec<Located<Effect>>> {
    if cursor.at_mark("(") {
        return query::uses(cursor);
    }
    if cursor.peek_at(1).is_some_and(|token| token.text == ":") {
        return Err(Stop::NotUnderstood);
    }
    if cursor.at_any(&["SELECT", "VALUES", "TABLE"]) {
        // `SELECT ... INTO @variable`
        session.dynamic.forget(cursor.remaining());
        return query::uses(cursor);
    }
    let place = cursor.here();
    let Some(token) = cursor.bump() else {
        return Ok(Vec::new());
    };
    let no_statement =
        cursor.refused_at(place, format!("no statement begins with `{}`", token.text));
    if token.kind != TokenKind::Word {
        return Err(no_statement);
    }
    let verb = token.text.to_ascii_uppercase();
    match verb.as_str() {
        "CREATE" => create_something(cursor, session),
        "ALTER" => alter_something(cursor, session),
        "DROP" => drop_something(cursor, session),
        "RENAME" => rename(cursor),
        "INSERT" | "REPLACE" => data::insert(cursor),
        "UPDATE" => found(|found| data::update(cursor, found)),
        "DELETE" => found(|found| data::delete(cursor, found)),
        "WITH" => with(cursor),
        "TRUNCATE" => data::truncate(cursor),
        "LOAD" => data::load(cursor),
        "LOCK" if cursor.eat_any(&["TABLES", "TABLE"]).is_some() => data::lock(cursor),
        "CALL" => {
            let path = cursor.folded_path()?;
            let mut arguments = Vec::new();
            if cursor.at_mark("(") {
                let inside = cursor.group()?;
                neighbours::check(&inside)?;
                arguments = inside.remaining().to_vec();
            }
            cursor.finish()?;
            session.dynamic.forget(&arguments);
            if let Some(effects) = session.dynamic.call(&path.value.name, &arguments) {
                return Ok(cursor.maybe(effects));
            }
            Ok(vec![Located {
                at: path.at,
                value: Effect::Calls(vec![path.value]),
            }])
        }
        "SET" => session.set(cursor).map(|()| Vec::new()),
        // What it prepares may be anything, and so may be where names are looked up from here on.
        // MariaDB.
        "EXECUTE" if cursor.at("IMMEDIATE") && cursor.peek_at(1).is_some() => {
            Ok(vec![cursor.whole(Effect::OpenWorld)])
        }
        "EXECUTE" => {
            let name = cursor.peek().filter(|_| cursor.at_name());
            cursor.name()?;
            if !cursor.is_done() && !cursor.at("USING") {
                return Err(cursor.expected("`USING`"));
            }
            Ok(match name.and_then(|name| session.dynamic.execute(name)) {
                Some(effects) => cursor.maybe(effects),
                None => vec![cursor.whole(Effect::OpenWorld)],
            })
        }
        "PREPARE" => {
            session.dynamic.prepare(cursor.remaining());
            cursor.name()?;
            cursor.require("FROM")?;
            Ok(Vec::new())
        }
        "USE" => Ok(vec![cursor.whole(Effect::OpenWorld)]),
        // Statements of MariaDB that may hold others.
        "BEGIN" | "IF" | "FOR" | "WHILE" | "LOOP" | "REPEAT" | "CASE"
            if !cursor.is_done() && !cursor.at("WORK") =>
        {
            Ok(routine::body(cursor.remaining()))
        }
        _ if words::listed(HARMLESS, &verb) => Ok(Vec::new()),
        _ if words::listed(HOLDING, &verb) => Err(Stop::NotUnderstood),
        _ => Err(no_statement),
    }
}

/// Whether a statement in a body begins so that it may change the schema.
pub(super) fn changes_schema(token: &Token<'_>) -> bool {
    ["CREATE", "ALTER", "DROP", "RENAME", "EXECUTE", "CALL"]
        .iter()
        .any(|verb| is_word(token, verb))
}

fn found(read: impl FnOnce(&mut Found) -> Parsed<()>) -> Parsed<Vec<Located<Effect>>> {
    let mut found = Found::default();
    read(&mut found)?;
    Ok(found.uses)
}

/// Reads `WITH` and what follows it.
fn with(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    cursor.back();
    let mut found = Found::default();
    query::with(cursor, None, &mut found)?;
    if cursor.eat("UPDATE") {
        data::update(cursor, &mut found)?;
    } else if cursor.eat("DELETE") {
        data::delete(cursor, &mut found)?;
    } else {
        neighbours::check(cursor)?;
        query::read(cursor, None, &mut found)?;
    }
    Ok(found.uses)
}

fn create_something(
    cursor: &mut Cursor<'_>,
    session: &mut Session,
) -> Parsed<Vec<Located<Effect>>> {
    let or_replace = cursor.eat("OR REPLACE");
    let is_definer = definer(cursor)?;
    if !is_definer && cursor.eat("TEMPORARY TABLE") {
        return table::create(cursor, session, or_replace, true);
    }
    if !is_definer && cursor.eat("TABLE") {
        return table::create(cursor, session, or_replace, false);
    }
    if cursor.eat("VIEW") {
        return create::view(cursor, or_replace);
    }
    if cursor.eat("PROCEDURE") {
        return routine::routine(cursor, session, Kind::Procedure, or_replace);
    }
    cursor.eat("AGGREGATE");
    if cursor.eat("FUNCTION") {
        return routine::routine(cursor, session, Kind::Function, or_replace);
    }
    if cursor.eat("TRIGGER") {
        return routine::trigger(cursor, or_replace);
    }
    if cursor.eat("EVENT") {
        return create::event(cursor, or_replace);
    }
    cursor.eat("TEMPORARY");
    if cursor.eat("SEQUENCE") {
        return create::sequence(cursor, or_replace);
    }
    let _ = cursor.eat("ONLINE") || cursor.eat("OFFLINE");
    if cursor.at("SPATIAL REFERENCE") {
        return Ok(Vec::new());
    }
    let kind = if cursor.eat("UNIQUE") {
        IndexKind::Unique
    } else {
        table::special(cursor).map_or(IndexKind::Plain, IndexKind::Special)
    };
    if cursor.eat("INDEX") {
        return create::index(cursor, kind, or_replace);
    }
    if kind != IndexKind::Plain {
        return Err(cursor.expected("`INDEX`"));
    }
    if cursor.eat_any(&["PACKAGE", "BODY"]).is_some() {
        return Err(Stop::NotUnderstood);
    }
    if cursor.eat_any(APART).is_some() {
        return Ok(Vec::new());
    }
    Err(cursor.expected("`TABLE`, `INDEX`, `VIEW` or another kind of thing"))
}

/// Reads `ALGORITHM = x`, `DEFINER = user` and `SQL SECURITY x`; whether there were any.
fn definer(cursor: &mut Cursor<'_>) -> Parsed<bool> {
    let mut any = false;
    loop {
        if cursor.eat("ALGORITHM") {
            cursor.eat_mark("=");
            if cursor
                .eat_any(&["UNDEFINED", "MERGE", "TEMPTABLE"])
                .is_none()
            {
                return Err(cursor.expected("`UNDEFINED`, `MERGE` or `TEMPTABLE`"));
            }
        } else if cursor.eat("DEFINER") {
            cursor.eat_mark("=");
            // A user has many spellings, and none holds these words.
            while !cursor.is_done() && !cursor.at_any(DEFINED) {
                cursor.bump();
            }
        } else if cursor.eat("SQL SECURITY") {
            if cursor.eat_any(&["DEFINER", "INVOKER"]).is_none() {
                return Err(cursor.expected("`DEFINER` or `INVOKER`"));
            }
        } else {
            return Ok(any);
        }
        any = true;
    }
}

fn alter_something(cursor: &mut Cursor<'_>, session: &Session) -> Parsed<Vec<Located<Effect>>> {
    let _ = cursor.eat_any(&["ONLINE", "OFFLINE"]);
    cursor.eat("IGNORE");
    if cursor.eat("TABLE") {
        return alter::alter(cursor, session);
    }
    definer(cursor)?;
    if cursor.eat("VIEW") {
        return create::view(cursor, true);
    }
    if cursor
        .eat_any(&[
            "PROCEDURE",
            "FUNCTION",
            "EVENT",
            "SEQUENCE",
            "DATABASE",
            "SCHEMA",
        ])
        .is_some()
        || cursor.eat_any(APART).is_some()
    {
        return Ok(Vec::new());
    }
    if cursor.eat("INSTANCE") {
        return Ok(Vec::new());
    }
    Err(cursor.expected("`TABLE`, `VIEW` or another kind of thing"))
}

fn drop_something(cursor: &mut Cursor<'_>, session: &Session) -> Parsed<Vec<Located<Effect>>> {
    if cursor.eat("TEMPORARY TABLE") || cursor.eat("TEMPORARY TABLES") {
        // Which of two tables of that name goes is not followed.
        let dropped = create::drop_list(cursor, Kind::Table, session.is_unchecked())?;
        return Ok(dropped
            .into_iter()
            .map(|effect| Located {
                at: effect.at.clone(),
                value: Effect::Lenient(vec![effect]),
            })
            .collect());
    }
    if cursor.eat_any(&["TABLE", "TABLES"]).is_some() {
        return create::drop_list(cursor, Kind::Table, session.is_unchecked());
    }
    if cursor.eat("VIEW") {
        return create::drop_list(cursor, Kind::View, false);
    }
    if cursor.eat("TEMPORARY SEQUENCE") || cursor.eat("SEQUENCE") {
        return create::drop_list(cursor, Kind::Sequence, false);
    }
    if cursor.eat("INDEX") {
        return create::drop_index(cursor);
    }
    let kinds = [
        ("PROCEDURE", Kind::Procedure),
        ("FUNCTION", Kind::Function),
        ("TRIGGER", Kind::Trigger),
        ("EVENT", Kind::Event),
    ];
    for (word, kind) in kinds {
        if cursor.eat(word) {
            return create::drop_one(cursor, kind);
        }
    }
    if cursor.eat_any(&["DATABASE", "SCHEMA"]).is_some() {
        return Ok(vec![cursor.whole(Effect::OpenWorld)]);
    }
    // `DROP PREPARE`, and what is no part of a schema.
    if cursor.eat("PREPARE") || cursor.eat_any(APART).is_some() {
        return Ok(Vec::new());
    }
    if cursor.at("PACKAGE") {
        return Err(Stop::NotUnderstood);
    }
    Err(cursor.expected("`TABLE`, `INDEX`, `VIEW` or another kind of thing"))
}

/// Reads what follows `RENAME`.
fn rename(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    if cursor.eat("USER") {
        return Ok(Vec::new());
    }
    if cursor.eat_any(&["TABLE", "TABLES"]).is_none() {
        return Err(cursor.expected("`TABLE` or `USER`"));
    }
    let if_exists = cursor.if_exists();
    let mut effects = Vec::new();
    loop {
        let from = cursor.path()?;
        alter::wait(cursor)?;
        cursor.require("TO")?;
        let to = cursor.path()?;
        if from.value.schema == to.value.schema {
            effects.push(Located {
                at: from.at,
                value: Effect::Rename {
                    kind: Kind::Table,
                    path: from.value,
                    on: None,
                    signature: None,
                    to: to.value.name,
                    if_exists,
                },
            });
        } else {
            effects.push(Located {
                at: from.at,
                value: Effect::Opaque(vec![from.value, to.value]),
            });
        }
        if !cursor.eat_mark(",") {
            break;
        }
    }
    cursor.finish()?;
    Ok(effects)
}

/// What is created, altered and dropped beside schemas.
const APART: &[&str] = &[
    "DATABASE",
    "SCHEMA",
    "USER",
    "ROLE",
    "SERVER",
    "TABLESPACE",
    "UNDO",
    "LOGFILE",
    "RESOURCE",
    "SPATIAL",
    "CATALOG",
    "LIBRARY",
];

const DEFINED: &[&str] = &[
    "VIEW",
    "PROCEDURE",
    "FUNCTION",
    "TRIGGER",
    "EVENT",
    "SQL",
    "AGGREGATE",
];

/// Statements that leave the schema alone, whatever follows.
const HARMLESS: &[&str] = &[
    "ANALYZE",
    "BACKUP",
    "BEGIN",
    "BINLOG",
    "CACHE",
    "CHANGE",
    "CHECK",
    "CHECKSUM",
    "CLONE",
    "CLOSE",
    "COMMIT",
    "DEALLOCATE",
    "DESC",
    "DESCRIBE",
    "DO",
    "END",
    "EXPLAIN",
    "FETCH",
    "FLUSH",
    "GET",
    "GRANT",
    "HANDLER",
    "HELP",
    "IMPORT",
    "INSTALL",
    "KILL",
    "LOCK",
    "OPEN",
    "OPTIMIZE",
    "PURGE",
    "RELEASE",
    "REPAIR",
    "RESET",
    "RESIGNAL",
    "RESTART",
    "REVOKE",
    "ROLLBACK",
    "SAVEPOINT",
    "SHOW",
    "SHUTDOWN",
    "SIGNAL",
    "START",
    "STOP",
    "UNINSTALL",
    "UNLOCK",
    "XA",
];

/// Statements that hold others, or that say nothing here.
const HOLDING: &[&str] = &[
    "CASE",
    "DECLARE",
    "DELIMITER",
    "FOR",
    "IF",
    "ITERATE",
    "LEAVE",
    "LOOP",
    "REPEAT",
    "RETURN",
    "WHILE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_verbs_are_sorted() {
        assert!(HARMLESS.is_sorted() && HOLDING.is_sorted());
    }
}
