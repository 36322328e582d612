//! Queries and changes of data: which relations and columns they take for granted.
//!
//! A column is only said to be used where it is certain which relations it can come from: in a
//! scope of plain tables. One subquery, function or `WITH` query among them, and its columns are
//! anybody's.

use std::ops::Range;

use squawk_syntax::SyntaxKind as K;
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::from::{columns_of, is_plain_subquery};
use super::names::{Place, is_callee, is_system_column, name, path, plain_column};
use super::scope::{Meaning, Scope, Source};
use super::{types, view};
use crate::effect::{Effect, Kind, Located, Name, Path};

/// What a query takes for granted.
#[derive(Default)]
pub(super) struct Read {
    /// The relations, in order, each once.
    pub(super) relations: Vec<Located<Path>>,
    /// The columns: `Uses` and `UsesAny`.
    pub(super) columns: Vec<Located<Effect>>,
    /// The types that it casts to and are not built in, each once.
    pub(super) types: Vec<Located<Path>>,
    /// The functions that it calls, each once.
    pub(super) calls: Vec<Path>,
}

impl Read {
    /// Returns it as effects of the statement `node`.
    pub(super) fn effects(self, node: &SyntaxNode, place: Place<'_>) -> Vec<Located<Effect>> {
        let mut effects: Vec<Located<Effect>> = self
            .relations
            .into_iter()
            .map(|Located { at, value }| Located {
                at,
                value: Effect::Uses {
                    relation: value,
                    columns: Vec::new(),
                },
            })
            .collect();
        effects.extend(self.columns);
        effects.extend(self.types.into_iter().map(|Located { at, value }| Located {
            at,
            value: Effect::Needs {
                kind: Kind::Type,
                path: value,
                on: None,
            },
        }));
        if !self.calls.is_empty() {
            effects.push(place.at(node, Effect::Calls(self.calls)));
        }
        effects
    }
}

/// Reads a query, an `INSERT`, `UPDATE`, `DELETE` or `MERGE`, or anything that holds them;
/// `variables` are names that are no columns.
pub(super) fn read(node: &SyntaxNode, variables: &[Name], place: Place<'_>) -> Read {
    let mut walk = Walk {
        place,
        variables,
        common: Vec::new(),
        scopes: Vec::new(),
        sorts: None,
        found: Read::default(),
    };
    walk.visit(node);
    walk.found
}

/// Returns the name of the function that a call calls.
pub(super) fn callee(call: &ast::CallExpr) -> Option<Path> {
    match call.expr()? {
        ast::Expr::NameRef(it) => Some(Path {
            schema: None,
            name: name(&it),
        }),
        ast::Expr::FieldExpr(it) => {
            let ast::Expr::NameRef(schema) = it.base()? else {
                return None;
            };
            Some(Path {
                schema: Some(name(&schema)),
                name: name(&it.field()?),
            })
        }
        _ => None,
    }
}

/// The reading of one statement, from the outside in.
pub(super) struct Walk<'a> {
    pub(super) place: Place<'a>,
    pub(super) variables: &'a [Name],
    /// The `WITH` queries in force: their names, and their columns if they are known.
    pub(super) common: Vec<(Name, Option<Vec<Name>>)>,
    /// The scopes in force, the innermost last.
    pub(super) scopes: Vec<Scope>,
    /// How many scopes there are where a result is sorted or grouped, while that is read.
    pub(super) sorts: Option<usize>,
    pub(super) found: Read,
}

