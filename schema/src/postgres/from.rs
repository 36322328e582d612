//! What a `FROM` clause brings into scope: tables, subqueries, functions, `WITH` queries.

use squawk_syntax::SyntaxKind as K;
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::names::{name, path};
use super::query::Walk;
use super::scope::{Scope, Source};
use super::view;
use crate::effect::{Name, Path};

impl Walk<'_> {
    /// Returns the `WITH` query of this name, the innermost one.
    fn common(&self, path: &Path) -> Option<&(Name, Option<Vec<Name>>)> {
        let mut common = self.common.iter().rev();
        common.find(|(name, _)| path.schema.is_none() && *name == path.name)
    }

    /// Takes down a relation, unless it is a `WITH` query.
    pub(super) fn relation(&mut self, node: &impl AstNode) -> Option<Path> {
        let path = path(node)?;
        if self.common(&path).is_some() || is_catalogue(&path) {
            return None;
        }
        if !self.found.relations.iter().any(|it| it.value == path) {
            let located = self.place.at(node.syntax(), path.clone());
            self.found.relations.push(located);
        }
        Some(path)
    }

    /// Takes down what a `FROM` clause, or a part of one, brings into scope.
    pub(super) fn sources(&mut self, node: &SyntaxNode, scope: &mut Scope) {
        for child in node.children() {
            match child.kind() {
                K::RELATION_FROM_ITEM => {
                    let Some(item) = ast::RelationFromItem::cast(child) else {
                        continue;
                    };
                    let Some(given) = item.relation_name_ref() else {
                        continue;
                    };
                    let own = path(&given);
                    let common = own.as_ref().and_then(|own| self.common(own));
                    let columns = common.and_then(|(_, columns)| columns.clone());
                    let own = own.map(|it| it.name);
                    let relation = self.relation(&given);
                    let alias = item.alias();
                    let renames = alias.as_ref().is_some_and(|it| it.columns().is_some());
                    let alias = alias.and_then(|it| it.name()).map(|it| name(&it));
                    scope.sources.push(match relation {
                        Some(relation) if !renames => Source::table(Some(relation), alias),
                        _ => Source::derived(alias.or(own), columns.filter(|_| !renames)),
                    });
                }
                K::FUNCTION_FROM_ITEM
                | K::EXPR_FROM_ITEM
                | K::ROWS_FROM_ITEM
                | K::JSON_TABLE_FROM_ITEM
                | K::XML_TABLE_FROM_ITEM
                | K::GRAPH_TABLE_FROM_ITEM => {
                    scope.sources.push(Source::derived(alias_of(&child), None));
                }
                K::PAREN_FROM_ITEM => {
                    scope.sources.extend(parenthesized(&child));
                    self.sources(&child, scope);
                    // It does not see what stands beside it.
                    if is_plain_subquery(&child) {
                        self.children(&child);
                    }
                }
                K::JOIN_USING_CLAUSE => {
                    self.joined(&child, scope);
                    // `USING (...) AS alias` names the joined columns.
                    let clause = ast::JoinUsingClause::cast(child);
                    if let Some(alias) = clause.and_then(|it| it.alias()?.name()) {
                        scope
                            .sources
                            .push(Source::derived(Some(name(&alias)), None));
                    }
                }
                K::PAREN_SELECT | K::ON_CLAUSE => {}
                _ => self.sources(&child, scope),
            }
        }
    }

    /// The columns of a `USING`, which the relation before it has to have.
    fn joined(&mut self, clause: &SyntaxNode, scope: &Scope) {
        let joined = clause.prev_sibling();
        if joined.is_none_or(|it| it.kind() != K::RELATION_FROM_ITEM) {
            return;
        }
        let Some(table) = scope.sources.last().and_then(Source::as_table) else {
            return;
        };
        for column in clause.descendants().filter_map(ast::ColumnNameRef::cast) {
            let column = self.place.name(&column);
            self.uses(vec![table.clone()], column);
        }
    }
}

/// The columns of a `WITH` query, if they are known.
pub(super) fn columns_of(table: &ast::WithTable) -> Option<Vec<Name>> {
    let has_more = table.search_clause().is_some() || table.cycle_clause().is_some();
    if has_more || table.column_list().is_some() {
        return None;
    }
    let query = table.query()?.syntax().clone();
    view::certain_columns(&ast::SelectVariant::cast(query)?)
}

/// A subquery as a source, or the alias of joins in parentheses.
fn parenthesized(node: &SyntaxNode) -> Option<Source> {
    let item = ast::ParenFromItem::cast(node.clone())?;
    let alias = item.alias();
    let called = alias.as_ref().and_then(|it| it.name()).map(|it| name(&it));
    let Some(query) = item.paren_select() else {
        return alias.map(|_| Source::derived(called, None));
    };
    let renames = alias.is_some_and(|it| it.columns().is_some());
    let columns = view::certain_columns(&ast::SelectVariant::ParenSelect(query));
    Some(Source::derived(called, columns.filter(|_| !renames)))
}

/// Whether something in a `FROM` clause is a subquery that sees nothing beside it.
pub(super) fn is_plain_subquery(node: &SyntaxNode) -> bool {
    ast::ParenFromItem::cast(node.clone())
        .is_some_and(|item| item.paren_select().is_some() && item.lateral_token().is_none())
}

/// Whether a relation is one of the database's own.
fn is_catalogue(path: &Path) -> bool {
    match path.schema.as_deref() {
        Some(schema) => schema == "information_schema" || schema.starts_with("pg_"),
        None => path.name.starts_with("pg_"),
    }
}

fn alias_of(node: &SyntaxNode) -> Option<Name> {
    let alias = node.children().find_map(ast::FromAlias::cast)?;
    alias.name().map(|it| name(&it))
}
