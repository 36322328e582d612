//! Sequences.

use squawk_syntax::ast::{self, AstNode};

use super::canonical;
use super::names::{Place, column_path, name, path};
use crate::effect::{Effect, Kind, Located, Name, NewSequence, Path};

/// Reads `CREATE SEQUENCE`.
pub(super) fn create(node: &ast::CreateSequence, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.sequence()?;
    let mut owner = None;
    let mut options: Vec<String> = Vec::new();
    for option in node.sequence_options() {
        match &option {
            ast::SequenceOption::OptionOwnedBy(it) => owner = owned_by(it).flatten(),
            other => options.push(canonical::text(other.syntax())),
        }
    }
    options.sort();
    let sequence = NewSequence {
        path: path(&given)?,
        if_not_exists: node.if_not_exists().is_some(),
        owner,
        options: options.join(" "),
    };
    Some(place.at(given.syntax(), Effect::CreateSequence(sequence)))
}

/// Reads `ALTER SEQUENCE`; what only changes its numbers has no effect besides that it must exist.
pub(super) fn alter(node: &ast::AlterSequence, place: Place<'_>) -> Option<Vec<Located<Effect>>> {
    let given = node.sequence_ref()?;
    let sequence = path(&given)?;
    let if_exists = node.if_exists().is_some();
    let mut effects = Vec::new();
    for action in node.actions() {
        let effect = match &action {
            ast::AlterSequenceAction::SequenceRenameTo(it) => Effect::Rename {
                kind: Kind::Sequence,
                path: sequence.clone(),
                on: None,
                signature: None,
                to: path(&it.sequence()?)?.name,
                if_exists,
            },
            ast::AlterSequenceAction::SetSchema(it) => Effect::SetSchema {
                kind: Kind::Sequence,
                path: sequence.clone(),
                signature: None,
                to: name(&it.schema_ref()?),
                if_exists,
            },
            ast::AlterSequenceAction::SequenceOption(ast::SequenceOption::OptionOwnedBy(it)) => {
                Effect::OwnSequence {
                    sequence: sequence.clone(),
                    owner: owned_by(it)?,
                    if_exists,
                }
            }
            _ if if_exists => continue,
            _ => Effect::Needs {
                kind: Kind::Sequence,
                path: sequence.clone(),
                on: None,
            },
        };
        effects.push(place.at(given.syntax(), effect));
    }
    Some(effects)
}

/// `Some(None)` is `OWNED BY NONE`.
fn owned_by(node: &ast::OptionOwnedBy) -> Option<Option<(Path, Name)>> {
    match node.owned_by_target()? {
        ast::OwnedByTarget::OwnedByNone(_) => Some(None),
        ast::OwnedByTarget::QualifiedColumnNameRef(it) => {
            let (table, column) = column_path(&it)?;
            Some(Some((table?, column)))
        }
    }
}
