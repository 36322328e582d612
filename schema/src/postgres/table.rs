//! `CREATE TABLE`, in all its forms.

use squawk_syntax::ast::{self, AstNode, HasCreateTable};

use super::names::{Place, name, path};
use super::{canonical, column, constraint, view};
use crate::effect::{Effect, Located, NewTable, TableSource};

/// Reads `CREATE TABLE`.
pub(super) fn create(node: &ast::CreateTable, place: Place<'_>) -> Option<Located<Effect>> {
    let given = HasCreateTable::table_name(node)?;
    let mut table = begin(node, place)?;
    table.if_not_exists = node.if_not_exists().is_some();
    if let Some(parent) = node.partition_of() {
        partition_of(&mut table, &parent, node.partition_type(), place);
    }
    if node.of_type().is_some() {
        table.is_complete = false;
    }
    if let Some(by) = node.partition_by() {
        option(&mut table, "partition by", &by);
    }
    if let Some(ast::TableParams::WithParams(parameters)) = node.table_params() {
        storage_parameters(&parameters, |key, value| {
            table.options.push((key, value));
        });
    }
    Some(place.at(given.syntax(), Effect::CreateTable(table)))
}

/// Reads `CREATE FOREIGN TABLE`.
pub(super) fn create_foreign(
    node: &ast::CreateForeignTable,
    place: Place<'_>,
) -> Option<Located<Effect>> {
    let given = HasCreateTable::table_name(node)?;
    let mut table = begin(node, place)?;
    table.if_not_exists = node.if_not_exists().is_some();
    if let Some(parent) = node.partition_of() {
        partition_of(&mut table, &parent, node.partition_type(), place);
    }
    if let Some(server) = node.server_clause() {
        option(&mut table, "server", &server);
    }
    Some(place.at(given.syntax(), Effect::CreateTable(table)))
}

/// Reads `CREATE TABLE ... AS`; what its query uses is told apart.
pub(super) fn create_as(node: &ast::CreateTableAs, place: Place<'_>) -> Option<Located<Effect>> {
    let given = node.table_name()?;
    let mut table = empty(&given)?;
    table.if_not_exists = node.if_not_exists().is_some();
    persistence(&mut table, node.persistence());
    let query = node.query().and_then(|query| query.select_variant());
    let mut columns = query.as_ref().and_then(view::output_columns);
    // Names in parentheses rename the first columns of the query.
    let given_names: Vec<_> = node
        .table_arg_list()
        .into_iter()
        .flat_map(|list| list.args())
        .filter_map(|argument| match argument {
            ast::TableArg::Column(column) => column.name().map(|it| name(&it)),
            _ => None,
        })
        .collect();
    if let Some(columns) = &mut columns {
        for (column, given) in columns.iter_mut().zip(&given_names) {
            column.clone_from(given);
        }
    }
    let is_known = columns.is_some();
    table.columns = columns
        .unwrap_or(given_names)
        .into_iter()
        .map(|name| place.at(given.syntax(), column::unknown(name)))
        .collect();
    table.is_complete = is_known;
    Some(place.at(given.syntax(), Effect::CreateTable(table)))
}

/// Reads the table that `SELECT ... INTO` makes.
pub(super) fn select_into(node: &ast::SelectInto, place: Place<'_>) -> Option<Located<Effect>> {
    let into = node.into_clause()?;
    let given = into.table_name()?;
    let mut table = empty(&given)?;
    persistence(&mut table, into.persistence());
    let columns = view::output_columns(&ast::SelectVariant::SelectInto(node.clone()));
    table.is_complete = columns.is_some();
    table.columns = columns
        .unwrap_or_default()
        .into_iter()
        .map(|name| place.at(given.syntax(), column::unknown(name)))
        .collect();
    Some(place.at(given.syntax(), Effect::CreateTable(table)))
}

fn empty(given: &ast::TableName) -> Option<NewTable> {
    Some(NewTable {
        path: path(given)?,
        if_not_exists: false,
        temporary: false,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        sources: Vec::new(),
        is_complete: true,
        options: Vec::new(),
    })
}

