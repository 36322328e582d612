//! Indexes and foreign keys.

use limbeck_core::lexer::{Token, TokenKind};

use super::canonical;
use super::cursor::{Cursor, Parsed};
use super::{expression, neighbours};
use crate::effect::{Constraint, ConstraintBody, ForeignKey, Located, Name, NewIndex, Path};

/// What kind of index the words before its name ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IndexKind {
    Plain,
    Unique,
    /// `fulltext`, `spatial` or `vector`.
    Special(&'static str),
}

/// Reads `[name] [USING type] (parts) options`, an index of `table`.
pub(super) fn definition(
    cursor: &mut Cursor<'_>,
    table: &Path,
    kind: IndexKind,
    if_not_exists: bool,
) -> Parsed<NewIndex> {
    // `USING` may be the name.
    let is_named = cursor.peek_at(1).is_some_and(|token| token.text == "(");
    let name = match is_named || !cursor.at_any(&["USING", "TYPE"]) {
        true if cursor.at_name() => Some(cursor.name()?.value),
        _ => None,
    };
    using(cursor)?;
    body(cursor, table, kind, if_not_exists, name)
}

/// Reads `(parts) options`, an index of `table`.
pub(super) fn body(
    cursor: &mut Cursor<'_>,
    table: &Path,
    kind: IndexKind,
    if_not_exists: bool,
    name: Option<Name>,
) -> Parsed<NewIndex> {
    let mut index = NewIndex {
        name,
        table: table.clone(),
        if_not_exists,
        unique: kind == IndexKind::Unique,
        parts: Vec::new(),
        columns: Vec::new(),
        naming: Vec::new(),
        details: match kind {
            IndexKind::Special(method) => method.to_owned(),
            IndexKind::Plain | IndexKind::Unique => String::new(),
        },
    };
    parts(cursor, &mut index)?;
    options(cursor)?;
    Ok(index)
}

