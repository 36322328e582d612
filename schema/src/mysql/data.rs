//! Statements about rows: what has to exist for them.

use super::cursor::{Cursor, Parsed, Stop};
use super::query::{self, Found, Scope};
use super::{expression, neighbours};
use crate::effect::{Effect, Located};

/// Reads what follows `INSERT` and `REPLACE`.
pub(super) fn insert(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    neighbours::check(cursor)?;
    let _ = cursor.eat_any(&["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"]);
    cursor.eat("IGNORE");
    cursor.eat("INTO");
    let table = cursor.path()?;
    let mut found = Found::default();
    found.relation(&table);
    if cursor.eat("PARTITION") {
        cursor.group()?;
    }
    let mut count = None;
    if cursor.at_mark("(") && !expression::starts_query(cursor.remaining()) {
        if cursor.peek_at(1).is_some_and(|token| token.text == ")") {
            cursor.group()?;
        } else {
            let columns = columns(cursor)?;
            count = Some(columns.len());
            found.uses.push(Located {
                at: table.at.clone(),
                value: Effect::Uses {
                    relation: table.value.clone(),
                    columns,
                },
            });
        }
    }
    let mut scope = Scope::of(&table);
    if cursor.eat_any(&["VALUES", "VALUE"]).is_some() {
        rows(cursor, count, &mut found)?;
        if cursor.eat("AS") {
            cursor.name()?;
            if cursor.at_mark("(") {
                cursor.group()?;
            }
            scope.open();
        }
    } else if cursor.eat("SET") {
        assignments(cursor, &scope, &mut found)?;
    } else if expression::starts_query(cursor.remaining()) || cursor.at("TABLE") {
        let mut rows = query::until(cursor, &["ON DUPLICATE"]);
        query::read(&mut rows, None, &mut found)?;
        scope.open();
    } else {
        return Err(cursor.expected("`VALUES`, `SET` or a query"));
    }
    if cursor.eat("ON") {
        cursor.require("DUPLICATE KEY UPDATE")?;
        assignments(cursor, &scope, &mut found)?;
    }
    if !cursor.is_done() && !cursor.at("RETURNING") {
        return Err(cursor.expected("the end of the statement"));
    }
    Ok(found.uses)
}

/// Reads only where `INSERT` leads to.
pub(super) fn insert_head(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    while cursor
        .eat_any(&["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"])
        .is_some()
    {}
    let table = cursor.path()?;
    let columns = match cursor.at_mark("(") {
        true => columns(cursor)?,
        false => Vec::new(),
    };
    Ok(vec![Located {
        at: table.at,
        value: Effect::Uses {
            relation: table.value,
            columns,
        },
    }])
}

/// Reads what follows `UPDATE`.
pub(super) fn update(cursor: &mut Cursor<'_>, found: &mut Found) -> Parsed<()> {
    neighbours::check(cursor)?;
    cursor.eat("LOW_PRIORITY");
    cursor.eat("IGNORE");
    let mut scope = Scope::default();
    let conditions = query::from(cursor, &mut scope, found)?;
    for condition in conditions {
        query::expressions(condition.remaining(), &scope, found)?;
    }
    cursor.require("SET")?;
    assignments(cursor, &scope, found)?;
    tail(cursor, &scope, found)
}

/// Reads what follows `DELETE`.
pub(super) fn delete(cursor: &mut Cursor<'_>, found: &mut Found) -> Parsed<()> {
    neighbours::check(cursor)?;
    while cursor
        .eat_any(&["LOW_PRIORITY", "QUICK", "IGNORE"])
        .is_some()
    {}
    let mut scope = Scope::default();
    if !cursor.at("FROM") {
        // Targets that are tables or aliases of those behind `FROM`.
        loop {
            cursor.name()?;
            while cursor.eat_mark(".") {
                if !cursor.eat_mark("*") {
                    cursor.name()?;
                }
            }
            if !cursor.eat_mark(",") {
                break;
            }
        }
    }
    cursor.require("FROM")?;
    let begin = cursor.clone();
    let targets = query::until(cursor, &["USING"]);
    if !cursor.eat("USING") || targets.remaining().iter().any(|token| token.text == "(") {
        *cursor = begin;
    }
    let conditions = query::from(cursor, &mut scope, found)?;
    for condition in conditions {
        query::expressions(condition.remaining(), &scope, found)?;
    }
    tail(cursor, &scope, found)
}

