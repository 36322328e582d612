//! Puts the actions of an `ALTER TABLE` into the order in which they can be applied one by one.

use super::Actions;
use crate::effect::{Effect, Kind, Located, Name, Path, TableAction};
use crate::mysql::session::Session;
use crate::mysql::table;

/// Returns what the actions come to.
pub(super) fn effects(
    table: Located<Path>,
    if_exists: bool,
    mut read: Actions,
    session: &Session,
) -> Vec<Located<Effect>> {
    let mut effects = Vec::new();
    for action in &read.actions {
        if let TableAction::AddConstraint { constraint, .. } = &action.value {
            let constraint = Located {
                at: action.at.clone(),
                value: constraint.clone(),
            };
            effects.extend(session.unchecked(&table.value, &constraint));
        }
    }
    read.actions.sort_by_key(|action| rank(&action.value));
    let renamed = read
        .actions
        .iter()
        .any(|action| matches!(action.value, TableAction::RenameTable { .. }));
    let changes_names = read.actions.iter().any(|action| {
        matches!(
            action.value,
            TableAction::RenameColumn { .. }
                | TableAction::ReplaceColumn { .. }
                | TableAction::DropColumn { .. }
        )
    });
    let exchanges = exchanges_names(&read.actions);
    let alter = Located {
        at: table.at.clone(),
        value: Effect::AlterTable {
            table: table.value.clone(),
            kind: Kind::Table,
            if_exists,
            actions: read.actions,
        },
    };
    if read.is_opaque || read.moved {
        effects.push(Located {
            at: table.at.clone(),
            value: Effect::Opaque(vec![table.value.clone()]),
        });
    }
    effects.push(match exchanges {
        true => Located {
            at: table.at.clone(),
            value: Effect::Lenient(vec![alter]),
        },
        false => alter,
    });
    if !renamed && !read.moved {
        if !changes_names && !if_exists && !read.positions.is_empty() {
            effects.push(Located {
                at: table.at.clone(),
                value: Effect::Uses {
                    relation: table.value.clone(),
                    columns: read.positions,
                },
            });
        }
        effects.extend(table::perhaps(&table, read.perhaps));
    }
    effects
}

/// When in an `ALTER TABLE` an action takes place.
fn rank(action: &TableAction) -> u8 {
    match action {
        TableAction::DropForeignKey { .. } | TableAction::DropConstraint { .. } => 0,
        TableAction::DropIndex { .. } | TableAction::DropPrimaryKey => 1,
        TableAction::DropColumn { .. } => 2,
        TableAction::RenameIndex { .. } => 3,
        TableAction::RenameColumn { .. }
        | TableAction::ReplaceColumn { .. }
        | TableAction::AlterColumn { .. } => 4,
        TableAction::AddColumn { .. } => 5,
        TableAction::AddIndex { .. } => 6,
        TableAction::AddConstraint { .. } => 7,
        TableAction::RenameTable { .. } => 9,
        _ => 8,
    }
}

/// Whether one column takes the name that another gives up.
fn exchanges_names(actions: &[Located<TableAction>]) -> bool {
    let renames: Vec<(&Name, &Name)> = actions
        .iter()
        .filter_map(|action| match &action.value {
            TableAction::RenameColumn { name, to, .. } => Some((name, to)),
            TableAction::ReplaceColumn { name, column, .. }
                if !name.eq_ignore_ascii_case(&column.name) =>
            {
                Some((name, &column.name))
            }
            _ => None,
        })
        .collect();
    renames.iter().any(|(_, to)| {
        renames
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::ConstraintBody;
    use crate::mysql::column;

    #[test]
    fn what_is_dropped_goes_first() {
        let drop = TableAction::DropPrimaryKey;
        let add = TableAction::AddConstraint {
            constraint: column::constraint(
                None,
                ConstraintBody::NotNull {
                    column: "a".to_owned(),
                },
            ),
            if_not_exists: false,
        };
        assert!(rank(&drop) < rank(&add));
    }
}
