//! Where names without a schema are looked up: `SET search_path` and what does the same.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, name, path};
use super::query;
use crate::effect::{Effect, Located, Name};

/// Reads `SET`; other settings than the search path do not matter.
pub(super) fn set(node: &ast::Set, place: Place<'_>) -> Option<Located<Effect>> {
    let local = matches!(node.set_scope(), Some(ast::SetScope::LocalScope(_)));
    let schemas = match node.set_target()? {
        ast::SetTarget::SetSchemaValue(it) => vec![it.literal()?.string_value()?],
        ast::SetTarget::SetConfig(it) if is_search_path(it.config_parameter_ref()) => {
            match it.config_assignment()? {
                ast::ConfigAssignment::ToConfigValue(it) => values(&it),
                ast::ConfigAssignment::FromCurrent(_) => return None,
            }
        }
        _ => return None,
    };
    Some(place.at(node.syntax(), Effect::SearchPath { schemas, local }))
}

/// Reads `RESET`.
pub(super) fn reset(node: &ast::Reset, place: Place<'_>) -> Option<Located<Effect>> {
    let matters = match node.reset_target()? {
        ast::ResetTarget::All(_) => true,
        ast::ResetTarget::ConfigParameterRef(it) => is_search_path(Some(it)),
        _ => false,
    };
    let effect = Effect::SearchPath {
        schemas: default(),
        local: false,
    };
    matters.then(|| place.at(node.syntax(), effect))
}

/// Finds `SELECT set_config('search_path', ...)` in a query.
pub(super) fn set_config(node: &SyntaxNode, place: Place<'_>) -> Option<Located<Effect>> {
    let call = node
        .descendants()
        .filter_map(ast::CallExpr::cast)
        .find(|call| query::callee(call).is_some_and(|it| it.name == "set_config"))?;
    let literals: Vec<ast::Literal> = call
        .arg_list()?
        .syntax()
        .descendants()
        .filter_map(ast::Literal::cast)
        .collect();
    let [parameter, value, is_local] = literals.as_slice() else {
        return None;
    };
    if parameter.string_value()? != "search_path" {
        return None;
    }
    let effect = Effect::SearchPath {
        schemas: split(&value.string_value()?),
        local: matches!(is_local.kind(), Some(ast::LitKind::True(_))),
    };
    Some(place.at(node, effect))
}

fn is_search_path(parameter: Option<ast::ConfigParameterRef>) -> bool {
    parameter
        .as_ref()
        .and_then(path)
        .is_some_and(|path| path.name == "search_path")
}

/// `DEFAULT` is the server's own, which is taken to be `public`.
fn values(node: &ast::ToConfigValue) -> Vec<Name> {
    let values: Vec<Name> = node
        .config_values()
        .flat_map(|value| match value {
            ast::ConfigValue::ConfigValueName(it) => vec![name(&it)],
            // A string is one name, with commas or without.
            ast::ConfigValue::Literal(it) => it.string_value().into_iter().collect(),
            ast::ConfigValue::PrefixExpr(_) => Vec::new(),
        })
        .filter(|name| name != "$user" && !name.is_empty())
        .collect();
    let is_default = node.syntax().text().to_string().to_ascii_lowercase();
    if values.is_empty() && is_default.contains("default") {
        return default();
    }
    values
}

fn split(list: &str) -> Vec<Name> {
    list.split(',')
        .map(|name| name.trim().trim_matches('"'))
        .filter(|name| !name.is_empty() && *name != "$user")
        .map(str::to_owned)
        .collect()
}

fn default() -> Vec<Name> {
    vec!["public".to_owned()]
}