/// Reads what follows `TRUNCATE`.
pub(super) fn truncate(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    cursor.eat("TABLE");
    let table = cursor.path()?;
    super::alter::wait(cursor)?;
    cursor.finish()?;
    let mut found = Found::default();
    found.relation(&table);
    Ok(found.uses)
}

/// Reads what follows `LOCK TABLES`.
pub(super) fn lock(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    let mut found = Found::default();
    loop {
        let table = cursor.path()?;
        found.relation(&table);
        if cursor.eat("AS") || !cursor.at_any(&["READ", "WRITE", "LOW_PRIORITY"]) {
            cursor.name()?;
        }
        cursor.eat("LOW_PRIORITY");
        if cursor.eat_any(&["READ", "WRITE"]).is_none() {
            return Err(cursor.expected("`READ` or `WRITE`"));
        }
        let _ = cursor.eat_any(&["LOCAL", "CONCURRENT"]);
        if !cursor.eat_mark(",") {
            break;
        }
    }
    super::alter::wait(cursor)?;
    cursor.finish()?;
    Ok(found.uses)
}

/// Reads `LOAD DATA ... INTO TABLE`.
pub(super) fn load(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    query::until(cursor, &["INTO"]);
    if !cursor.eat("INTO TABLE") {
        return Err(Stop::NotUnderstood);
    }
    let table = cursor.path()?;
    cursor.rest();
    let mut found = Found::default();
    found.relation(&table);
    Ok(found.uses)
}

/// Reads `(column, ...)`; a column may be qualified.
fn columns(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<String>>> {
    let mut inside = cursor.group()?;
    let mut columns = Vec::new();
    loop {
        let mut name = inside.name()?;
        while inside.eat_mark(".") {
            name = inside.name()?;
        }
        columns.push(name);
        if inside.is_done() {
            return Ok(columns);
        }
        inside.require_mark(",")?;
    }
}

/// Reads rows of `VALUES`; each has `count` values, if that is known.
fn rows(cursor: &mut Cursor<'_>, count: Option<usize>, found: &mut Found) -> Parsed<()> {
    loop {
        cursor.eat("ROW");
        let at = cursor.here();
        let row = cursor.group()?;
        let mut inside = row.clone();
        let mut values = 0;
        while !inside.is_done() {
            let value = inside.until_comma();
            values += 1;
            query::expressions(value.remaining(), &no_columns(), found)?;
        }
        if let Some(count) = count
            && values != 0
            && values != count
        {
            let message = format!("{values} values for {count} columns");
            return Err(cursor.refused_at(at, message));
        }
        if !cursor.eat_mark(",") {
            return Ok(());
        }
    }
}

/// Columns of the table may stand in `VALUES` too, but they are nobody's habit.
fn no_columns() -> Scope<'static> {
    let mut scope = Scope::default();
    scope.open();
    scope
}

/// Reads `column = value, ...`, up to what follows.
fn assignments(cursor: &mut Cursor<'_>, scope: &Scope<'_>, found: &mut Found) -> Parsed<()> {
    let mut part = query::until(cursor, &["WHERE", "ORDER", "LIMIT", "ON", "RETURNING"]);
    if part.is_done() {
        return Err(cursor.expected("a column"));
    }
    while !part.is_done() {
        let mut assignment = part.until_comma();
        let whole = assignment.clone();
        assignment.name()?;
        while assignment.eat_mark(".") {
            assignment.name()?;
        }
        if !assignment.eat_mark("=") && !assignment.eat_mark(":=") {
            return Err(assignment.expected("`=`"));
        }
        if assignment.is_done() {
            return Err(assignment.expected("a value"));
        }
        query::expressions(whole.remaining(), scope, found)?;
    }
    Ok(())
}

/// Reads `WHERE`, `ORDER BY`, `LIMIT` and `RETURNING`.
fn tail(cursor: &mut Cursor<'_>, scope: &Scope<'_>, found: &mut Found) -> Parsed<()> {
    if !cursor.is_done() && !cursor.at_any(&["WHERE", "ORDER", "LIMIT", "RETURNING", "FOR"]) {
        return Err(cursor.expected("`WHERE` or the end of the statement"));
    }
    query::expressions(cursor.remaining(), scope, found)?;
    cursor.rest();
    Ok(())
}
