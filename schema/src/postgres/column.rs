//! Columns: what `CREATE TABLE` lists and `ALTER TABLE` adds.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, name};
use super::{canonical, constraint, types};
use crate::effect::{Column, Constraint, Located, Name};

/// A column with the constraints that stand beside it.
pub(super) struct ReadColumn {
    pub(super) column: Column,
    pub(super) constraints: Vec<Located<Constraint>>,
}

/// Reads a column in the list of a `CREATE TABLE`.
pub(super) fn listed(node: &ast::Column, place: Place<'_>) -> Option<Located<ReadColumn>> {
    let given = node.name()?;
    let mut read = begin(name(&given), node.ty().as_ref());
    for clause in node.clauses() {
        match &clause {
            ast::ColumnClause::Collate(it) => option(&mut read.column, "collation", it),
            ast::ColumnClause::Storage(it) => option(&mut read.column, "storage", it),
            ast::ColumnClause::CompressionMethod(it) => {
                option(&mut read.column, "compression", it);
            }
            ast::ColumnClause::AlterOptionList(_) | ast::ColumnClause::WithOptions(_) => {}
            ast::ColumnClause::ColumnConstraint(it) => {
                if let Some(constraint) = ast::Constraint::cast(it.syntax().clone()) {
                    apply(&mut read, &constraint, place);
                }
            }
        }
    }
    Some(place.at(given.syntax(), read))
}

/// Reads the column of an `ADD COLUMN`.
pub(super) fn added(node: &ast::AddColumn, place: Place<'_>) -> Option<Located<ReadColumn>> {
    let given = node.column_name()?;
    let mut read = begin(name(&given), node.ty().as_ref());
    if let Some(collate) = node.collate() {
        option(&mut read.column, "collation", &collate);
    }
    for constraint in node.constraints() {
        apply(&mut read, &constraint, place);
    }
    Some(place.at(given.syntax(), read))
}

/// A column of which only the name is known.
pub(super) fn unknown(name: Name) -> Column {
    Column {
        name,
        data_type: None,
        uses_type: None,
        not_null: false,
        default: None,
        generated: None,
        identity: None,
        owns_sequence: false,
        options: Vec::new(),
    }
}

fn begin(name: Name, data_type: Option<&ast::Type>) -> ReadColumn {
    let mut column = unknown(name);
    if let Some(data_type) = data_type {
        let data_type = types::read(data_type);
        column.not_null = data_type.is_serial;
        column.owns_sequence = data_type.is_serial;
        column.data_type = Some(data_type.text);
        column.uses_type = data_type.uses;
    }
    ReadColumn {
        column,
        constraints: Vec::new(),
    }
}

fn option(column: &mut Column, key: &str, node: &impl AstNode) {
    let text = canonical::text(node.syntax());
    column.options.push((key.to_owned(), text));
}

/// Takes over what a constraint says about its column, and the constraint, if it is one.
fn apply(read: &mut ReadColumn, constraint: &ast::Constraint, place: Place<'_>) {
    let column = &mut read.column;
    match constraint {
        ast::Constraint::NotNullConstraint(_) | ast::Constraint::PrimaryKeyConstraint(_) => {
            column.not_null = true;
        }
        ast::Constraint::DefaultConstraint(it) => {
            column.default = it.expr().as_ref().and_then(canonical::default);
        }
        ast::Constraint::GeneratedConstraint(it) => match it.generated_as() {
            Some(ast::GeneratedAs::GeneratedIdentity(it)) => {
                column.identity = it.generated_when().as_ref().map(identity);
                column.not_null = true;
                column.owns_sequence = true;
            }
            Some(ast::GeneratedAs::GeneratedStored(it)) => {
                column.generated = it.expr().map(|expression| {
                    let kind = match it.generated_kind() {
                        Some(ast::GeneratedKind::Stored(_)) => "stored",
                        _ => "virtual",
                    };
                    format!("{} {kind}", canonical::text(expression.syntax()))
                });
            }
            None => {}
        },
        _ => {}
    }
    let owner = read.column.name.clone();
    if let Some(constraint) = self::constraint::read(constraint, Some(&owner), place) {
        read.constraints.push(constraint);
    }
}

/// Returns how an identity column takes its values, in one spelling.
pub(super) fn identity(when: &ast::GeneratedWhen) -> String {
    match when {
        ast::GeneratedWhen::GeneratedAlways(_) => "always".to_owned(),
        ast::GeneratedWhen::GeneratedByDefault(_) => "by default".to_owned(),
    }
}
