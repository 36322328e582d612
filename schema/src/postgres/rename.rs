//! `ALTER ... RENAME TO` and `SET SCHEMA` of everything that is no table.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, name, path};
use super::{alter, canonical, routine};
use crate::effect::{ColumnChange, Effect, Kind, Located, Name, Path, TableAction};

/// A thing that an `ALTER` names.
struct Thing {
    kind: Kind,
    path: Path,
    on: Option<Path>,
    signature: Option<String>,
    if_exists: bool,
}

impl Thing {
    fn new(kind: Kind, path: Path, if_exists: bool) -> Self {
        Thing {
            kind,
            path,
            on: None,
            signature: None,
            if_exists,
        }
    }

    fn rename(self, to: Name) -> Effect {
        Effect::Rename {
            kind: self.kind,
            path: self.path,
            on: self.on,
            signature: self.signature,
            to,
            if_exists: self.if_exists,
        }
    }

    fn set_schema(self, to: Name) -> Effect {
        Effect::SetSchema {
            kind: self.kind,
            path: self.path,
            signature: self.signature,
            to,
            if_exists: self.if_exists,
        }
    }

    /// It is only mentioned, and has to exist.
    fn needed(self) -> Option<Effect> {
        (!self.if_exists).then_some(Effect::Needs {
            kind: self.kind,
            path: self.path,
            on: self.on,
        })
    }
}

/// Reads `ALTER VIEW`.
pub(super) fn view(node: &ast::AlterView, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.view_ref()?;
    let thing = Thing::new(Kind::View, path(&given)?, node.if_exists().is_some());
    let effect = match node.action()? {
        ast::AlterViewAction::ViewRenameTo(it) => thing.rename(path(&it.view()?)?.name),
        ast::AlterViewAction::SetSchema(it) => thing.set_schema(name(&it.schema_ref()?)),
        ast::AlterViewAction::RenameColumn(it) => {
            altered(thing, vec![alter::rename_column(&it, place)?])
        }
        ast::AlterViewAction::AlterViewColumn(it) => {
            let column = it.name()?;
            let change = match it.alter_view_column_action()? {
                ast::AlterViewColumnAction::SetDefault(it) => {
                    ColumnChange::Default(it.expr().as_ref().and_then(canonical::default))
                }
                ast::AlterViewColumnAction::DropDefault(_) => ColumnChange::Default(None),
            };
            let action = TableAction::AlterColumn {
                name: name(&column),
                change,
                if_exists: false,
            };
            altered(thing, vec![place.at(column.syntax(), action)])
        }
        _ => thing.needed()?,
    };
    Some(place.at(given.syntax(), effect))
}

/// Reads `ALTER MATERIALIZED VIEW`.
pub(super) fn materialized_view(
    node: &ast::AlterMaterializedView,
    place: Place<'_>,
) -> Option<Vec<Located<Effect>>> {
    let given = node.view_ref()?;
    let (given_path, if_exists) = (path(&given)?, node.if_exists().is_some());
    let mut effects = Vec::new();
    for action in node.action() {
        let thing = Thing::new(Kind::MaterializedView, given_path.clone(), if_exists);
        let effect = match action {
            ast::AlterMaterializedViewAction::ViewRenameTo(it) => {
                Some(thing.rename(path(&it.view()?)?.name))
            }
            ast::AlterMaterializedViewAction::SetSchema(it) => {
                Some(thing.set_schema(name(&it.schema_ref()?)))
            }
            ast::AlterMaterializedViewAction::RenameColumn(it) => {
                Some(altered(thing, vec![alter::rename_column(&it, place)?]))
            }
            _ => thing.needed(),
        };
        effects.extend(effect.map(|effect| place.at(given.syntax(), effect)));
    }
    Some(effects)
}

fn altered(thing: Thing, actions: Vec<Located<TableAction>>) -> Effect {
    Effect::AlterTable {
        table: thing.path,
        kind: thing.kind,
        if_exists: thing.if_exists,
        actions,
    }
}

/// Reads `ALTER INDEX`.
pub(super) fn index(node: &ast::AlterIndex, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.index_ref()?;
    let thing = Thing::new(Kind::Index, path(&given)?, node.if_exists().is_some());
    let effect = match node.action()? {
        ast::AlterIndexAction::IndexRenameTo(it) => thing.rename(path(&it.index()?)?.name),
        _ => thing.needed()?,
    };
    Some(place.at(given.syntax(), effect))
}

