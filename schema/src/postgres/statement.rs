//! One statement: which reader is its own.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, path};
use super::{
    alter, drop, index, mentions, needs, object, plpgsql, query, rename, routine, sequence,
    settings, table, user_type, view,
};
use crate::effect::{Effect, Located, Name};

/// Returns what a statement does; `variables` are names in it that are no columns.
pub(super) fn read(
    statement: &ast::Stmt,
    variables: &[Name],
    place: Place<'_>,
) -> Vec<Located<Effect>> {
    let mut effects = mentions::of(statement, place);
    effects.extend(done(statement, variables, place));
    effects
}

/// What the statement does besides taking things for granted.
fn done(statement: &ast::Stmt, variables: &[Name], place: Place<'_>) -> Vec<Located<Effect>> {
    use ast::Stmt;
    let one = match statement {
        Stmt::CreateTable(it) => table::create(it, place),
        Stmt::CreateForeignTable(it) => table::create_foreign(it, place),
        Stmt::CreateIndex(it) => index::create(it, place),
        Stmt::CreateSequence(it) => sequence::create(it, place),
        Stmt::CreateType(it) => user_type::create(it, place),
        Stmt::CreateDomain(it) => user_type::create_domain(it, place),
        Stmt::CreateFunction(it) => routine::function(it, place),
        Stmt::CreateProcedure(it) => routine::procedure(it, place),
        Stmt::CreateAggregate(it) => routine::aggregate(it, place),
        Stmt::CreateTrigger(it) => object::trigger(it, place),
        Stmt::CreatePolicy(it) => object::policy(it, place),
        Stmt::CreateRule(it) => object::rule(it, place),
        Stmt::CreateExtension(it) => object::extension(it, place),
        Stmt::CreateStatistics(it) => object::statistics(it, place),
        Stmt::CreateCollation(it) => object::collation(it, place),
        Stmt::AlterType(it) => user_type::alter(it, place),
        Stmt::AlterDomain(it) => user_type::alter_domain(it, place),
        Stmt::AlterView(it) => rename::view(it, place),
        Stmt::AlterIndex(it) => rename::index(it, place),
        Stmt::AlterSchema(it) => rename::schema(it, place),
        Stmt::AlterTrigger(it) => rename::trigger(it, place),
        Stmt::AlterRule(it) => rename::rule(it, place),
        Stmt::AlterPolicy(it) => rename::policy(it, place),
        Stmt::AlterStatistics(it) => rename::statistics(it, place),
        Stmt::AlterExtension(it) => rename::extension(it, place),
        Stmt::AlterFunction(_)
        | Stmt::AlterProcedure(_)
        | Stmt::AlterRoutine(_)
        | Stmt::AlterAggregate(_) => rename::routine(statement, place),
        Stmt::Set(it) => settings::set(it, place),
        Stmt::Reset(it) => settings::reset(it, place),
        // They undo what came before, and nobody keeps count here.
        Stmt::Rollback(_) | Stmt::Discard(_) | Stmt::DropOwned(_) => {
            Some(place.at(statement.syntax(), Effect::OpenWorld))
        }
        Stmt::ImportForeignSchema(it) => Some(place.at(it.syntax(), Effect::OpenNames)),
        _ => return several(statement, variables, place),
    };
    one.into_iter().collect()
}

/// Statements that may do more than one thing.
fn several(statement: &ast::Stmt, variables: &[Name], place: Place<'_>) -> Vec<Located<Effect>> {
    use ast::Stmt;
    match statement {
        Stmt::AlterTable(it) => {
            let is_opaque = it.actions().any(|action| alter::is_opaque(&action));
            let relation = it.table_relation_name();
            if is_opaque {
                return vec![place.at(it.syntax(), Effect::OpenWorld)];
            }
            let if_exists = it.if_exists().is_some();
            let read = alter::alter(relation.as_ref(), if_exists, it.actions(), place);
            let mut effects: Vec<_> = read.into_iter().collect();
            effects.extend(alter::generated_from(it, place));
            effects
        }
        Stmt::AlterForeignTable(it) => {
            let relation = it.table_relation_name();
            let if_exists = it.if_exists().is_some();
            let read = alter::alter(relation.as_ref(), if_exists, it.actions(), place);
            read.into_iter().collect()
        }
        Stmt::AlterSequence(it) => sequence::alter(it, place).unwrap_or_default(),
        Stmt::AlterMaterializedView(it) => rename::materialized_view(it, place).unwrap_or_default(),
        Stmt::CreateView(it) => view::create(it, place).unwrap_or_default(),
        Stmt::CreateMaterializedView(it) => {
            view::create_materialized(it, place).unwrap_or_default()
        }
        Stmt::CreateTableAs(it) => {
            let mut effects = data(statement, variables, place);
            effects.extend(table::create_as(it, place));
            effects
        }
        Stmt::SelectInto(it) => {
            let mut effects = data(statement, variables, place);
            effects.extend(table::select_into(it, place));
            effects
        }
        Stmt::CreateSchema(it) => {
            let mut effects: Vec<_> = object::schema(it, place).into_iter().collect();
            if it.schema_elements().next().is_some() {
                effects.push(place.at(it.syntax(), Effect::OpenNames));
            }
            effects
        }
        Stmt::Do(it) => plpgsql::anonymous(it, place),
        Stmt::Select(it) => {
            let mut effects = data(statement, variables, place);
            effects.extend(settings::set_config(it.syntax(), place));
            effects
        }
        Stmt::Insert(_)
        | Stmt::Update(_)
        | Stmt::Delete(_)
        | Stmt::Merge(_)
        | Stmt::Table(_)
        | Stmt::Values(_)
        | Stmt::CompoundSelect(_)
        | Stmt::ParenSelect(_)
        | Stmt::Explain(_)
        | Stmt::Prepare(_)
        | Stmt::Declare(_) => data(statement, variables, place),
        Stmt::Call(it) => {
            let called = it.procedure_name_ref().as_ref().and_then(path);
            let mut effects = data(statement, variables, place);
            effects.extend(called.map(|it| place.at(statement.syntax(), Effect::Calls(vec![it]))));
            effects
        }
        Stmt::CommentOn(it) => needs::comment(it, place),
        Stmt::Grant(it) => {
            needs::privileges(it.on_privilege_objects_clause(), it.privileges(), place)
        }
        Stmt::Revoke(it) => {
            needs::privileges(it.on_privilege_objects_clause(), it.privileges(), place)
        }
        _ => drop::read(statement, place)
            .or_else(|| needs::upkeep(statement, place))
            .unwrap_or_default(),
    }
}

fn data(statement: &ast::Stmt, variables: &[Name], place: Place<'_>) -> Vec<Located<Effect>> {
    query::read(statement.syntax(), variables, place).effects(statement.syntax(), place)
}
