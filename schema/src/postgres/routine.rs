//! Functions, procedures and aggregates.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, name, path, tokens};
use super::{canonical, plpgsql, types};
use crate::effect::{Effect, Kind, Located, Name, NewRoutine};

/// Reads `CREATE FUNCTION`.
pub(super) fn function(node: &ast::CreateFunction, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.name()?;
    let routine = NewRoutine {
        kind: Kind::Function,
        path: path(&given)?,
        signature: node.param_list().map(|it| signature(&it))?,
        or_replace: node.or_replace().is_some(),
        if_not_exists: false,
        definition: definition(node, &given),
        runs: plpgsql::routine(
            body_text(node.option_list()).as_deref(),
            || node.plpgsql(),
            || node.sql_body(),
            &node
                .param_list()
                .map(|it| argument_names(&it))
                .unwrap_or_default(),
            node.syntax(),
            place,
        ),
    };
    Some(place.at(given.syntax(), Effect::CreateRoutine(routine)))
}

/// Reads `CREATE PROCEDURE`.
pub(super) fn procedure(node: &ast::CreateProcedure, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.name()?;
    let routine = NewRoutine {
        kind: Kind::Procedure,
        path: path(&given)?,
        signature: node.param_list().map(|it| signature(&it))?,
        or_replace: node.or_replace().is_some(),
        if_not_exists: false,
        definition: definition(node, &given),
        runs: plpgsql::routine(
            body_text(node.option_list()).as_deref(),
            || node.plpgsql(),
            || node.sql_body(),
            &node
                .param_list()
                .map(|it| argument_names(&it))
                .unwrap_or_default(),
            node.syntax(),
            place,
        ),
    };
    Some(place.at(given.syntax(), Effect::CreateRoutine(routine)))
}

/// Reads `CREATE AGGREGATE`.
pub(super) fn aggregate(node: &ast::CreateAggregate, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.aggregate_name()?;
    let routine = NewRoutine {
        kind: Kind::Aggregate,
        path: path(&given)?,
        signature: node
            .param_list()
            .map(|it| signature(&it))
            .unwrap_or_default(),
        or_replace: node.or_replace().is_some(),
        if_not_exists: false,
        definition: definition(node, &given),
        runs: Vec::new(),
    };
    Some(place.at(given.syntax(), Effect::CreateRoutine(routine)))
}

/// Returns the types of the arguments that tell a routine from others of its name.
pub(super) fn signature(parameters: &ast::ParamList) -> String {
    let mut signature = String::new();
    for parameter in parameters.all_params() {
        if let Some(ast::ParamMode::ParamOut(_)) = parameter.mode() {
            continue;
        }
        let spelled = match parameter.func_type() {
            Some(data_type) => types::spelled(data_type.syntax()),
            // `f(integer)`: a type alone may be read as a name.
            None => canonical::text(parameter.syntax()),
        };
        if !signature.is_empty() {
            signature.push(',');
        }
        // The length of a type is no part of a signature.
        match spelled.split_once('(') {
            Some((base, rest)) => {
                signature.push_str(base);
                signature.push_str(rest.split_once(')').map_or("", |(_, rest)| rest));
            }
            None => signature.push_str(&spelled),
        }
    }
    signature
}

/// Returns the text of a routine's body, if it is a string.
fn body_text(options: Option<ast::FuncOptionList>) -> Option<String> {
    options?.options().find_map(|option| match option {
        ast::FuncOption::AsFuncOption(it) => match it.as_func_target()? {
            ast::AsFuncTarget::AsDefinition(it) => it.literal()?.string_value(),
            // Compiled code: nobody knows, and nobody changes a schema in it.
            ast::AsFuncTarget::AsObjFile(_) => Some(String::new()),
        },
        _ => None,
    })
}

/// Returns the names of a routine's arguments, which may hide columns in its body.
fn argument_names(parameters: &ast::ParamList) -> Vec<Name> {
    parameters
        .all_params()
        .filter_map(|parameter| parameter.name().map(|it| name(&it)))
        .collect()
}

/// What follows a routine's name, without blanks that differ only in number.
fn definition(node: &impl AstNode, given: &impl AstNode) -> String {
    let mut definition = String::new();
    let after = given.syntax().text_range().end();
    for token in tokens(node.syntax()).filter(|token| token.text_range().start() >= after) {
        for word in token.text().split_whitespace() {
            if !definition.is_empty() {
                definition.push(' ');
            }
            definition.push_str(word);
        }
    }
    definition
}
