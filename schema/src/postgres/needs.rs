//! What has to exist and is not changed: comments, privileges, and upkeep.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, column_path, name, path};
use crate::effect::{Effect, Kind, Located, Path};

/// Reads `COMMENT ON`.
pub(super) fn comment(node: &ast::CommentOn, place: Place<'_>) -> Vec<Located<Effect>> {
    use ast::CommentObject as Object;
    let found = match node.comment_object() {
        Some(Object::ObjectTable(it)) => it.table_name_ref().and_then(|it| uses(&it, place)),
        Some(Object::ObjectForeignTable(it)) => it.table_name_ref().and_then(|it| uses(&it, place)),
        Some(Object::ObjectColumn(it)) => it.name().and_then(|it| column(&it, place)),
        Some(Object::ObjectView(it)) => need(Kind::View, it.view_ref(), place),
        Some(Object::ObjectMaterializedView(it)) => {
            need(Kind::MaterializedView, it.view_ref(), place)
        }
        Some(Object::ObjectIndex(it)) => need(Kind::Index, it.index_ref(), place),
        Some(Object::ObjectSequence(it)) => need(Kind::Sequence, it.sequence_ref(), place),
        Some(Object::ObjectType(it)) => match it.type_name_ref() {
            Some(given) if is_built_in(&given) => None,
            given => need(Kind::Type, given, place),
        },
        Some(Object::ObjectDomain(it)) => need(Kind::Domain, it.domain_ref(), place),
        Some(Object::ObjectFunction(it)) => need(Kind::Function, it.function_sig(), place),
        Some(Object::ObjectProcedure(it)) => need(Kind::Procedure, it.procedure_sig(), place),
        Some(Object::ObjectSchema(it)) => named(Kind::Schema, it.schema_ref(), None, place),
        Some(Object::ObjectExtension(it)) => {
            named(Kind::Extension, it.extension_ref(), None, place)
        }
        Some(Object::ObjectConstraint(it)) if it.domain_ref().is_none() => {
            let on = it.table_name_ref().as_ref().and_then(path);
            on.and_then(|on| last_named(Kind::Constraint, it.constraint_name_ref(), on, place))
        }
        Some(Object::ObjectTrigger(it)) => {
            let on = it.relation_name_ref().as_ref().and_then(path);
            named(Kind::Trigger, it.trigger_ref(), on, place)
        }
        Some(Object::ObjectPolicy(it)) => {
            let on = it.table_name_ref().as_ref().and_then(path);
            named(Kind::Policy, it.policy_ref(), on, place)
        }
        Some(Object::ObjectRule(it)) => {
            let on = it.relation_name_ref().as_ref().and_then(path);
            named(Kind::Rule, it.rule_ref(), on, place)
        }
        _ => None,
    };
    found.into_iter().collect()
}

/// Reads the objects of a `GRANT` or a `REVOKE`, and the columns that it names.
pub(super) fn privileges(
    objects: Option<ast::OnPrivilegeObjectsClause>,
    privileges: Option<ast::Privileges>,
    place: Place<'_>,
) -> Vec<Located<Effect>> {
    use ast::PrivilegeObjects as Objects;
    let columns: Vec<_> = privileges
        .iter()
        .flat_map(|it| {
            it.syntax()
                .descendants()
                .filter_map(ast::ColumnNameRef::cast)
        })
        .map(|column| place.name(&column))
        .collect();
    let relation = |given: ast::RelationNameRef| {
        let effect = Effect::Uses {
            relation: path(&given)?,
            columns: columns.clone(),
        };
        Some(place.at(given.syntax(), effect))
    };
    match objects.and_then(|it| it.privilege_objects()) {
        Some(Objects::PrivilegeDefault(it)) => {
            it.relation_name_refs().filter_map(relation).collect()
        }
        Some(Objects::PrivilegeTable(it)) => it.relation_name_refs().filter_map(relation).collect(),
        Some(Objects::PrivilegeSequence(it)) => it
            .sequence_refs()
            .filter_map(|it| need(Kind::Sequence, Some(it), place))
            .collect(),
        Some(Objects::PrivilegeSchema(it)) => schemas(it.schema_refs(), place),
        Some(Objects::PrivilegeAllTablesInSchema(it)) => schemas(it.schema_refs(), place),
        Some(Objects::PrivilegeAllSequencesInSchema(it)) => schemas(it.schema_refs(), place),
        Some(Objects::PrivilegeAllFunctionsInSchema(it)) => schemas(it.schema_refs(), place),
        Some(Objects::PrivilegeFunction(it)) => it
            .function_sig_list()
            .into_iter()
            .flat_map(|list| list.function_sigs())
            .filter_map(|it| need(Kind::Function, Some(it), place))
            .collect(),
        Some(Objects::PrivilegeProcedure(it)) => it
            .procedure_sig_list()
            .into_iter()
            .flat_map(|list| list.procedure_sigs())
            .filter_map(|it| need(Kind::Procedure, Some(it), place))
            .collect(),
        Some(Objects::PrivilegeType(it)) => it
            .type_name_refs()
            .filter(|it| !is_built_in(it))
            .filter_map(|it| need(Kind::Type, Some(it), place))
            .collect(),
        _ => Vec::new(),
    }
}