/// Reads `ALTER SCHEMA`.
pub(super) fn schema(node: &ast::AlterSchema, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.schema_ref()?;
    let thing = Thing::new(Kind::Schema, plain(&given), false);
    let effect = match node.action()? {
        ast::AlterSchemaAction::SchemaRenameTo(it) => thing.rename(name(&it.schema()?)),
        ast::AlterSchemaAction::OwnerTo(_) => thing.needed()?,
    };
    Some(place.at(given.syntax(), effect))
}

/// Reads `ALTER TRIGGER`.
pub(super) fn trigger(node: &ast::AlterTrigger, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.trigger_ref()?;
    let mut thing = Thing::new(Kind::Trigger, plain(&given), false);
    thing.on = node.on_relation().as_ref().and_then(path);
    let effect = match node.action()? {
        ast::AlterTriggerAction::TriggerRenameTo(it) => thing.rename(name(&it.trigger()?)),
        _ => thing.needed()?,
    };
    Some(place.at(given.syntax(), effect))
}

/// Reads `ALTER RULE`.
pub(super) fn rule(node: &ast::AlterRule, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.rule_ref()?;
    let mut thing = Thing::new(Kind::Rule, plain(&given), false);
    thing.on = node.on_relation().as_ref().and_then(path);
    let effect = thing.rename(name(&node.rule_rename_to()?.rule()?));
    Some(place.at(given.syntax(), effect))
}

/// Reads `ALTER POLICY`; a new condition is a detail that is not followed.
pub(super) fn policy(node: &ast::AlterPolicy, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.policy_ref()?;
    let mut thing = Thing::new(Kind::Policy, plain(&given), false);
    thing.on = node.on_table().as_ref().and_then(path);
    let effect = match node.action()? {
        ast::AlterPolicyAction::PolicyRenameTo(it) => thing.rename(name(&it.policy()?)),
        ast::AlterPolicyAction::AlterPolicyTo(_) => thing.needed()?,
    };
    Some(place.at(given.syntax(), effect))
}

/// Reads `ALTER STATISTICS`.
pub(super) fn statistics(node: &ast::AlterStatistics, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.statistics_ref()?;
    let thing = Thing::new(Kind::Statistics, path(&given)?, false);
    let effect = match node.action()? {
        ast::AlterStatisticsAction::StatisticsRenameTo(it) => {
            thing.rename(path(&it.statistics()?)?.name)
        }
        ast::AlterStatisticsAction::SetSchema(it) => thing.set_schema(name(&it.schema_ref()?)),
        _ => thing.needed()?,
    };
    Some(place.at(given.syntax(), effect))
}

/// Reads `ALTER EXTENSION`.
pub(super) fn extension(node: &ast::AlterExtension, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.extension_ref()?;
    let thing = Thing::new(Kind::Extension, plain(&given), false);
    Some(place.at(given.syntax(), thing.needed()?))
}

/// Reads `ALTER FUNCTION`, `ALTER PROCEDURE`, `ALTER ROUTINE` and `ALTER AGGREGATE`; `None` for any
/// other statement.
pub(super) fn routine(statement: &ast::Stmt, place: Place<'_>) -> Option<Located<Effect>> {
    use ast::Stmt;
    macro_rules! routine {
        ($node:ident, $kind:expr, $sig:expr, $action:ident, $rename:ident, $new:ident) => {{
            let given = $sig?;
            let mut thing = Thing::new($kind, path(&given)?, false);
            thing.signature = given.param_list().map(|it| routine::signature(&it));
            let effect = match $node.action()? {
                ast::$action::$rename(it) => thing.rename(path(&it.$new()?)?.name),
                ast::$action::SetSchema(it) => thing.set_schema(name(&it.schema_ref()?)),
                _ => thing.needed()?,
            };
            Some(place.at(given.syntax(), effect))
        }};
    }
    match statement {
        Stmt::AlterFunction(it) => routine!(
            it,
            Kind::Function,
            it.function_sig(),
            AlterFunctionAction,
            FunctionRenameTo,
            function_name
        ),
        Stmt::AlterProcedure(it) => routine!(
            it,
            Kind::Procedure,
            it.procedure_sig(),
            AlterProcedureAction,
            ProcedureRenameTo,
            procedure_name
        ),
        Stmt::AlterRoutine(it) => routine!(
            it,
            Kind::Routine,
            it.routine_sig(),
            AlterRoutineAction,
            RoutineRenameTo,
            routine_name
        ),
        Stmt::AlterAggregate(it) => routine!(
            it,
            Kind::Aggregate,
            it.aggregate(),
            AlterAggregateAction,
            AggregateRenameTo,
            aggregate_name
        ),
        _ => None,
    }
}

fn plain(node: &impl AstNode) -> Path {
    Path {
        schema: None,
        name: name(node),
    }
}