impl Walk<'_> {
    fn visit(&mut self, node: &SyntaxNode) {
        match node.kind() {
            K::SELECT | K::SELECT_INTO => self.with_queries(node, Self::select),
            K::INSERT => self.with_queries(node, Self::insert),
            K::UPDATE => self.with_queries(node, Self::update),
            K::DELETE => self.with_queries(node, Self::delete),
            K::MERGE => self.with_queries(node, Self::merge),
            K::TABLE => self.with_queries(node, |walk, node| {
                let relation = ast::Table::cast(node.clone()).and_then(|it| it.relation_name());
                if let Some(relation) = relation {
                    walk.relation(&relation);
                }
            }),
            K::COMPOUND_SELECT | K::PAREN_SELECT | K::VALUES => {
                self.with_queries(node, Self::children);
            }
            // What they sort by are the columns of the result.
            K::ORDER_BY_CLAUSE if is_of_compound(node) => {}
            K::ORDER_BY_CLAUSE | K::GROUP_BY_CLAUSE => {
                let outer = self.sorts.replace(self.scopes.len());
                self.children(node);
                self.sorts = outer;
            }
            K::NAME_REF => self.column(node),
            K::FIELD_EXPR => self.field(node),
            K::CALL_EXPR => {
                let called = ast::CallExpr::cast(node.clone()).as_ref().and_then(callee);
                if let Some(called) = called
                    && !self.found.calls.contains(&called)
                {
                    self.found.calls.push(called);
                }
                self.children(node);
            }
            K::PATH_TYPE => {
                let named = ast::PathType::cast(node.clone()).as_ref().and_then(path);
                if let Some(named) = named.filter(|it| !types::is_built_in(it))
                    && !self.found.types.iter().any(|it| it.value == named)
                {
                    let located = self.place.at(node, named);
                    self.found.types.push(located);
                }
            }
            // Its options are no columns.
            K::EXPLAIN => {
                let inner = ast::Explain::cast(node.clone()).and_then(|it| it.explain_stmt());
                if let Some(inner) = inner {
                    self.visit(inner.syntax());
                }
            }
            // Read with the sources.
            K::PAREN_FROM_ITEM if is_plain_subquery(node) => {}
            // They have scopes of their own.
            K::GRAPH_TABLE_FN | K::JSON_TABLE | K::XML_TABLE => {}
            _ => self.children(node),
        }
    }

    pub(super) fn children(&mut self, node: &SyntaxNode) {
        for child in node.children() {
            self.visit(&child);
        }
    }

    /// Reads the queries of a `WITH` first, and leaves their names in force for `rest`.
    fn with_queries(&mut self, node: &SyntaxNode, rest: impl Fn(&mut Self, &SyntaxNode)) {
        let before = self.common.len();
        let clause = with_clause(node);
        if let Some(clause) = clause {
            let named = clause
                .with_tables()
                .filter_map(|table| Some((name(&table.name()?), columns_of(&table))));
            self.common.extend(named);
            for table in clause.with_tables() {
                if let Some(query) = table.query() {
                    self.visit(query.syntax());
                }
            }
        }
        rest(self, node);
        self.common.truncate(before);
    }

    /// Visits what stands in a statement besides its `WITH`, in a scope.
    fn scoped(&mut self, scope: Scope, node: &SyntaxNode, without: &[K]) {
        self.scopes.push(scope);
        for child in node.children() {
            if child.kind() != K::WITH_CLAUSE && !without.contains(&child.kind()) {
                self.visit(&child);
            }
        }
        self.scopes.pop();
    }

    fn select(&mut self, node: &SyntaxNode) {
        let mut scope = Scope::default();
        for clause in node.children().filter(|it| it.kind() == K::FROM_CLAUSE) {
            self.sources(&clause, &mut scope);
        }
        let targets = node
            .children()
            .find_map(ast::SelectClause::cast)
            .and_then(|clause| clause.target_list());
        for target in targets.into_iter().flat_map(|list| list.targets()) {
            // A plain column means itself; any other result has a name of its own.
            let is_plain =
                target.as_name().is_none() && matches!(target.expr(), Some(ast::Expr::NameRef(_)));
            if !is_plain {
                scope.aliases.extend(view::result_name(target));
            }
        }
        self.scoped(scope, node, &[K::INTO_CLAUSE]);
    }

    fn insert(&mut self, node: &SyntaxNode) {
        let Some(insert) = ast::Insert::cast(node.clone()) else {
            return;
        };
        let Some(relation) = insert.relation_name_ref() else {
            return;
        };
        let target = self.relation(&relation);
        let alias = insert.alias().and_then(|it| it.name()).map(|it| name(&it));
        if let (Some(target), Some(list)) = (&target, insert.column_target_list()) {
            self.targets(target, list.column_targets());
        }
        if let Some(source) = insert.insert_source() {
            self.visit(source.syntax());
        }
        let mut scope = Scope::default();
        scope.sources.push(Source::table(target.clone(), alias));
        let rest = insert.on_conflict_clause().map(|it| it.syntax().clone());
        let returning = insert.returning_clause().map(|it| it.syntax().clone());
        for clause in rest.into_iter().chain(returning) {
            let mut scope = scope.clone();
            if clause.kind() == K::ON_CONFLICT_CLAUSE {
                scope.excluded.clone_from(&target);
            }
            self.assignments(&clause, target.as_ref());
            self.scopes.push(scope);
            self.visit(&clause);
            self.scopes.pop();
        }
    }

    fn update(&mut self, node: &SyntaxNode) {
        let Some(update) = ast::Update::cast(node.clone()) else {
            return;
        };
        let alias = update.alias().and_then(|it| it.name()).map(|it| name(&it));
        let target = update.relation_name().and_then(|it| self.relation(&it));
        if let Some(clause) = update.set_clause() {
            self.assignments(clause.syntax(), target.as_ref());
        }
        let mut scope = Scope::default();
        scope.sources.push(Source::table(target, alias));
        if let Some(clause) = update.from_clause() {
            self.sources(clause.syntax(), &mut scope);
        }
        self.scoped(scope, node, &[K::RELATION_NAME]);
    }

    fn delete(&mut self, node: &SyntaxNode) {
        let Some(delete) = ast::Delete::cast(node.clone()) else {
            return;
        };
        let alias = delete.alias().and_then(|it| it.name()).map(|it| name(&it));
        let target = delete.relation_name().and_then(|it| self.relation(&it));
        let mut scope = Scope::default();
        scope.sources.push(Source::table(target, alias));
        if let Some(clause) = delete.using_clause() {
            self.sources(clause.syntax(), &mut scope);
        }
        self.scoped(scope, node, &[K::RELATION_NAME]);
    }

    fn merge(&mut self, node: &SyntaxNode) {
        let Some(merge) = ast::Merge::cast(node.clone()) else {
            return;
        };
        let alias = merge.alias().and_then(|it| it.name()).map(|it| name(&it));
        let target = merge
            .table_relation_name()
            .and_then(|it| self.relation(&it));
        self.assignments(node, target.as_ref());
        let mut scope = Scope::default();
        scope.sources.push(Source::table(target, alias));
        if let Some(clause) = merge.using_on_clause() {
            self.sources(clause.syntax(), &mut scope);
        }
        self.scoped(scope, node, &[K::TABLE_RELATION_NAME]);
    }

    /// The columns that `SET` and `INSERT` clauses inside `node` write; not those of statements
    /// nested in it.
    fn assignments(&mut self, node: &SyntaxNode, target: Option<&Path>) {
        let Some(target) = target else {
            return;
        };
        for child in node.children() {
            match child.kind() {
                K::COLUMN_TARGET => {
                    self.targets(target, ast::ColumnTarget::cast(child).into_iter());
                }
                K::WITH_CLAUSE
                | K::FROM_CLAUSE
                | K::WHERE_CLAUSE
                | K::PAREN_SELECT
                | K::SET_EXPR => {}
                _ => self.assignments(&child, Some(target)),
            }
        }
    }

    fn targets(&mut self, relation: &Path, targets: impl Iterator<Item = ast::ColumnTarget>) {
        for given in targets.filter_map(|target| target.name()) {
            let column = self.place.name(&given);
            self.uses(vec![relation.clone()], column);
        }
    }

    /// A column without a table before it.
    fn column(&mut self, node: &SyntaxNode) {
        let Some(reference) = ast::NameRef::cast(node.clone()) else {
            return;
        };
        if is_callee(node) {
            return;
        }
        let Some(column) = plain_column(&reference) else {
            return;
        };
        if self.variables.contains(&column) || is_system_column(&column) {
            return;
        }
        let place = self.place.of(node);
        let sorts = self.sorts == Some(self.scopes.len());
        match super::scope::unqualified(&self.scopes, &column, sorts) {
            Meaning::OneOf(relations) => self.uses(
                relations,
                Located {
                    at: place,
                    value: column,
                },
            ),
            // Words of some functions' own, and not columns: `normalize(a, NFC)`.
            Meaning::Nothing(_) if column.starts_with("nf") => {}
            Meaning::Nothing(known) => self.missing(place, column, Some(None), known),
            Meaning::Uncertain => {}
        }
    }

    /// A column with a table before it, or a field of an expression.
    fn field(&mut self, node: &SyntaxNode) {
        let Some(field) = ast::FieldExpr::cast(node.clone()) else {
            return;
        };
        let base = match field.base() {
            Some(ast::Expr::NameRef(base)) => base,
            Some(ast::Expr::FieldExpr(_)) | None => return,
            Some(other) => return self.visit(other.syntax()),
        };
        // `t.*`
        if field.star_token().is_some() {
            return;
        }
        let is_deeper = node.parent().is_some_and(|it| it.kind() == K::FIELD_EXPR);
        if is_deeper || is_callee(node) {
            return;
        }
        let (qualifier, Some(given)) = (name(&base), field.field()) else {
            return;
        };
        let column = name(&given);
        if self.variables.contains(&qualifier) || is_system_column(&column) {
            return;
        }
        let place = self.place.of(given.syntax());
        match super::scope::qualified(&self.scopes, &qualifier, &column) {
            (Meaning::OneOf(relations), _) => self.uses(
                relations,
                Located {
                    at: place,
                    value: column,
                },
            ),
            (Meaning::Nothing(known), true) => {
                self.missing(place, column, Some(Some(qualifier)), known);
            }
            // Rows that `RETURNING` and rules have.
            (Meaning::Nothing(_), false) if matches!(qualifier.as_str(), "old" | "new") => {}
            (Meaning::Nothing(known), false) => {
                self.missing(self.place.of(base.syntax()), qualifier, None, known);
            }
            (Meaning::Uncertain, _) => {}
        }
    }

    /// A name that is nowhere; in a body it may be a variable of a kind that is not known here.
    fn missing(
        &mut self,
        at: Range<usize>,
        name: Name,
        column_of: Option<Option<Name>>,
        known: Vec<Name>,
    ) {
        if !self.variables.is_empty() {
            return;
        }
        let value = Effect::NotInScope {
            name,
            column_of,
            known,
        };
        if !self.found.columns.iter().any(|it| it.value == value) {
            self.found.columns.push(Located { at, value });
        }
    }

    pub(super) fn uses(&mut self, mut relations: Vec<Path>, column: Located<Name>) {
        relations.dedup();
        for known in &mut self.found.columns {
            let (same, columns) = match &mut known.value {
                Effect::Uses { relation, columns } => (relations == [relation.clone()], columns),
                Effect::UsesAny {
                    relations: any,
                    columns,
                } => (relations == *any, columns),
                _ => continue,
            };
            if same {
                if !columns.iter().any(|it| it.value == column.value) {
                    columns.push(column);
                }
                return;
            }
        }
        let at = column.at.clone();
        let columns = vec![column];
        let value = match <[Path; 1]>::try_from(relations) {
            Ok([relation]) => Effect::Uses { relation, columns },
            Err(relations) => Effect::UsesAny { relations, columns },
        };
        self.found.columns.push(Located { at, value });
    }
}

/// The `WITH` of a query; that of a `UNION` stands in its first query.
fn with_clause(node: &SyntaxNode) -> Option<ast::WithClause> {
    let is_compound = |node: &SyntaxNode| node.kind() == K::COMPOUND_SELECT;
    let mut first = node.clone();
    // Only the outermost looks, so that a long chain of them stays cheap.
    if !node.parent().as_ref().is_some_and(is_compound) {
        while is_compound(&first) {
            first = first.first_child()?;
        }
    }
    first.children().find_map(ast::WithClause::cast)
}

/// Whether an `ORDER BY` sorts the result of a `UNION` or of a query in parentheses.
fn is_of_compound(node: &SyntaxNode) -> bool {
    node.parent()
        .is_some_and(|parent| matches!(parent.kind(), K::COMPOUND_SELECT | K::PAREN_SELECT))
}