/// Reads what only works on something that exists: `TRUNCATE`, `LOCK`, `REFRESH` and the like;
/// `None` for any other statement.
pub(super) fn upkeep(statement: &ast::Stmt, place: Place<'_>) -> Option<Vec<Located<Effect>>> {
    use ast::Stmt;
    let effects = match statement {
        Stmt::Truncate(it) => it
            .table_list()
            .into_iter()
            .flat_map(|list| list.table_relation_names())
            .filter_map(|it| uses(&it, place))
            .collect(),
        Stmt::Lock(it) => it
            .relation_list()
            .into_iter()
            .flat_map(|list| list.relation_names())
            .filter_map(|it| uses(&it, place))
            .collect(),
        Stmt::Analyze(it) => tables_and_columns(it.table_and_columns_list(), place),
        Stmt::Vacuum(it) => tables_and_columns(it.table_and_columns_list(), place),
        Stmt::Cluster(it) => it
            .table_name_ref()
            .and_then(|it| uses(&it, place))
            .into_iter()
            .collect(),
        Stmt::Refresh(it) => need(Kind::MaterializedView, it.view_ref(), place)
            .into_iter()
            .collect(),
        Stmt::Reindex(it) => match it.reindex_target() {
            Some(ast::ReindexTarget::ReindexTargetTable(it)) => {
                it.table_name_ref().and_then(|it| uses(&it, place))
            }
            Some(ast::ReindexTarget::ReindexTargetIndex(it)) => {
                need(Kind::Index, it.index_ref(), place)
            }
            _ => None,
        }
        .into_iter()
        .collect(),
        Stmt::Copy(it) => match it.copy_table() {
            Some(table) => {
                let given = table.table_name_ref()?;
                let columns = table.column_ref_list();
                let columns = columns.into_iter().flat_map(|list| list.column_name_refs());
                let effect = Effect::Uses {
                    relation: path(&given)?,
                    columns: columns.map(|it| place.name(&it)).collect(),
                };
                vec![place.at(given.syntax(), effect)]
            }
            None => super::query::read(it.syntax(), &[], place).effects(it.syntax(), place),
        },
        _ => return None,
    };
    Some(effects)
}

fn tables_and_columns(
    list: Option<ast::TableAndColumnsList>,
    place: Place<'_>,
) -> Vec<Located<Effect>> {
    list.into_iter()
        .flat_map(|list| list.table_and_columnss())
        .filter_map(|item| {
            let given = item.table_relation_name()?;
            let columns = item.column_ref_list();
            let columns = columns.into_iter().flat_map(|list| list.column_name_refs());
            let effect = Effect::Uses {
                relation: path(&given)?,
                columns: columns.map(|it| place.name(&it)).collect(),
            };
            Some(place.at(given.syntax(), effect))
        })
        .collect()
}

fn schemas(given: impl Iterator<Item = ast::SchemaRef>, place: Place<'_>) -> Vec<Located<Effect>> {
    given
        .filter(|it| name(it) != "current_schema")
        .filter_map(|it| named(Kind::Schema, Some(it), None, place))
        .collect()
}

fn uses(given: &impl AstNode, place: Place<'_>) -> Option<Located<Effect>> {
    let effect = Effect::Uses {
        relation: path(given)?,
        columns: Vec::new(),
    };
    Some(place.at(given.syntax(), effect))
}

fn column(given: &ast::QualifiedColumnNameRef, place: Place<'_>) -> Option<Located<Effect>> {
    let (table, column) = column_path(given)?;
    let effect = Effect::Uses {
        relation: table?,
        columns: vec![place.at(given.syntax(), column)],
    };
    Some(place.at(given.syntax(), effect))
}

fn is_built_in(given: &ast::TypeNameRef) -> bool {
    path(given).is_none_or(|path| super::types::is_built_in(&path))
}

/// Something with a qualified name.
fn need<N: AstNode>(kind: Kind, given: Option<N>, place: Place<'_>) -> Option<Located<Effect>> {
    let given = given?;
    let effect = Effect::Needs {
        kind,
        path: path(&given)?,
        on: None,
    };
    Some(place.at(given.syntax(), effect))
}

/// Something with a plain name.
fn named<N: AstNode>(
    kind: Kind,
    given: Option<N>,
    on: Option<Path>,
    place: Place<'_>,
) -> Option<Located<Effect>> {
    let given = given?;
    let effect = Effect::Needs {
        kind,
        path: Path {
            schema: None,
            name: name(&given),
        },
        on,
    };
    Some(place.at(given.syntax(), effect))
}

/// Something of a table, whose name squawk reads as a path.
fn last_named<N: AstNode>(
    kind: Kind,
    given: Option<N>,
    on: Path,
    place: Place<'_>,
) -> Option<Located<Effect>> {
    let given = given?;
    let effect = Effect::Needs {
        kind,
        path: Path {
            schema: None,
            name: path(&given)?.name,
        },
        on: Some(on),
    };
    Some(place.at(given.syntax(), effect))
}
