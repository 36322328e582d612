//! Constraints, of a column and of a table: squawk has one node for both.

use squawk_syntax::ast::{self, AstNode};

use super::canonical;
use super::names::{Place, columns_in, is_system_column, name, path};
use crate::effect::{Constraint, ConstraintBody, ForeignKey, Located, Name};

/// Reads a constraint; `column` is the one that it is written beside.
///
/// `None` for what is a property of the column (`DEFAULT`, `GENERATED`, `NULL`), for `NOT NULL`
/// without a name, and in a tree with holes.
pub(super) fn read(
    node: &ast::Constraint,
    column: Option<&Name>,
    place: Place<'_>,
) -> Option<Located<Constraint>> {
    let own = || column.cloned().into_iter().collect::<Vec<_>>();
    let given = node.constraint_name();
    let body = match node {
        ast::Constraint::PrimaryKeyConstraint(it) => ConstraintBody::PrimaryKey {
            columns: key_columns(it.index_parameters().as_ref()).unwrap_or_else(own),
            using_index: it.using_index().and_then(|it| index_name(&it)),
        },
        ast::Constraint::UniqueConstraint(it) => ConstraintBody::Unique {
            columns: key_columns(it.index_parameters().as_ref()).unwrap_or_else(own),
            using_index: it.using_index().and_then(|it| index_name(&it)),
            details: unique_details(it),
        },
        ast::Constraint::CheckConstraint(it) => {
            let expression = it.expr()?;
            ConstraintBody::Check {
                columns: columns_in(expression.syntax())
                    .into_iter()
                    .map(|(name, _)| name)
                    .filter(|name| !is_system_column(name))
                    .collect(),
                expression: canonical::text(expression.syntax()),
            }
        }
        ast::Constraint::ForeignKeyConstraint(it) => {
            let names = |list: ast::ForeignKeyColumnList| -> Vec<Name> {
                list.column_name_refs().map(|it| name(&it)).collect()
            };
            ConstraintBody::ForeignKey(ForeignKey {
                columns: it.from_columns().map(names)?,
                table: path(&it.table_name_ref()?)?,
                referred: it.to_columns().map(names).unwrap_or_default(),
                actions: actions(it.match_type(), it.referential_actions()),
                index: None,
            })
        }
        ast::Constraint::ReferencesConstraint(it) => ConstraintBody::ForeignKey(ForeignKey {
            columns: own(),
            table: path(&it.table()?)?,
            referred: it.column().iter().map(name).collect(),
            actions: actions(it.match_type(), it.referential_actions()),
            index: None,
        }),
        ast::Constraint::NotNullConstraint(it) => match (it.column_name_ref(), column) {
            (Some(column), _) => ConstraintBody::NotNull {
                column: name(&column),
            },
            (None, Some(column)) if given.is_some() => ConstraintBody::NotNull {
                column: column.clone(),
            },
            _ => return None,
        },
        ast::Constraint::ExcludeConstraint(it) => exclude(it)?,
        ast::Constraint::DefaultConstraint(_)
        | ast::Constraint::GeneratedConstraint(_)
        | ast::Constraint::NullConstraint(_) => return None,
    };
    let constraint = Constraint {
        name: given.as_ref().map(name),
        body,
        not_valid: node.is_not_valid(),
        timing: timing(node.constraint_options()),
    };
    Some(match &given {
        Some(given) => place.at(given.syntax(), constraint),
        None => place.at(node.syntax(), constraint),
    })
}

fn key_columns(parameters: Option<&ast::IndexParameters>) -> Option<Vec<Name>> {
    let list = parameters?.column_list()?;
    Some(list.column_name_refs().map(|it| name(&it)).collect())
}

fn index_name(using: &ast::UsingIndexName) -> Option<Name> {
    path(&using.index_ref()?).map(|path| path.name)
}

fn unique_details(node: &ast::UniqueConstraint) -> String {
    let Some(parameters) = node.index_parameters() else {
        return String::new();
    };
    let mut details = Vec::new();
    if let Some(ast::NullsDistinctOption::NullsNotDistinct(_)) = parameters.nulls_distinct_option()
    {
        details.push("nulls not distinct".to_owned());
    }
    if let Some(include) = parameters.constraint_include_clause() {
        details.push(canonical::text(include.syntax()));
    }
    details.join(" ")
}

fn exclude(node: &ast::ExcludeConstraint) -> Option<ConstraintBody> {
    let list = node.constraint_exclusion_list()?;
    let mut columns: Vec<Name> = Vec::new();
    let mut naming = Vec::new();
    for exclusion in list.constraint_exclusions() {
        let found = columns_in(exclusion.syntax());
        // The first expression under the exclusion is what is indexed.
        let indexed = exclusion.syntax().descendants().find_map(ast::Expr::cast);
        naming.push(match indexed {
            Some(ast::Expr::NameRef(reference)) => name(&reference),
            Some(expression) => super::index::figured_name(&expression).unwrap_or_else(expr),
            None => expr(),
        });
        for (column, _) in found {
            if !columns.contains(&column) && !is_system_column(&column) {
                columns.push(column);
            }
        }
    }
    Some(ConstraintBody::Exclude {
        columns,
        naming: super::index::numbered(naming),
        expression: canonical::text(node.syntax()),
    })
}

fn expr() -> Name {
    "expr".to_owned()
}

/// Returns the actions of a foreign key in one spelling; what is the default is left out.
fn actions(
    match_type: Option<ast::MatchType>,
    actions: impl Iterator<Item = ast::ReferentialAction>,
) -> String {
    let mut words: Vec<String> = actions
        .map(|action| canonical::text(action.syntax()))
        .filter(|text| !text.ends_with("no action"))
        .collect();
    words.sort();
    if let Some(full @ (ast::MatchType::MatchFull(_) | ast::MatchType::MatchPartial(_))) =
        match_type
    {
        words.push(canonical::text(full.syntax()));
    }
    words.join(" ")
}

/// Returns when a constraint is checked, in one spelling; what is the default is left out.
pub(super) fn timing(options: impl Iterator<Item = ast::ConstraintOption>) -> String {
    let (mut deferrable, mut deferred) = (false, false);
    let mut rest = Vec::new();
    for option in options {
        match option {
            ast::ConstraintOption::DeferrableConstraintOption(_) => deferrable = true,
            ast::ConstraintOption::InitiallyDeferredConstraintOption(_) => {
                (deferrable, deferred) = (true, true);
            }
            ast::ConstraintOption::NoInherit(_) => rest.push("no inherit"),
            ast::ConstraintOption::NotEnforced(_) => rest.push("not enforced"),
            ast::ConstraintOption::NotValid(_)
            | ast::ConstraintOption::Enforced(_)
            | ast::ConstraintOption::Inherit(_)
            | ast::ConstraintOption::InitiallyImmediateConstraintOption(_)
            | ast::ConstraintOption::NotDeferrableConstraintOption(_) => {}
        }
    }
    if deferred {
        rest.insert(0, "initially deferred");
    }
    if deferrable {
        rest.insert(0, "deferrable");
    }
    rest.join(" ")
}
