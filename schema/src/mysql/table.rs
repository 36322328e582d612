//! `CREATE TABLE`.

use super::column::{self, Declared};
use super::cursor::{Cursor, Parsed, Stop};
use super::index::{self, IndexKind};
use super::session::Session;
use super::{canonical, query};
use crate::effect::{
    Column, Constraint, ConstraintBody, Effect, Kind, Located, NewIndex, NewTable, Path,
    TableAction, TableSource,
};

/// What a table's list can have besides columns.
#[derive(Debug)]
pub(super) enum Element {
    Constraint {
        constraint: Constraint,
        if_not_exists: bool,
    },
    Index(NewIndex),
    /// `PERIOD FOR SYSTEM_TIME (...)`.
    Period,
}

/// Reads what follows `CREATE [OR REPLACE] [TEMPORARY] TABLE`.
pub(super) fn create(
    cursor: &mut Cursor<'_>,
    session: &Session,
    or_replace: bool,
    temporary: bool,
) -> Parsed<Vec<Located<Effect>>> {
    let if_not_exists = cursor.if_not_exists();
    let path = cursor.path()?;
    let mut table = NewTable {
        path: path.value.clone(),
        if_not_exists,
        temporary,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        sources: Vec::new(),
        is_complete: true,
        options: Vec::new(),
    };
    let mut foreign_keys = Vec::new();
    let mut uses = Vec::new();
    if cursor.eat("LIKE") {
        let source = cursor.path()?;
        table.sources.push(like(source));
        cursor.finish()?;
    } else {
        if cursor.at_mark("(") && !super::expression::starts_query(cursor.remaining()) {
            let mut inside = cursor.group()?;
            if inside.eat("LIKE") {
                let source = inside.path()?;
                table.sources.push(like(source));
                inside.finish()?;
            } else {
                foreign_keys = elements(&mut inside, &mut table)?;
            }
        }
        options(cursor, &mut table)?;
        let _ = cursor.eat("IGNORE") || cursor.eat("REPLACE");
        let selects = cursor.eat("AS");
        if selects || !cursor.is_done() && super::expression::starts_query(cursor.remaining()) {
            if cursor.is_done() {
                return Err(cursor.expected("a query"));
            }
            table.is_complete = false;
            uses = query::uses(&cursor.rest())?;
        } else if table.columns.is_empty() && table.sources.is_empty() {
            return Err(cursor.expected("columns or a query"));
        }
        cursor.finish()?;
    }
    for constraint in &table.constraints {
        if let ConstraintBody::PrimaryKey { columns, .. } = &constraint.value.body {
            for column in &mut table.columns {
                let is_part = |name: &String| name.eq_ignore_ascii_case(&column.value.name);
                column.value.not_null |= columns.iter().any(is_part);
            }
        }
    }
    let mut effects = uses;
    if or_replace {
        effects.push(Located {
            at: path.at.clone(),
            value: Effect::Drop {
                kind: Kind::Table,
                path: path.value.clone(),
                on: None,
                signature: None,
                if_exists: true,
                cascade: false,
            },
        });
    }
    for constraint in table.constraints.iter().chain(&foreign_keys) {
        effects.extend(session.unchecked(&path.value, constraint));
    }
    effects.push(Located {
        at: path.at.clone(),
        value: Effect::CreateTable(table),
    });
    effects.extend(perhaps(&path, foreign_keys));
    Ok(effects)
}

/// Foreign keys that one server makes and the other does not.
pub(super) fn perhaps(
    table: &Located<Path>,
    foreign_keys: Vec<Located<Constraint>>,
) -> Option<Located<Effect>> {
    let actions: Vec<_> = foreign_keys
        .into_iter()
        .map(|key| Located {
            at: key.at,
            value: TableAction::AddConstraint {
                constraint: key.value,
                if_not_exists: false,
            },
        })
        .collect();
    if actions.is_empty() {
        return None;
    }
    let alter = Effect::AlterTable {
        table: table.value.clone(),
        kind: Kind::Table,
        if_exists: true,
        actions,
    };
    Some(Located {
        at: table.at.clone(),
        value: Effect::Maybe(vec![Located {
            at: table.at.clone(),
            value: alter,
        }]),
    })
}

