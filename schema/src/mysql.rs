//! MySQL and MariaDB: what statements do, read from the tokens of the lexer.
//!
//! A grammar of our own and no parser crate: the data definition language of the two servers is
//! small, and what a general parser refuses or accepts here is not what either server does. A
//! statement is one of three things: *read*, *refused* (no version of either server takes it), or
//! *not understood*, which is no error. Where the servers differ, the wider of the two counts.

use std::ops::Range;

use crate::effect::{Effect, Path, Reading};
use crate::reader::Reader;
use cursor::{Cursor, Stop};

mod alter;
mod canonical;
mod column;
mod create;
mod cursor;
mod data;
mod data_type;
mod dynamic;
mod expression;
mod index;
mod names;
mod neighbours;
mod query;
mod routine;
mod script;
mod session;
mod statement;
mod table;
mod words;

/// Reads MySQL and MariaDB.
#[derive(Debug, Default)]
pub(crate) struct Mysql {
    session: session::Session,
}

impl Reader for Mysql {
    fn read(&mut self, text: &str, statements: &[Range<usize>]) -> Vec<Reading> {
        statements
            .iter()
            .map(|span| self.statement(text, span.clone()))
            .collect()
    }
}

impl Mysql {
    fn statement(&mut self, text: &str, span: Range<usize>) -> Reading {
        if span.len() > LONG {
            let head = span.start..text.floor_char_boundary(span.start + HEAD);
            let script = script::Script::of(text, head.clone());
            let mut cursor = Cursor::new(&script.tokens, head);
            if cursor.eat_any(&["INSERT", "REPLACE"]).is_some() {
                return Reading {
                    effects: data::insert_head(&mut cursor).unwrap_or_default(),
                    refusal: None,
                    opaque: false,
                };
            }
        }
        let script = script::Script::of(text, span.clone());
        let mut cursor = Cursor::new(&script.tokens, span);
        let odd = script
            .odd
            .filter(|_| script.is_certain)
            .and_then(|odd| script.tokens.get(odd));
        let read = if let Some(odd) = odd {
            let other = if odd.text == "(" { ")" } else { "(" };
            let message = format!("`{}` without `{other}`", odd.text);
            Err(cursor.refused_at(cursor::range(odd), message))
        } else if script.is_certain {
            statement::read(&mut cursor, &mut self.session)
        } else {
            Err(Stop::NotUnderstood)
        };
        match read {
            Ok(mut effects) => {
                let elsewhere: Vec<Path> = effects
                    .iter()
                    .filter_map(|effect| in_a_database(&effect.value))
                    .map(|path| Path {
                        schema: None,
                        name: path.name.clone(),
                    })
                    .collect();
                if !elsewhere.is_empty() {
                    effects.insert(0, cursor.whole(Effect::Opaque(elsewhere)));
                }
                Reading {
                    opaque: effects.iter().any(|effect| {
                        matches!(
                            effect.value,
                            Effect::Opaque(_) | Effect::OpenNames | Effect::OpenWorld
                        )
                    }),
                    effects,
                    refusal: None,
                }
            }
            Err(Stop::Refused(refusal)) => Reading {
                effects: Vec::new(),
                refusal: Some(*refusal),
                opaque: false,
            },
            Err(Stop::NotUnderstood) => Reading {
                effects: vec![cursor.whole(Effect::Opaque(mentioned(&script)))],
                refusal: None,
                opaque: true,
            },
        }
    }
}

/// Returns the table that an effect changes, if it is named with its database: that may be the one
/// in which names without a database are, or another.
fn in_a_database(effect: &Effect) -> Option<&Path> {
    let path = match effect {
        Effect::CreateTable(table) => &table.path,
        Effect::AlterTable { table, .. } => table,
        Effect::CreateIndex(index) => &index.table,
        Effect::CreateView(view) => &view.path,
        Effect::CreateSequence(sequence) => &sequence.path,
        Effect::CreateTrigger(trigger) => &trigger.table,
        Effect::CreateRoutine(routine) => &routine.path,
        Effect::Drop { path, .. } | Effect::Rename { path, .. } => path,
        _ => return None,
    };
    path.schema.as_ref().map(|_| path)
}

/// Returns every name that a statement may be about.
fn mentioned(script: &script::Script<'_>) -> Vec<Path> {
    let mut names: Vec<String> = script
        .tokens
        .iter()
        .take(MENTIONED_AT_MOST)
        .filter_map(|token| names::unquoted(token))
        .collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| Path { schema: None, name })
        .collect()
}

/// Bytes from which on the rows of an `INSERT` are not read: they would only cost time.
const LONG: usize = 1 << 20;

/// Bytes in which a long `INSERT` has named its table and its columns.
const HEAD: usize = 1 << 16;

/// Tokens of a statement that is not understood that are looked at for names: nobody writes longer
/// ones by hand, and data would only cost time.
const MENTIONED_AT_MOST: usize = 10_000;

#[cfg(test)]
mod tests;