/// Reads `(name, ...)`, plain columns.
pub(super) fn columns(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Name>>> {
    let mut inside = cursor.group()?;
    let mut columns = vec![inside.name()?];
    while !inside.is_done() {
        inside.require_mark(",")?;
        columns.push(inside.name()?);
    }
    Ok(columns)
}

/// Reads the parts of a primary key and its options.
pub(super) fn primary_key(cursor: &mut Cursor<'_>, table: &Path) -> Parsed<NewIndex> {
    // A name is allowed and means nothing.
    definition(cursor, table, IndexKind::Unique, false)
}

/// Reads what follows `FOREIGN KEY`.
pub(super) fn foreign_key(
    cursor: &mut Cursor<'_>,
    name: Option<Name>,
) -> Parsed<(Constraint, bool)> {
    let if_not_exists = cursor.if_not_exists();
    let index = match cursor.at_name() {
        true => Some(cursor.name()?.value),
        false => None,
    };
    let columns = columns(cursor)?;
    let body = references(cursor, columns, index)?;
    let constraint = Constraint {
        name,
        body: ConstraintBody::ForeignKey(body),
        not_valid: false,
        timing: String::new(),
    };
    Ok((constraint, if_not_exists))
}

/// Reads `REFERENCES table (columns) actions`.
pub(super) fn references(
    cursor: &mut Cursor<'_>,
    columns: Vec<Located<Name>>,
    index: Option<Name>,
) -> Parsed<ForeignKey> {
    cursor.require("REFERENCES")?;
    let table = cursor.path()?.value;
    let referred = match cursor.at_mark("(") {
        true => self::columns(cursor)?,
        false => Vec::new(),
    };
    let mut actions = Vec::new();
    loop {
        if cursor.eat("MATCH") {
            if cursor.eat_any(&["FULL", "PARTIAL", "SIMPLE"]).is_none() {
                return Err(cursor.expected("`FULL`, `PARTIAL` or `SIMPLE`"));
            }
        } else if cursor.at("ON DELETE") || cursor.at("ON UPDATE") {
            let event = cursor.eat("ON DELETE");
            if !event {
                cursor.require("ON UPDATE")?;
            }
            let action = [
                "RESTRICT",
                "CASCADE",
                "SET NULL",
                "NO ACTION",
                "SET DEFAULT",
            ]
            .into_iter()
            .find(|action| cursor.eat(action));
            let Some(action) = action else {
                return Err(cursor.expected("`RESTRICT`, `CASCADE`, `SET NULL` or `NO ACTION`"));
            };
            // These two are the default.
            if !matches!(action, "RESTRICT" | "NO ACTION") {
                let event = if event { "on delete" } else { "on update" };
                actions.push(format!("{event} {}", action.to_ascii_lowercase()));
            }
        } else {
            break;
        }
    }
    actions.sort();
    Ok(ForeignKey {
        columns: values(columns),
        table,
        referred: values(referred),
        actions: actions.join(" "),
        index,
    })
}

/// Reads `USING type`, if it comes next.
fn using(cursor: &mut Cursor<'_>) -> Parsed<()> {
    while cursor.eat_any(&["USING", "TYPE"]).is_some() {
        if cursor.eat_any(&["BTREE", "HASH", "RTREE"]).is_none() {
            return Err(cursor.expected("`BTREE` or `HASH`"));
        }
    }
    Ok(())
}

fn parts(cursor: &mut Cursor<'_>, index: &mut NewIndex) -> Parsed<()> {
    let mut inside = cursor.group()?;
    loop {
        let begin = inside.clone();
        if inside.at_mark("(") {
            let expression = inside.group()?;
            neighbours::check(&expression)?;
            let tokens = expression.remaining();
            index.columns.extend(
                expression::operands(tokens)
                    .into_iter()
                    .map(|operand| operand.column),
            );
            index.naming.push("functional_index".to_owned());
        } else {
            let column = inside.name()?;
            if inside.at_mark("(") {
                let length = inside.group()?;
                if !matches!(length.remaining(), [token] if token.kind == TokenKind::Number) {
                    return Err(length.expected("a length"));
                }
            }
            index.naming.push(column.value.clone());
            index.columns.push(column);
        }
        let part = canonical::expression(inside.since(&begin));
        let order = if inside.eat("DESC") { " desc" } else { "" };
        if order.is_empty() {
            inside.eat("ASC");
        }
        index.parts.push(part + order);
        if inside.is_done() {
            return Ok(());
        }
        inside.require_mark(",")?;
    }
}

/// Reads the options behind the parts of an index; none of them is compared.
fn options(cursor: &mut Cursor<'_>) -> Parsed<()> {
    loop {
        if cursor.at_any(&["USING", "TYPE"]) {
            using(cursor)?;
        } else if cursor.eat("WITH PARSER") {
            cursor.name()?;
        } else if cursor.eat("COMMENT") {
            cursor.eat_mark("=");
            cursor.string()?;
        } else if cursor
            .eat_any(&["VISIBLE", "INVISIBLE", "IGNORED"])
            .is_some()
            || cursor.eat("NOT IGNORED")
        {
            // Nothing of it is compared.
        } else if cursor.at("KEY_BLOCK_SIZE") || is_assignment(cursor) {
            cursor.bump();
            cursor.eat_mark("=");
            value(cursor)?;
        } else {
            return Ok(());
        }
    }
}

/// Whether `word =` comes next: an option that the engine or MariaDB's plugins know.
pub(super) fn is_assignment(cursor: &Cursor<'_>) -> bool {
    cursor.at_name() && cursor.peek_at(1).is_some_and(|token| token.text == "=")
}

/// Moves past the value of an option.
pub(super) fn value<'a>(cursor: &mut Cursor<'a>) -> Parsed<&'a Token<'a>> {
    match cursor.peek() {
        Some(token) if super::cursor::is_value(token) => {
            cursor.bump();
            Ok(token)
        }
        _ => Err(cursor.expected("a value")),
    }
}

/// Drops the places.
pub(super) fn values(names: Vec<Located<Name>>) -> Vec<Name> {
    names.into_iter().map(|name| name.value).collect()
}
