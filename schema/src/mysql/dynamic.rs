//! What may a statement do that is put together as a text and then run?
//!
//! `PREPARE` and `EXECUTE` are how MySQL's histories write `IF EXISTS`: a text is chosen, or made
//! of the parameters of a procedure. Where all that it can be is known, it may
//! happen, and the rest of the schema stays certain.

use std::collections::BTreeMap;
use std::ops::Range;

use limbeck_core::lexer::{Token, TokenKind};

use super::cursor::{Cursor, is_word};
use super::script::Script;
use super::session::Session;
use super::{names, statement, words};
use crate::effect::{Effect, Located, Name, Path, TableAction};

/// A text in parts.
type Template = Vec<Part>;

#[derive(Clone, Debug)]
enum Part {
    Literal(String),
    Parameter(Name),
}

/// What is known of variables, prepared statements and procedures.
#[derive(Debug, Default)]
pub(super) struct Dynamic {
    variables: BTreeMap<Name, Vec<Template>>,
    prepared: BTreeMap<Name, Vec<Template>>,
    procedures: BTreeMap<Name, Procedure>,
}

#[derive(Debug)]
struct Procedure {
    parameters: Vec<Name>,
    texts: Vec<Template>,
}

impl Dynamic {
    /// `SET @variable = expression`.
    pub(super) fn set(&mut self, variable: &str, expression: &[Token<'_>]) {
        let name = names::folded(variable);
        match templates(expression) {
            Some(texts) => self.variables.insert(name, texts),
            None => self.variables.remove(&name),
        };
    }

    /// What these tokens mention may have another value afterwards.
    pub(super) fn forget(&mut self, tokens: &[Token<'_>]) {
        for token in tokens {
            if token.kind == TokenKind::Parameter {
                self.variables.remove(&names::folded(token.text));
            }
        }
    }

    /// Reads what follows `PREPARE`.
    pub(super) fn prepare(&mut self, tokens: &[Token<'_>]) {
        let [name, from, text] = tokens else { return };
        if !is_word(from, "FROM") {
            return;
        }
        let texts = match text.kind {
            TokenKind::String => Some(vec![vec![Part::Literal(names::literal(text.text))]]),
            _ => self.variables.get(&names::folded(text.text)).cloned(),
        };
        let name = names::folded(name.text);
        match texts {
            Some(texts) => self.prepared.insert(name, texts),
            None => self.prepared.remove(&name),
        };
    }

    /// Returns what `EXECUTE` may do; `None` if it may be anything.
    pub(super) fn execute(&self, name: &Token<'_>) -> Option<Vec<Effect>> {
        possible(
            self.prepared.get(&names::folded(name.text))?,
            &BTreeMap::new(),
        )
    }

    /// Remembers a procedure that does nothing to the schema but by texts that it runs.
    pub(super) fn create(&mut self, name: &str, parameters: &[Token<'_>], body: &[Token<'_>]) {
        self.procedures.remove(name);
        if let Some(texts) = run_by(body) {
            let parameters = parameters_of(parameters);
            self.procedures
                .insert(name.to_owned(), Procedure { parameters, texts });
        }
    }

    /// Returns what a call may do; `None` if it may be anything.
    pub(super) fn call(&self, name: &str, arguments: &[Token<'_>]) -> Option<Vec<Effect>> {
        let procedure = self.procedures.get(name)?;
        let given: Vec<&[Token<'_>]> = arguments.split(|token| token.text == ",").collect();
        let values = procedure
            .parameters
            .iter()
            .zip(given)
            .filter_map(|(name, value)| match value {
                [value] if value.kind == TokenKind::String => {
                    Some((name.clone(), names::literal(value.text)))
                }
                _ => None,
            })
            .collect();
        possible(&procedure.texts, &values)
    }
}

/// Returns all that the value of an expression can be, as a statement; `None` if it can be more.
fn templates(expression: &[Token<'_>]) -> Option<Vec<Template>> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(token) = expression.get(at) {
        let is_call = expression.get(at + 1).is_some_and(|next| next.text == "(");
        if is_word(token, "CONCAT") && is_call {
            let close = super::expression::closing(expression, at + 1);
            texts.push(concatenated(expression.get(at + 2..close)?)?);
            at = close;
        } else if is_call && token.kind == TokenKind::Word && words::listed(MAKE_TEXT, token.text) {
            return None;
        } else if token.kind == TokenKind::String && begins_statement(&names::literal(token.text)) {
            texts.push(vec![Part::Literal(names::literal(token.text))]);
        }
        at += 1;
    }
    (!texts.is_empty()).then_some(texts)
}

fn concatenated(arguments: &[Token<'_>]) -> Option<Template> {
    arguments
        .split(|token| token.text == ",")
        .map(|argument| match argument {
            [part] if part.kind == TokenKind::String => {
                Some(Part::Literal(names::literal(part.text)))
            }
            [part] => Some(Part::Parameter(names::folded(&names::unquoted(part)?))),
            _ => None,
        })
        .collect()
}

fn begins_statement(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    words::listed(VERBS, first)
}

/// Returns the texts that a body runs; `None` if it may run others.
fn run_by(body: &[Token<'_>]) -> Option<Vec<Template>> {
    let mut dynamic = Dynamic::default();
    let mut texts = Vec::new();
    for part in body.split(|token| token.text == ";") {
        // What a block begins with stands before its first statement.
        let from = |verb: &str| {
            let at = part.iter().rposition(|token| is_word(token, verb))?;
            part.get(at + 1..)
        };
        if let Some([variable, equals, value @ ..]) = from("SET")
            && variable.kind == TokenKind::Parameter
            && matches!(equals.text, "=" | ":=")
        {
            // On another branch it may have another value.
            let known = dynamic.variables.remove(&names::folded(variable.text));
            dynamic.set(variable.text, value);
            let name = names::folded(variable.text);
            match dynamic.variables.get_mut(&name) {
                Some(texts) => texts.extend(known.unwrap_or_default()),
                None => return None,
            }
        } else if let Some([_, source, ..]) = from("DEALLOCATE")
            && source.kind == TokenKind::Word
        {
        } else if let Some(rest) = from("PREPARE") {
            dynamic.prepare(rest);
            let name = rest.first()?;
            texts.extend(dynamic.prepared.get(&names::folded(name.text))?.clone());
        } else if from("EXECUTE").is_some_and(|rest| rest.len() == 1) {
        } else if part
            .iter()
            .any(|token| token.kind == TokenKind::Parameter || statement::changes_schema(token))
        {
            return None;
        }
    }
    Some(texts)
}

/// Returns the names of parameters, in order.
fn parameters_of(tokens: &[Token<'_>]) -> Vec<Name> {
    tokens
        .split(|token| token.text == ",")
        .filter_map(|parameter| {
            let is_mode = |token: &Token<'_>| {
                ["IN", "OUT", "INOUT"]
                    .iter()
                    .any(|mode| is_word(token, mode))
            };
            let name = parameter.iter().find(|token| !is_mode(token))?;
            Some(names::folded(&names::unquoted(name)?))
        })
        .collect()
}

/// Returns what statements may do; `None` if it may be anything.
fn possible(texts: &[Template], values: &BTreeMap<Name, String>) -> Option<Vec<Effect>> {
    let mut effects = Vec::new();
    for text in texts {
        let mut whole = String::new();
        for part in text {
            whole.push_str(match part {
                Part::Literal(text) => text,
                Part::Parameter(name) => values.get(name)?,
            });
        }
        let whole = whole.trim().trim_end_matches(';');
        let script = Script::of(whole, 0..whole.len());
        if !script.is_certain || script.odd.is_some() {
            return None;
        }
        let mut cursor = Cursor::new(&script.tokens, 0..whole.len());
        for effect in statement::read(&mut cursor, &mut Session::default()).ok()? {
            if !matches!(effect.value, Effect::Uses { .. }) {
                effects.push(placeless(effect.value)?);
            }
        }
    }
    Some(effects)
}

/// Returns an effect that tells no place within the text that is run; `None` if that cannot be.
fn placeless(effect: Effect) -> Option<Effect> {
    let doubt = |table: &Path| Some(Effect::Opaque(vec![table.clone()]));
    match effect {
        Effect::AlterTable {
            table,
            kind,
            if_exists,
            mut actions,
        } => {
            let is_plain = |action: &Located<TableAction>| {
                matches!(
                    action.value,
                    TableAction::DropColumn { .. }
                        | TableAction::DropConstraint { .. }
                        | TableAction::DropForeignKey { .. }
                        | TableAction::DropIndex { .. }
                        | TableAction::DropPrimaryKey
                )
            };
            let renames = |action: &Located<TableAction>| {
                matches!(action.value, TableAction::RenameTable { .. })
            };
            if actions.iter().any(renames) {
                return None;
            }
            if !actions.iter().all(is_plain) {
                return doubt(&table);
            }
            for action in &mut actions {
                action.at = NOWHERE;
            }
            Some(Effect::AlterTable {
                table,
                kind,
                if_exists,
                actions,
            })
        }
        Effect::CreateTable(table) => doubt(&table.path),
        Effect::CreateIndex(index) => doubt(&index.table),
        Effect::Drop { .. } => Some(effect),
        _ => None,
    }
}

/// The place of what stands in a text that is run; the statement that runs it takes its place.
const NOWHERE: Range<usize> = 0..0;

/// Functions that make texts in other ways.
const MAKE_TEXT: &[&str] = &[
    "CONCAT_WS",
    "FORMAT",
    "GROUP_CONCAT",
    "INSERT",
    "LOWER",
    "LPAD",
    "REPLACE",
    "RPAD",
    "SUBSTR",
    "SUBSTRING",
    "TRIM",
    "UPPER",
];

/// What a statement that is run so begins with.
const VERBS: &[&str] = &[
    "ALTER", "CREATE", "DELETE", "DO", "DROP", "INSERT", "RENAME", "SELECT", "SET", "UPDATE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        assert!(MAKE_TEXT.is_sorted() && VERBS.is_sorted());
    }
}