/// Reads an element of a table's list that is no column; `None` if a column comes next.
pub(super) fn element(cursor: &mut Cursor<'_>, table: &Path) -> Parsed<Option<Located<Element>>> {
    let at = cursor.here();
    let mut name = None;
    let mut named_at = None;
    let is_constraint = cursor.eat("CONSTRAINT");
    if is_constraint && !cursor.at_any(&["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"]) {
        // MariaDB.
        if cursor.if_not_exists() && cursor.is_done() {
            return Err(cursor.expected("a name"));
        }
        let given = cursor.name()?;
        named_at = Some(given.at);
        name = Some(given.value);
    }
    let located = |at, value| Ok(Some(Located { at, value }));
    let named_at = named_at.unwrap_or_else(|| at.clone());
    if cursor.eat("PRIMARY KEY") {
        let index = index::primary_key(cursor, table)?;
        let key = ConstraintBody::PrimaryKey {
            columns: index.naming,
            using_index: None,
        };
        return located(
            at,
            Element::Constraint {
                constraint: column::constraint(None, key),
                if_not_exists: false,
            },
        );
    }
    if cursor.eat("FOREIGN KEY") {
        let (constraint, if_not_exists) = index::foreign_key(cursor, name)?;
        return located(
            named_at,
            Element::Constraint {
                constraint,
                if_not_exists,
            },
        );
    }
    if cursor.at("CHECK") {
        let constraint = column::check_constraint(cursor, name)?;
        return located(
            named_at,
            Element::Constraint {
                constraint,
                if_not_exists: false,
            },
        );
    }
    let kind = if cursor.eat("UNIQUE") {
        let _ = cursor.eat("INDEX") || cursor.eat("KEY");
        IndexKind::Unique
    } else if is_constraint {
        return Err(cursor.expected("`PRIMARY KEY`, `UNIQUE`, `FOREIGN KEY` or `CHECK`"));
    } else if let Some(special) = special(cursor) {
        let _ = cursor.eat("INDEX") || cursor.eat("KEY");
        IndexKind::Special(special)
    } else if cursor.eat("INDEX") || cursor.eat("KEY") {
        IndexKind::Plain
    } else if cursor.at("PERIOD FOR") {
        cursor.eat("PERIOD FOR");
        cursor.name()?;
        cursor.group()?;
        return located(at, Element::Period);
    } else {
        return Ok(None);
    };
    let if_not_exists = cursor.if_not_exists();
    let mut index = index::definition(cursor, table, kind, if_not_exists)?;
    let place = if index.name.is_none() { named_at } else { at };
    index.name = index.name.or(name);
    located(place, Element::Index(index))
}

/// Moves past `FULLTEXT`, `SPATIAL` or MariaDB's `VECTOR`.
pub(super) fn special(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    if cursor.eat("FULLTEXT") {
        Some("fulltext")
    } else if cursor.eat("SPATIAL") {
        Some("spatial")
    } else if (cursor.at("VECTOR INDEX") || cursor.at("VECTOR KEY")) && cursor.eat("VECTOR") {
        Some("vector")
    } else {
        None
    }
}

/// Reads the columns and all else; returns the foreign keys that may come to nothing.
fn elements(inside: &mut Cursor<'_>, table: &mut NewTable) -> Parsed<Vec<Located<Constraint>>> {
    let path = table.path.clone();
    let mut perhaps = Vec::new();
    loop {
        match element(inside, &path)? {
            Some(Located { at, value }) => match value {
                Element::Constraint { constraint, .. } => table.constraints.push(Located {
                    at,
                    value: constraint,
                }),
                Element::Index(index) => table.indexes.push(Located { at, value: index }),
                Element::Period => {}
            },
            None => {
                let Located { at, value } = column::definition(inside, &path)?;
                let Declared {
                    column,
                    constraints,
                    indexes,
                    foreign_keys,
                } = value;
                table.columns.push(located_column(at, column));
                table.constraints.extend(constraints);
                table.indexes.extend(indexes);
                perhaps.extend(foreign_keys);
            }
        }
        if inside.is_done() {
            return Ok(perhaps);
        }
        if !inside.eat_mark(",") {
            return Err(inside.expected("`,` or `)`"));
        }
    }
}

fn located_column(at: std::ops::Range<usize>, column: Column) -> Located<Column> {
    Located { at, value: column }
}

