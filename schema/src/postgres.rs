//! PostgreSQL: read with squawk-syntax.
//!
//! Every statement is parsed by itself. Its refusals are certain syntax errors; what it accepts
//! becomes effects, a family of statements to a module.

use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};

use rowan::TextRange;
use squawk_syntax::ast::{self, AstNode};

use crate::effect::{Effect, Located, Reading};
use crate::reader::Reader;

mod alter;
mod canonical;
mod column;
mod constraint;
mod drop;
mod dynamic;
mod faults;
mod from;
mod index;
mod limits;
mod mentions;
mod names;
mod needs;
mod object;
mod parse;
mod plpgsql;
mod precedence;
mod query;
mod refusal;
mod rename;
mod routine;
mod scope;
mod sequence;
mod settings;
mod statement;
mod table;
mod types;
mod user_type;
mod view;

#[cfg(test)]
mod tests;

/// Reads PostgreSQL's SQL.
#[derive(Debug, Default)]
pub(crate) struct Postgres {}

impl Reader for Postgres {
    fn read(&mut self, text: &str, statements: &[Range<usize>]) -> Vec<Reading> {
        // The lexer does not know where the rows behind `COPY ... FROM STDIN` end.
        let mut is_data = false;
        statements
            .iter()
            .map(|range| {
                let sql = text.get(range.clone()).unwrap_or_default();
                if is_data {
                    return unread(range);
                }
                let reading = read(sql, range);
                is_data = copies_from_stdin(sql);
                reading
            })
            .collect()
    }
}

/// Reads one statement, which stands at `range` of the file.
fn read(sql: &str, range: &Range<usize>) -> Reading {
    if !limits::is_readable(sql) {
        return unread(range);
    }
    let sql = limits::head_of_long_insert(sql).unwrap_or(sql);
    // No text is known on which the parser panics; if there is one, it is not the author's fault.
    let reading = panic::catch_unwind(AssertUnwindSafe(|| read_valid(sql, range.start)));
    reading.unwrap_or_else(|_| unread(range))
}

fn read_valid(sql: &str, start: usize) -> Reading {
    let map =
        |range: TextRange| start + usize::from(range.start())..start + usize::from(range.end());
    let place = names::Place::new(&map);
    let (tree, error) = parse::parse(sql);
    if let Some(error) = error {
        if !refusal::is_certain(&error, &tree) {
            return unread(&(start..start + sql.len()));
        }
        return refused(refusal::of(&error, &tree, place));
    }
    let mut effects = Vec::new();
    for statement in tree.children().filter_map(ast::Stmt::cast) {
        if let Some(refusal) = faults::find(&statement, place) {
            return refused(refusal);
        }
        effects.extend(statement::read(&statement, &[], place));
    }
    Reading {
        opaque: effects.iter().any(is_opaque),
        effects,
        refusal: None,
    }
}

fn refused(refusal: crate::effect::Refusal) -> Reading {
    Reading {
        effects: Vec::new(),
        refusal: Some(refusal),
        opaque: false,
    }
}

/// What is made of a statement that is not read.
fn unread(range: &Range<usize>) -> Reading {
    Reading {
        effects: vec![Located {
            at: range.clone(),
            value: Effect::OpenWorld,
        }],
        refusal: None,
        opaque: true,
    }
}

fn is_opaque(effect: &Located<Effect>) -> bool {
    match &effect.value {
        Effect::Opaque(_) | Effect::OpenNames | Effect::OpenWorld => true,
        Effect::Maybe(effects) | Effect::Lenient(effects) => effects.iter().any(is_opaque),
        _ => false,
    }
}

fn copies_from_stdin(sql: &str) -> bool {
    let mut words = sql.split_whitespace();
    words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("copy"))
        && sql.split_whitespace().any(|word| {
            word.trim_end_matches([';', '('])
                .eq_ignore_ascii_case("stdin")
        })
}