fn begin(node: &impl HasCreateTable, place: Place<'_>) -> Option<NewTable> {
    let mut table = empty(&node.table_name()?)?;
    persistence(&mut table, node.persistence());
    for argument in node.table_arg_list().into_iter().flat_map(|it| it.args()) {
        match argument {
            ast::TableArg::Column(it) => {
                if let Some(Located { at, value }) = column::listed(&it, place) {
                    let column = value.column;
                    table.columns.push(Located { at, value: column });
                    table.constraints.extend(value.constraints);
                }
            }
            ast::TableArg::LikeClause(it) => {
                if let Some(source) = like(&it, place) {
                    table.sources.push(source);
                }
            }
            ast::TableArg::TableConstraint(it) => {
                let constraint = ast::Constraint::cast(it.syntax().clone());
                let constraint = constraint.and_then(|it| constraint::read(&it, None, place));
                table.constraints.extend(constraint);
            }
        }
    }
    for parent in node
        .inherits()
        .into_iter()
        .flat_map(|it| it.table_name_refs())
    {
        if let Some(parent_path) = path(&parent) {
            let source = TableSource::Inherits(parent_path);
            table.sources.push(place.at(parent.syntax(), source));
        }
    }
    Some(table)
}

fn persistence(table: &mut NewTable, persistence: Option<ast::Persistence>) {
    match persistence {
        Some(ast::Persistence::Temp(_)) => table.temporary = true,
        Some(ast::Persistence::Unlogged(_)) => {
            table
                .options
                .push(("unlogged".to_owned(), "true".to_owned()));
        }
        None => {}
    }
    // `CREATE TABLE pg_temp.t` is one as well.
    if table.path.schema.as_deref() == Some("pg_temp") {
        table.temporary = true;
    }
}

fn partition_of(
    table: &mut NewTable,
    parent: &ast::PartitionOf,
    bounds: Option<ast::PartitionType>,
    place: Place<'_>,
) {
    let Some(parent) = parent.table_name_ref() else {
        return;
    };
    if let Some(parent_path) = path(&parent) {
        let source = TableSource::PartitionOf(parent_path);
        table.sources.push(place.at(parent.syntax(), source));
    }
    if let Some(bounds) = bounds {
        option(table, "partition", &bounds);
    }
}

fn option(table: &mut NewTable, key: &str, node: &impl AstNode) {
    let text = canonical::text(node.syntax());
    table.options.push((key.to_owned(), text));
}

/// Gives the parameters of a `WITH (...)` or `SET (...)` one by one, in one spelling.
pub(super) fn storage_parameters(node: &impl AstNode, mut each: impl FnMut(String, String)) {
    for option in node
        .syntax()
        .descendants()
        .filter_map(ast::AttributeOption::cast)
    {
        let text = canonical::text(option.syntax());
        match text.split_once('=') {
            Some((key, value)) => each(key.trim().to_owned(), value.trim().to_owned()),
            None => each(text, "true".to_owned()),
        }
    }
}

fn like(node: &ast::LikeClause, place: Place<'_>) -> Option<Located<TableSource>> {
    let table = node.relation_name_ref()?;
    let (mut with_indexes, mut with_constraints, mut with_defaults) = (false, false, false);
    for option in node.like_options() {
        let (property, included) = match option {
            ast::LikeOption::IncludingProperty(it) => (it.table_property(), true),
            ast::LikeOption::ExcludingProperty(it) => (it.table_property(), false),
        };
        match property {
            Some(ast::TableProperty::PropertyAll(_)) => {
                (with_indexes, with_constraints, with_defaults) = (included, included, included);
            }
            Some(ast::TableProperty::PropertyIndexes(_)) => with_indexes = included,
            Some(ast::TableProperty::PropertyConstraints(_)) => with_constraints = included,
            Some(ast::TableProperty::PropertyDefaults(_)) => with_defaults = included,
            _ => {}
        }
    }
    let source = TableSource::Like {
        table: path(&table)?,
        with_indexes,
        with_constraints,
        with_defaults,
    };
    Some(place.at(table.syntax(), source))
}
