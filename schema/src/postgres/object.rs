//! Things with a name and a definition: schemas, extensions, triggers, policies, rules and the rest.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, is_callee, is_system_column, name, name_of, path};
use super::{canonical, query};
use crate::effect::{Effect, Kind, Located, NewObject, NewTrigger, Path};

/// Reads `CREATE SCHEMA`, without what stands inside it.
pub(super) fn schema(node: &ast::CreateSchema, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.schema_name()?;
    let plain = Path {
        schema: None,
        name: name_of(&given),
    };
    let mut object = object(Kind::Schema, plain);
    object.if_not_exists = node.if_not_exists().is_some();
    Some(place.at(&given, Effect::CreateObject(object)))
}

/// Reads `CREATE EXTENSION`.
pub(super) fn extension(node: &ast::CreateExtension, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.extension()?;
    let mut object = object(Kind::Extension, plain(&given));
    object.if_not_exists = node.if_not_exists().is_some();
    Some(place.at(given.syntax(), Effect::CreateObject(object)))
}

/// Returns the columns of `old` and `new` that a trigger's `WHEN` asks for.
pub(super) fn asked_by_trigger(
    node: &ast::CreateTrigger,
    place: Place<'_>,
) -> Vec<Located<Effect>> {
    let table = node.on_relation().as_ref().and_then(path);
    let (Some(table), Some(condition)) = (table, node.when_condition()) else {
        return Vec::new();
    };
    let mut columns = Vec::new();
    let mut effects = Vec::new();
    for field in condition
        .syntax()
        .descendants()
        .filter_map(ast::FieldExpr::cast)
    {
        let (Some(ast::Expr::NameRef(row)), Some(column)) = (field.base(), field.field()) else {
            continue;
        };
        let is_plain = field.star_token().is_none()
            && !is_callee(field.syntax())
            && !field
                .syntax()
                .parent()
                .is_some_and(|it| ast::FieldExpr::can_cast(it.kind()));
        match name(&row).as_str() {
            _ if !is_plain => {}
            "old" | "new" if is_system_column(&name(&column)) => {}
            "old" | "new" => columns.push(place.name(&column)),
            other => effects.push(place.at(
                row.syntax(),
                Effect::NotInScope {
                    name: other.to_owned(),
                    column_of: None,
                    known: vec!["old".to_owned(), "new".to_owned()],
                },
            )),
        }
    }
    if let Some(first) = columns.first() {
        effects.push(Located {
            at: first.at.clone(),
            value: Effect::Uses {
                relation: table,
                columns,
            },
        });
    }
    effects
}

/// Reads `CREATE TRIGGER`.
pub(super) fn trigger(node: &ast::CreateTrigger, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.trigger()?;
    let calls = node.call_expr().and_then(|call| query::callee(&call));
    let columns = node
        .trigger_event_list()
        .into_iter()
        .flat_map(|list| list.trigger_events())
        .filter_map(|event| match event {
            ast::TriggerEvent::TriggerEventUpdate(it) => Some(it),
            _ => None,
        })
        .flat_map(|event| event.column_name_refs())
        .map(|column| place.name(&column))
        .collect();
    let on = node.on_relation()?;
    let trigger = NewTrigger {
        name: name(&given),
        schema: None,
        table: path(&on)?,
        or_replace: node.or_replace().is_some(),
        if_not_exists: false,
        calls,
        columns,
        definition: rest(node.syntax(), &[given.syntax(), on.syntax()]),
    };
    Some(place.at(given.syntax(), Effect::CreateTrigger(trigger)))
}

/// Reads `CREATE POLICY`.
pub(super) fn policy(node: &ast::CreatePolicy, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.policy()?;
    let on = node.on_table()?;
    let mut object = object(Kind::Policy, plain(&given));
    object.on = path(&on);
    object.definition = rest(node.syntax(), &[given.syntax(), on.syntax()]);
    Some(place.at(given.syntax(), Effect::CreateObject(object)))
}

/// Reads `CREATE RULE`.
pub(super) fn rule(node: &ast::CreateRule, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.rule()?;
    let on = node.rule_on()?.relation_name_ref()?;
    let mut object = object(Kind::Rule, plain(&given));
    object.on = path(&on);
    object.or_replace = node.or_replace().is_some();
    object.definition = rest(node.syntax(), &[given.syntax()]);
    Some(place.at(given.syntax(), Effect::CreateObject(object)))
}

/// Reads `CREATE STATISTICS`.
pub(super) fn statistics(
    node: &ast::CreateStatistics,
    place: Place<'_>,
) -> Option<Located<Effect>> {
    // Without a name the database makes one up, and nothing can ask for it.
    let given = node.statistics()?;
    let mut object = object(Kind::Statistics, path(&given)?);
    object.on = node.from_table().as_ref().and_then(path);
    object.if_not_exists = node.if_not_exists().is_some();
    object.definition = rest(node.syntax(), &[given.syntax()]);
    Some(place.at(given.syntax(), Effect::CreateObject(object)))
}

/// Reads `CREATE COLLATION`.
pub(super) fn collation(node: &ast::CreateCollation, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.collation()?;
    let mut object = object(Kind::Collation, path(&given)?);
    object.if_not_exists = node.if_not_exists().is_some();
    object.definition = rest(node.syntax(), &[given.syntax()]);
    Some(place.at(given.syntax(), Effect::CreateObject(object)))
}

fn object(kind: Kind, path: Path) -> NewObject {
    NewObject {
        kind,
        path,
        on: None,
        or_replace: false,
        if_not_exists: false,
        definition: String::new(),
    }
}

fn plain(node: &impl AstNode) -> Path {
    Path {
        schema: None,
        name: name(node),
    }
}

/// The statement without its name, in one spelling.
fn rest(node: &SyntaxNode, without: &[&SyntaxNode]) -> String {
    let without: Vec<SyntaxNode> = without.iter().map(|&node| node.clone()).collect();
    canonical::text_without(node, &without)
}
