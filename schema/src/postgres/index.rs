//! `CREATE INDEX`, and what PostgreSQL names an index or a constraint after.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::canonical;
use super::names::{Place, columns_in, is_system_column, name, path};
use crate::effect::{Effect, Located, Name, NewIndex};

/// Reads `CREATE INDEX`.
pub(super) fn create(node: &ast::CreateIndex, place: Place<'_>) -> Option<Located<Effect>> {
    let relation = node.table_relation_name()?;
    let given = node.index();
    let keys: Vec<_> = node.partition_item_list()?.partition_items().collect();
    let included: Vec<_> = node
        .index_include_clause()
        .and_then(|clause| clause.partition_item_list())
        .into_iter()
        .flat_map(|list| list.partition_items())
        .collect();
    let mut columns: Vec<Located<Name>> = Vec::new();
    let predicate = node.where_clause().map(|it| it.syntax().clone());
    let mentioning = keys.iter().chain(&included).map(|it| it.syntax().clone());
    for node in mentioning.chain(predicate) {
        for (column, at) in columns_of(&node) {
            if !is_system_column(&column) && !columns.iter().any(|it| it.value == column) {
                columns.push(place.at(&at, column));
            }
        }
    }
    let naming = keys.iter().chain(&included);
    let index = NewIndex {
        name: given.as_ref().and_then(path).map(|path| path.name),
        table: path(&relation)?,
        if_not_exists: node.if_not_exists().is_some(),
        unique: node.unique_token().is_some(),
        parts: keys.iter().map(part).collect(),
        columns,
        naming: numbered(
            naming
                .map(|item| {
                    let figured = item.expr().as_ref().and_then(figured_name);
                    figured.unwrap_or_else(|| "expr".to_owned())
                })
                .collect(),
        ),
        details: details(node),
    };
    Some(match &given {
        Some(given) => place.at(given.syntax(), Effect::CreateIndex(index)),
        None => place.at(node.syntax(), Effect::CreateIndex(index)),
    })
}

/// The columns of an index's part; the operator class and collation are no columns.
fn columns_of(node: &SyntaxNode) -> Vec<(Name, SyntaxNode)> {
    match ast::PartitionItem::cast(node.clone()).and_then(|item| item.expr()) {
        Some(expression) => columns_in(expression.syntax()),
        None => columns_in(node),
    }
}

/// Returns a part of an index in one spelling; what is the default is left out.
fn part(item: &ast::PartitionItem) -> String {
    let mut text = item
        .expr()
        .map(|expression| canonical::text(expression.syntax()))
        .unwrap_or_default();
    if let Some(collate) = item.collate() {
        text = format!("{text} {}", canonical::text(collate.syntax()));
    }
    if let Some(class) = item.op_class_ref() {
        text = format!("{text} {}", canonical::text(class.syntax()));
    }
    let is_descending = matches!(item.sort_order(), Some(ast::SortOrder::SortDesc(_)));
    if is_descending {
        text.push_str(" desc");
    }
    match (is_descending, item.nulls_order()) {
        (false, Some(ast::NullsOrder::NullsFirst(_))) => text.push_str(" nulls first"),
        (true, Some(ast::NullsOrder::NullsLast(_))) => text.push_str(" nulls last"),
        _ => {}
    }
    text
}

fn details(node: &ast::CreateIndex) -> String {
    let mut details = Vec::new();
    let mut add = |node: Option<SyntaxNode>| {
        if let Some(node) = node {
            details.push(canonical::text(&node));
        }
    };
    add(node
        .using_method()
        .map(|it| it.syntax().clone())
        .filter(|it| canonical::text(it) != "using btree"));
    add(node.index_include_clause().map(|it| it.syntax().clone()));
    if let Some(ast::NullsDistinctOption::NullsNotDistinct(it)) = node.nulls_distinct_option() {
        add(Some(it.syntax().clone()));
    }
    add(node.with_params().map(|it| it.syntax().clone()));
    add(node.where_clause().map(|it| it.syntax().clone()));
    details.join(" ")
}

/// Returns the name that PostgreSQL gives an expression (its `FigureIndexColname`): that of the
/// column, of the function, or of the type that it is cast to. `None` where it says `expr`.
pub(super) fn figured_name(expression: &ast::Expr) -> Option<Name> {
    match expression {
        ast::Expr::NameRef(it) => Some(name(it)),
        ast::Expr::FieldExpr(it) => it.field().map(|it| name(&it)),
        ast::Expr::ParenExpr(it) => figured_name(&it.expr()?),
        ast::Expr::IndexExpr(it) => figured_name(&it.base()?),
        ast::Expr::SliceExpr(it) => figured_name(&it.base()?),
        ast::Expr::Collate(it) => figured_name(&it.expr()?),
        ast::Expr::CallExpr(it) => called_name(it),
        ast::Expr::CastExpr(it) => {
            let inner = it.expr().as_ref().and_then(figured_name);
            inner.or_else(|| type_name(&it.ty()?))
        }
        ast::Expr::CaseExpr(it) => {
            let last = it.else_clause().and_then(|it| it.expr());
            let named = last.as_ref().and_then(figured_name);
            Some(named.unwrap_or_else(|| "case".to_owned()))
        }
        ast::Expr::ArrayExpr(_) => Some("array".to_owned()),
        ast::Expr::TupleExpr(_) => Some("row".to_owned()),
        _ => None,
    }
}

fn called_name(call: &ast::CallExpr) -> Option<Name> {
    match call.expr() {
        Some(ast::Expr::NameRef(it)) => Some(name(&it)),
        Some(ast::Expr::FieldExpr(it)) => it.field().map(|it| name(&it)),
        // `extract(...)`, `substring(...)` and the like are nodes of their own.
        _ => {
            let first = call.syntax().first_token()?;
            Some(first.text().to_ascii_lowercase())
        }
    }
}

fn type_name(data_type: &ast::Type) -> Option<Name> {
    // The name as the catalogue has it, which is not the one that SQL prints.
    let spelled = super::types::spelled(data_type.syntax());
    let base = spelled.split(['(', '[']).next()?;
    Some(
        match base {
            "integer" => "int4",
            "bigint" => "int8",
            "smallint" => "int2",
            "boolean" => "bool",
            "real" => "float4",
            "double precision" => "float8",
            "char" => "bpchar",
            other => other.rsplit('.').next()?,
        }
        .to_owned(),
    )
}

/// Numbers what is there twice, as PostgreSQL does: `expr`, `expr1`, `expr2`.
pub(super) fn numbered(names: Vec<Name>) -> Vec<Name> {
    let mut done: Vec<Name> = Vec::with_capacity(names.len());
    for name in names {
        let mut candidate = name.clone();
        let mut number = 0;
        while done.contains(&candidate) {
            number += 1;
            candidate = format!("{name}{number}");
        }
        done.push(candidate);
    }
    done
}
