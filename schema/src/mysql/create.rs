//! `CREATE` and `DROP` of everything but tables and routines.

use super::alter;
use super::cursor::{Cursor, Parsed, Stop};
use super::index::{self, IndexKind};
use super::{canonical, expression, query};
use crate::effect::{Effect, Kind, Located, NewObject, NewSequence, NewView, Path, TableAction};

/// Reads what follows `CREATE [OR REPLACE] [kind] INDEX`.
pub(super) fn index(
    cursor: &mut Cursor<'_>,
    kind: IndexKind,
    or_replace: bool,
) -> Parsed<Vec<Located<Effect>>> {
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.name()?;
    // `USING` may stand before `ON`.
    if cursor.eat_any(&["USING", "TYPE"]).is_some() {
        index::value(cursor)?;
    }
    cursor.require("ON")?;
    let table = cursor.path()?;
    alter::wait(cursor)?;
    let index = index::body(
        cursor,
        &table.value,
        kind,
        if_not_exists,
        Some(name.value.clone()),
    )?;
    online(cursor)?;
    cursor.finish()?;
    let mut effects = Vec::new();
    if or_replace {
        effects.push(drop_index_effect(&table, &name.at, name.value, true));
    }
    effects.push(Located {
        at: name.at,
        value: Effect::CreateIndex(index),
    });
    Ok(effects)
}

/// Reads what follows `DROP INDEX`.
pub(super) fn drop_index(cursor: &mut Cursor<'_>) -> Parsed<Vec<Located<Effect>>> {
    let if_exists = cursor.if_exists();
    let name = cursor.name()?;
    cursor.require("ON")?;
    let table = cursor.path()?;
    alter::wait(cursor)?;
    online(cursor)?;
    cursor.finish()?;
    Ok(vec![drop_index_effect(
        &table, &name.at, name.value, if_exists,
    )])
}

fn drop_index_effect(
    table: &Located<Path>,
    at: &std::ops::Range<usize>,
    name: String,
    if_exists: bool,
) -> Located<Effect> {
    let action = match name.eq_ignore_ascii_case("PRIMARY") && !if_exists {
        true => TableAction::DropPrimaryKey,
        false => TableAction::DropIndex { name, if_exists },
    };
    Located {
        at: table.at.clone(),
        value: Effect::AlterTable {
            table: table.value.clone(),
            kind: Kind::Table,
            if_exists: false,
            actions: vec![Located {
                at: at.clone(),
                value: action,
            }],
        },
    }
}

/// Reads `ALGORITHM` and `LOCK`.
fn online(cursor: &mut Cursor<'_>) -> Parsed<()> {
    alter::wait(cursor)?;
    while cursor.eat_any(&["ALGORITHM", "LOCK"]).is_some() {
        cursor.eat_mark("=");
        if !cursor.eat("DEFAULT") {
            index::value(cursor)?;
        }
    }
    Ok(())
}

/// Reads what follows `VIEW` in `CREATE VIEW` and `ALTER VIEW`.
pub(super) fn view(cursor: &mut Cursor<'_>, or_replace: bool) -> Parsed<Vec<Located<Effect>>> {
    let if_not_exists = cursor.if_not_exists();
    let path = cursor.path()?;
    let columns = match cursor.at_mark("(") {
        true => Some(index::values(index::columns(cursor)?)),
        false => None,
    };
    cursor.require("AS")?;
    if !expression::starts_query(cursor.remaining()) && !cursor.at_any(&["VALUES", "TABLE"]) {
        return Err(cursor.expected("a query"));
    }
    let body = cursor.rest();
    let uses = query::uses(&body)?;
    let reads = uses
        .iter()
        .filter_map(|used| match &used.value {
            Effect::Uses { relation, .. } => Some(Located {
                at: used.at.clone(),
                value: relation.clone(),
            }),
            _ => None,
        })
        .collect();
    let mut effects: Vec<_> = uses;
    effects.push(Located {
        at: path.at,
        value: Effect::CreateView(NewView {
            path: path.value,
            materialized: false,
            or_replace,
            if_not_exists,
            columns,
            reads,
            mentions: Vec::new(),
            query: canonical::text(body.remaining()),
        }),
    });
    Ok(effects)
}

/// Reads what follows `CREATE SEQUENCE` (MariaDB).
pub(super) fn sequence(cursor: &mut Cursor<'_>, or_replace: bool) -> Parsed<Vec<Located<Effect>>> {
    let if_not_exists = cursor.if_not_exists();
    let path = cursor.path()?;
    let options = canonical::text(cursor.rest().remaining());
    let mut effects = Vec::new();
    if or_replace {
        effects.push(drop_effect(Kind::Sequence, &path, true));
    }
    effects.push(Located {
        at: path.at,
        value: Effect::CreateSequence(NewSequence {
            path: path.value,
            if_not_exists,
            owner: None,
            options,
        }),
    });
    Ok(effects)
}

/// Reads what follows `CREATE EVENT`.
pub(super) fn event(cursor: &mut Cursor<'_>, or_replace: bool) -> Parsed<Vec<Located<Effect>>> {
    let if_not_exists = cursor.if_not_exists();
    let path = cursor.folded_path()?;
    let definition = canonical::text(cursor.rest().remaining());
    Ok(vec![Located {
        at: path.at,
        value: Effect::CreateObject(NewObject {
            kind: Kind::Event,
            path: path.value,
            on: None,
            or_replace,
            if_not_exists,
            definition,
        }),
    }])
}

/// Reads the names behind `DROP TABLE` and `DROP VIEW`.
///
/// `unchecked`: foreign keys that refer to a table do not keep it.
pub(super) fn drop_list(
    cursor: &mut Cursor<'_>,
    kind: Kind,
    unchecked: bool,
) -> Parsed<Vec<Located<Effect>>> {
    let if_exists = cursor.if_exists();
    let mut effects = Vec::new();
    loop {
        let path = cursor.path()?;
        let mut dropped = drop_effect(kind, &path, if_exists);
        if let Effect::Drop { cascade, .. } = &mut dropped.value {
            *cascade = unchecked;
        }
        effects.push(dropped);
        if !cursor.eat_mark(",") {
            break;
        }
    }
    alter::wait(cursor)?;
    let _ = cursor.eat("RESTRICT") || cursor.eat("CASCADE");
    cursor.finish()?;
    Ok(effects)
}

/// Reads the one name behind `DROP PROCEDURE` and the like.
pub(super) fn drop_one(cursor: &mut Cursor<'_>, kind: Kind) -> Parsed<Vec<Located<Effect>>> {
    let if_exists = cursor.if_exists();
    let path = cursor.folded_path()?;
    if cursor.at_mark("(") {
        return Err(Stop::NotUnderstood);
    }
    cursor.finish()?;
    Ok(vec![drop_effect(kind, &path, if_exists)])
}

fn drop_effect(kind: Kind, path: &Located<Path>, if_exists: bool) -> Located<Effect> {
    Located {
        at: path.at.clone(),
        value: Effect::Drop {
            kind,
            path: path.value.clone(),
            on: None,
            signature: None,
            if_exists,
            cascade: false,
        },
    }
}
