//! Views: `CREATE VIEW`, `CREATE MATERIALIZED VIEW`, and what columns a query gives.

use squawk_syntax::SyntaxKind::IDENT;
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::column_name::ColumnName;

use super::names::{Place, cut, name, path, tokens};
use super::{canonical, query};
use crate::effect::{Effect, Located, Name, NewView};

/// Reads `CREATE VIEW`.
pub(super) fn create(node: &ast::CreateView, place: Place<'_>) -> Option<Vec<Located<Effect>>> {
    let given = node.view()?;
    let query = node.query()?;
    let view = NewView {
        path: path(&given)?,
        materialized: false,
        or_replace: node.or_replace().is_some(),
        if_not_exists: false,
        columns: columns(node.column_list(), &query),
        reads: Vec::new(),
        mentions: Vec::new(),
        query: text(&query, node.with_params(), node.with_check_option()),
    };
    Some(finish(view, &given, &query, place))
}

/// Reads `CREATE MATERIALIZED VIEW`.
pub(super) fn create_materialized(
    node: &ast::CreateMaterializedView,
    place: Place<'_>,
) -> Option<Vec<Located<Effect>>> {
    let given = node.view()?;
    let query = node.query()?;
    let view = NewView {
        path: path(&given)?,
        materialized: true,
        or_replace: false,
        if_not_exists: node.if_not_exists().is_some(),
        columns: columns(node.column_list(), &query),
        reads: Vec::new(),
        mentions: Vec::new(),
        query: text(&query, node.with_params(), None),
    };
    Some(finish(view, &given, &query, place))
}

fn finish(
    mut view: NewView,
    given: &ast::View,
    query: &ast::SelectVariant,
    place: Place<'_>,
) -> Vec<Located<Effect>> {
    let read = query::read(query.syntax(), &[], place);
    view.reads = read.relations;
    view.mentions = mentions(query.syntax());
    let mut effects = read.columns;
    effects.push(place.at(given.syntax(), Effect::CreateView(view)));
    effects
}

fn text(
    query: &ast::SelectVariant,
    parameters: Option<ast::WithParams>,
    check: Option<ast::WithCheckOption>,
) -> String {
    let mut text = canonical::text(query.syntax());
    let parameters = parameters.map(|it| it.syntax().clone());
    for node in parameters
        .into_iter()
        .chain(check.map(|it| it.syntax().clone()))
    {
        text.push(' ');
        text.push_str(&canonical::text(&node));
    }
    text
}

fn columns(list: Option<ast::ColumnList>, query: &ast::SelectVariant) -> Option<Vec<Name>> {
    let given: Vec<Name> = list
        .into_iter()
        .flat_map(|list| list.column_names())
        .map(|it| name(&it))
        .collect();
    let Some(mut columns) = output_columns(query) else {
        return (!given.is_empty()).then_some(given);
    };
    for (column, given) in columns.iter_mut().zip(given) {
        *column = given;
    }
    Some(columns)
}

/// Returns the names of the columns that a query gives; `None` if they are not known (`*`).
pub(super) fn output_columns(query: &ast::SelectVariant) -> Option<Vec<Name>> {
    let first = match query {
        ast::SelectVariant::CompoundSelect(it) => return output_columns(&it.lhs()?),
        ast::SelectVariant::ParenSelect(it) => return output_columns(&it.select()?),
        ast::SelectVariant::Table(_) => return None,
        ast::SelectVariant::Values(it) => {
            let width = it.row_list()?.rows().next()?.exprs().count();
            return Some(
                (1..=width)
                    .map(|number| format!("column{number}"))
                    .collect(),
            );
        }
        ast::SelectVariant::Select(_) | ast::SelectVariant::SelectInto(_) => query.target_list()?,
    };
    first
        .targets()
        .map(|target| {
            if let Some(ast::Expr::FieldExpr(it)) = target.expr()
                && it.star_token().is_some()
            {
                return None;
            }
            result_name(target)
        })
        .collect()
}

/// Returns the name of one result of a query.
pub(super) fn result_name(target: ast::Target) -> Option<Name> {
    let (column, _) = ColumnName::from_target(target)?;
    column.to_string().map(cut)
}

/// Returns the columns that a query gives if their names leave no doubt: those of columns, of
/// functions and after `AS`.
pub(super) fn certain_columns(query: &ast::SelectVariant) -> Option<Vec<Name>> {
    match query {
        ast::SelectVariant::CompoundSelect(it) => return certain_columns(&it.lhs()?),
        ast::SelectVariant::ParenSelect(it) => return certain_columns(&it.select()?),
        _ => {}
    }
    let is_certain = |target: ast::Target| {
        target.as_name().is_some()
            || match target.expr() {
                Some(ast::Expr::NameRef(_)) => true,
                Some(ast::Expr::FieldExpr(it)) => it.star_token().is_none(),
                Some(ast::Expr::CallExpr(it)) => it.expr().is_some(),
                _ => false,
            }
    };
    let mut targets = query.target_list()?.targets();
    targets.all(is_certain).then(|| output_columns(query))?
}

/// Returns every name in a query, each once.
fn mentions(node: &SyntaxNode) -> Vec<Name> {
    let mut names: Vec<Name> = tokens(node)
        .filter(|token| token.kind() == IDENT || token.kind().is_keyword())
        .map(|token| match token.text().strip_prefix('"') {
            Some(rest) => cut(rest.trim_end_matches('"').replace("\"\"", "\"")),
            None => cut(token.text().to_ascii_lowercase()),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}
