//! `ALTER TABLE`: each of its actions.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, columns_in, is_system_column, name, path};
use super::{canonical, column, constraint, table, types};
use crate::effect::{ColumnChange, Effect, Kind, Located, Name, TableAction};

/// Reads `ALTER TABLE` and `ALTER FOREIGN TABLE`.
pub(super) fn alter(
    relation: Option<&ast::TableRelationName>,
    if_exists: bool,
    actions: impl Iterator<Item = ast::AlterTableAction>,
    place: Place<'_>,
) -> Option<Located<Effect>> {
    let relation = relation?;
    let mut read = Vec::new();
    for action in actions {
        each(&action, place, &mut read);
    }
    let effect = Effect::AlterTable {
        table: path(relation)?,
        kind: Kind::Table,
        if_exists,
        actions: read,
    };
    Some(place.at(relation.syntax(), effect))
}

fn each(action: &ast::AlterTableAction, place: Place<'_>, out: &mut Vec<Located<TableAction>>) {
    use ast::AlterTableAction as Action;
    match action {
        Action::AddColumn(it) => out.extend(add_column(it, place)),
        Action::DropColumn(it) => out.extend(drop_column(it, place)),
        Action::RenameColumn(it) => out.extend(rename_column(it, place)),
        Action::AlterColumn(it) => alter_column(it, place, out),
        Action::AddConstraint(it) => {
            let read = it.constraint();
            let read = read.and_then(|it| constraint::read(&it, None, place));
            out.extend(read.map(|Located { at, value }| Located {
                at,
                value: TableAction::AddConstraint {
                    constraint: value,
                    if_not_exists: false,
                },
            }));
        }
        Action::AlterConstraint(it) => {
            if let Some(given) = it.constraint_name_ref() {
                let action = TableAction::AlterConstraint {
                    name: last_name(&given),
                    timing: constraint::timing(it.constraint_options()),
                };
                out.push(place.at(given.syntax(), action));
            }
        }
        Action::ValidateConstraint(it) => {
            if let Some(given) = it.constraint_name_ref() {
                let name = last_name(&given);
                out.push(place.at(given.syntax(), TableAction::ValidateConstraint { name }));
            }
        }
        Action::DropConstraint(it) => {
            if let Some(given) = it.constraint_name_ref() {
                let action = TableAction::DropConstraint {
                    name: last_name(&given),
                    if_exists: it.if_exists().is_some(),
                    cascade: matches!(it.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
                };
                out.push(place.at(given.syntax(), action));
            }
        }
        Action::RenameConstraint(it) => {
            if let (Some(from), Some(to)) = (it.constraint_name_ref(), it.constraint_name()) {
                let action = TableAction::RenameConstraint {
                    name: last_name(&from),
                    to: name(&to),
                };
                out.push(place.at(from.syntax(), action));
            }
        }
        Action::AttachPartition(it) => {
            related(it.table_name_ref(), place, out, |partition| {
                TableAction::AttachPartition { partition }
            });
        }
        Action::DetachPartition(it) => {
            related(it.table_name_ref(), place, out, |partition| {
                TableAction::DetachPartition { partition }
            });
        }
        Action::InheritTable(it) => {
            related(it.table_name_ref(), place, out, |parent| {
                TableAction::Inherit { parent }
            });
        }
        Action::NoInheritTable(it) => {
            related(it.table_name_ref(), place, out, |parent| {
                TableAction::NoInherit { parent }
            });
        }
        Action::TableRenameTo(it) => {
            if let Some(given) = it.table_name()
                && let Some(to) = path(&given)
            {
                let action = TableAction::RenameTable { to: to.name };
                out.push(place.at(given.syntax(), action));
            }
        }
        Action::SetSchema(it) => {
            if let Some(given) = it.schema_ref() {
                let to = name(&given);
                out.push(place.at(given.syntax(), TableAction::SetSchema { to }));
            }
        }
        Action::ClusterOn(it) => {
            if let Some(index) = it.index_ref() {
                out.push(needs_index(&index, place));
            }
        }
        Action::ReplicaIdentity(it) => replica_identity(it, place, out),
        Action::DisableTrigger(it) => trigger(it.trigger_target(), place, out),
        Action::EnableTrigger(it) => trigger(it.trigger_target(), place, out),
        Action::EnableAlwaysTrigger(it) => needs_trigger(it.trigger_ref(), place, out),
        Action::EnableReplicaTrigger(it) => needs_trigger(it.trigger_ref(), place, out),
        Action::DisableRule(it) => needs_trigger(it.rule_ref(), place, out),
        Action::EnableRule(it) => needs_trigger(it.rule_ref(), place, out),
        Action::EnableAlwaysRule(it) => needs_trigger(it.rule_ref(), place, out),
        Action::EnableReplicaRule(it) => needs_trigger(it.rule_ref(), place, out),
        Action::EnableRls(it) => set(it, "row level security", Some("enabled"), place, out),
        Action::DisableRls(it) => set(it, "row level security", None, place, out),
        Action::ForceRls(it) => set(it, "forced row level security", Some("on"), place, out),
        Action::NoForceRls(it) => set(it, "forced row level security", None, place, out),
        Action::SetUnlogged(it) => set(it, "unlogged", Some("true"), place, out),
        Action::SetLogged(it) => set(it, "unlogged", None, place, out),
        Action::SetOptions(it) => table::storage_parameters(it, |key, value| {
            set(it, &key, Some(&value), place, out);
        }),
        Action::ResetOptions(it) => table::storage_parameters(it, |key, _| {
            set(it, &key, None, place, out);
        }),
        // What they leave behind is partitions with names of their own: not modelled, and said so
        // by the caller.
        Action::MergePartitions(_) | Action::SplitPartition(_) => {}
        Action::AlterOptionList(_)
        | Action::NotOf(_)
        | Action::OfType(_)
        | Action::OptionItemList(_)
        | Action::OwnerTo(_)
        | Action::SetAccessMethod(_)
        | Action::SetTablespace(_)
        | Action::SetWithoutCluster(_)
        | Action::SetWithoutOids(_) => {}
    }
}

/// Returns the columns that added columns are generated from; with a condition nothing is certain.
pub(super) fn generated_from(node: &ast::AlterTable, place: Place<'_>) -> Option<Located<Effect>> {
    let relation = node.table_relation_name()?;
    if node.if_exists().is_some() {
        return None;
    }
    let added = node.actions().filter_map(|action| match action {
        ast::AlterTableAction::AddColumn(it) if it.if_not_exists().is_none() => Some(it),
        _ => None,
    });
    let generated = added
        .flat_map(|it| it.constraints())
        .filter(|it| matches!(it, ast::Constraint::GeneratedConstraint(_)));
    let columns: Vec<_> = generated
        .flat_map(|it| columns_in(it.syntax()))
        .filter(|(column, _)| !is_system_column(column))
        .map(|(column, node)| place.at(&node, column))
        .collect();
    let at = columns.first()?.at.clone();
    let value = Effect::Uses {
        relation: path(&relation)?,
        columns,
    };
    Some(Located { at, value })
}

/// Whether an action makes or takes away tables in a way that is not modelled.
pub(super) fn is_opaque(action: &ast::AlterTableAction) -> bool {
    matches!(
        action,
        ast::AlterTableAction::MergePartitions(_) | ast::AlterTableAction::SplitPartition(_)
    )
}

fn add_column(node: &ast::AddColumn, place: Place<'_>) -> Option<Located<TableAction>> {
    let Located { at, value } = column::added(node, place)?;
    Some(Located {
        at,
        value: TableAction::AddColumn {
            column: value.column,
            constraints: value.constraints,
            if_not_exists: node.if_not_exists().is_some(),
        },
    })
}

fn drop_column(node: &ast::DropColumn, place: Place<'_>) -> Option<Located<TableAction>> {
    let given = node.column_name_ref()?;
    let action = TableAction::DropColumn {
        name: name(&given),
        if_exists: node.if_exists().is_some(),
        cascade: matches!(node.drop_behavior(), Some(ast::DropBehavior::Cascade(_))),
    };
    Some(place.at(given.syntax(), action))
}

/// Reads `RENAME COLUMN`, which views have as well.
pub(super) fn rename_column(
    node: &ast::RenameColumn,
    place: Place<'_>,
) -> Option<Located<TableAction>> {
    let (from, to) = (node.column_name_ref()?, node.column_name()?);
    let action = TableAction::RenameColumn {
        name: name(&from),
        to: name(&to),
        if_exists: false,
    };
    Some(place.at(from.syntax(), action))
}

fn alter_column(node: &ast::AlterColumn, place: Place<'_>, out: &mut Vec<Located<TableAction>>) {
    use ast::AlterColumnOption as Option_;
    let (Some(given), Some(option)) = (node.column_name_ref(), node.option()) else {
        return;
    };
    let text = |key: &str, node: &dyn Fn() -> String| ColumnChange::Option {
        key: key.to_owned(),
        value: Some(node()),
    };
    let change = match &option {
        Option_::SetNotNull(_) => ColumnChange::NotNull(true),
        Option_::DropNotNull(_) => ColumnChange::NotNull(false),
        Option_::SetDefault(it) => {
            ColumnChange::Default(it.expr().as_ref().and_then(canonical::default))
        }
        Option_::DropDefault(_) => ColumnChange::Default(None),
        Option_::SetType(it) => {
            let data_type = it.ty().as_ref().map(types::read);
            let (data_type, uses_type) =
                data_type.map_or((None, None), |it| (Some(it.text), it.uses));
            ColumnChange::Type {
                data_type,
                uses_type,
            }
        }
        Option_::SetExpression(it) => ColumnChange::Generated(
            it.expr()
                .map(|it| format!("{} stored", canonical::text(it.syntax()))),
        ),
        Option_::DropExpression(_) => ColumnChange::Generated(None),
        Option_::AddGenerated(it) => {
            ColumnChange::Identity(it.generated_when().as_ref().map(column::identity))
        }
        Option_::DropIdentity(_) => ColumnChange::Identity(None),
        Option_::SetGenerated(it) => {
            ColumnChange::Identity(it.generated_when().as_ref().map(column::identity))
        }
        Option_::SetGeneratedOptions(it) => {
            let when = it.set_generated_options().find_map(|option| match option {
                ast::SetGeneratedOption::SetGenerated(it) => it.generated_when(),
                _ => None,
            });
            match when {
                Some(when) => ColumnChange::Identity(Some(column::identity(&when))),
                None => text("sequence", &|| canonical::text(it.syntax())),
            }
        }
        Option_::SetStorage(it) => text("storage", &|| canonical::text(it.syntax())),
        Option_::SetCompression(it) => text("compression", &|| canonical::text(it.syntax())),
        Option_::SetStatistics(it) => text("statistics", &|| canonical::text(it.syntax())),
        Option_::SetOptions(it) => text("options", &|| canonical::text(it.syntax())),
        Option_::ResetOptions(_) => ColumnChange::Option {
            key: "options".to_owned(),
            value: None,
        },
        Option_::Restart(_)
        | Option_::SetSequenceOption(_)
        | Option_::SetOptionsList(_)
        | Option_::Inherit(_)
        | Option_::NoInherit(_) => text("sequence", &|| canonical::text(option.syntax())),
    };
    let action = TableAction::AlterColumn {
        name: name(&given),
        change,
        if_exists: false,
    };
    out.push(place.at(given.syntax(), action));
}

fn related(
    given: Option<ast::TableNameRef>,
    place: Place<'_>,
    out: &mut Vec<Located<TableAction>>,
    action: impl FnOnce(crate::effect::Path) -> TableAction,
) {
    if let Some(given) = given
        && let Some(path) = path(&given)
    {
        out.push(place.at(given.syntax(), action(path)));
    }
}

fn replica_identity(
    node: &ast::ReplicaIdentity,
    place: Place<'_>,
    out: &mut Vec<Located<TableAction>>,
) {
    let Some(option) = node.replica_identity_option() else {
        return;
    };
    if let ast::ReplicaIdentityOption::UsingIndexName(it) = &option
        && let Some(index) = it.index_ref()
    {
        out.push(needs_index(&index, place));
    }
    let text = canonical::text(option.syntax());
    let value = (text != "default").then_some(text.as_str());
    set(node, "replica identity", value, place, out);
}

fn needs_index(index: &ast::IndexRef, place: Place<'_>) -> Located<TableAction> {
    let name = last_name(index);
    place.at(index.syntax(), TableAction::NeedsIndex { name })
}

fn trigger(
    target: Option<ast::TriggerTarget>,
    place: Place<'_>,
    out: &mut Vec<Located<TableAction>>,
) {
    if let Some(ast::TriggerTarget::TriggerRef(it)) = target {
        needs_trigger(Some(it), place, out);
    }
}

fn needs_trigger<N: AstNode>(
    given: Option<N>,
    place: Place<'_>,
    out: &mut Vec<Located<TableAction>>,
) {
    if let Some(given) = given {
        let name = name(&given);
        out.push(place.at(given.syntax(), TableAction::NeedsTrigger { name }));
    }
}

fn set(
    node: &impl AstNode,
    key: &str,
    value: Option<&str>,
    place: Place<'_>,
    out: &mut Vec<Located<TableAction>>,
) {
    let action = TableAction::SetOption {
        key: key.to_owned(),
        value: value.map(str::to_owned),
    };
    out.push(place.at(node.syntax(), action));
}

/// Returns the name of something that cannot be in another schema than its table.
fn last_name(node: &impl AstNode) -> Name {
    path(node).map(|path| path.name).unwrap_or_default()
}