fn like(source: Located<Path>) -> Located<TableSource> {
    Located {
        at: source.at,
        value: TableSource::Like {
            table: source.value,
            with_indexes: true,
            // Foreign keys are left behind, checks are not.
            with_constraints: false,
            with_defaults: true,
        },
    }
}

/// Reads the options behind the list, partitions with them.
fn options(cursor: &mut Cursor<'_>, table: &mut NewTable) -> Parsed<()> {
    loop {
        if cursor.at("PARTITION BY") {
            let begin = cursor.clone();
            while !cursor.is_done()
                && !cursor.at_any(&["AS", "SELECT", "IGNORE", "REPLACE", "WITH"])
            {
                if cursor.at_mark("(") {
                    cursor.group()?;
                } else {
                    cursor.bump();
                }
            }
            let text = canonical::text(cursor.since(&begin));
            table.options.push(("partition".to_owned(), text));
        } else if let Some((key, value)) = option(cursor)? {
            if matches!(key.as_str(), "engine" | "comment") {
                table.options.push((key, value));
            }
            cursor.eat_mark(",");
        } else {
            return Ok(());
        }
    }
}

/// Reads one option of a table; `None` if none comes next.
pub(super) fn option(cursor: &mut Cursor<'_>) -> Parsed<Option<(String, String)>> {
    if cursor.eat("WITH SYSTEM VERSIONING") || cursor.eat("START TRANSACTION") {
        return Ok(Some(("other".to_owned(), String::new())));
    }
    let known = OPTIONS.iter().find(|option| cursor.eat(option));
    let key = match known {
        Some(known) => known.to_ascii_lowercase(),
        None if index::is_assignment(cursor) => match cursor.bump() {
            Some(token) => token.text.to_ascii_lowercase(),
            None => return Err(Stop::NotUnderstood),
        },
        None => return Ok(None),
    };
    cursor.eat_mark("=");
    let value = match key.as_str() {
        "union" => {
            cursor.group()?;
            String::new()
        }
        "comment" => cursor.string()?,
        // `INSERT_METHOD = FIRST`, `PACK_KEYS = DEFAULT`, `CHARACTER SET = BINARY`
        _ if cursor.at_any(&["DEFAULT", "BINARY", "NO", "FIRST", "LAST"]) => cursor
            .bump()
            .map(|token| token.text.to_ascii_lowercase())
            .unwrap_or_default(),
        _ => index::value(cursor)?.text.to_ascii_lowercase(),
    };
    if key == "tablespace" {
        let _ = cursor.eat("STORAGE DISK") || cursor.eat("STORAGE MEMORY");
    }
    Ok(Some((key, value)))
}

/// Longer ones first where one begins another.
const OPTIONS: &[&str] = &[
    "DEFAULT CHARACTER SET",
    "DEFAULT CHARSET",
    "DEFAULT COLLATE",
    "CHARACTER SET",
    "CHARSET",
    "CHAR SET",
    "COLLATE",
    "ENGINE",
    "TYPE",
    "AUTO_INCREMENT",
    "AVG_ROW_LENGTH",
    "CHECKSUM",
    "TABLE_CHECKSUM",
    "COMMENT",
    "COMPRESSION",
    "CONNECTION",
    "DATA DIRECTORY",
    "INDEX DIRECTORY",
    "DELAY_KEY_WRITE",
    "ENCRYPTION",
    "ENCRYPTED",
    "ENCRYPTION_KEY_ID",
    "IETF_QUOTES",
    "INSERT_METHOD",
    "KEY_BLOCK_SIZE",
    "MAX_ROWS",
    "MIN_ROWS",
    "PACK_KEYS",
    "PAGE_CHECKSUM",
    "PAGE_COMPRESSED",
    "PAGE_COMPRESSION_LEVEL",
    "PASSWORD",
    "ROW_FORMAT",
    "SEQUENCE",
    "SECONDARY_ENGINE_ATTRIBUTE",
    "SECONDARY_ENGINE",
    "ENGINE_ATTRIBUTE",
    "STATS_AUTO_RECALC",
    "STATS_PERSISTENT",
    "STATS_SAMPLE_PAGES",
    "TABLESPACE",
    "TRANSACTIONAL",
    "UNION",
    "AUTOEXTEND_SIZE",
    "NODEGROUP",
];
