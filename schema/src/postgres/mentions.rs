//! Tables and types that a definition names: they have to exist, and are told with the places of
//! their names, before what the definition does.

use squawk_syntax::SyntaxKind as K;
use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, columns_in, is_system_column, path};
use super::{object, types};
use crate::effect::{Effect, Kind, Located, Path};

/// Returns what `statement` mentions; nothing where a condition may keep it from being looked at.
pub(super) fn of(statement: &ast::Stmt, place: Place<'_>) -> Vec<Located<Effect>> {
    use ast::Stmt;
    let own = match statement {
        Stmt::CreateTable(it) if it.if_not_exists().is_none() => {
            ast::HasCreateTable::table_name(it).as_ref().and_then(path)
        }
        Stmt::AlterTable(it) if it.if_exists().is_none() => {
            let adds_if_missing = it.actions().any(|action| match action {
                ast::AlterTableAction::AddColumn(it) => it.if_not_exists().is_some(),
                _ => false,
            });
            if adds_if_missing {
                return Vec::new();
            }
            it.table_relation_name().as_ref().and_then(path)
        }
        Stmt::CreateIndex(it) => return table(it.table_relation_name(), place),
        Stmt::CreateTrigger(it) => {
            let on = it.on_relation().and_then(|it| it.relation_name_ref());
            let mut found = table(on, place);
            found.extend(object::asked_by_trigger(it, place));
            return found;
        }
        Stmt::CreateStatistics(it) => return statistics(it, place),
        Stmt::CreateFunction(it) if !is_foreign(it.option_list()) => None,
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for node in statement.syntax().descendants() {
        let effect = match node.kind() {
            K::TABLE_NAME_REF => {
                let parent = node.parent().map(|parent| parent.kind());
                let is_referred = matches!(
                    parent,
                    Some(K::FOREIGN_KEY_CONSTRAINT | K::REFERENCES_CONSTRAINT)
                );
                let table = ast::TableNameRef::cast(node.clone());
                let table = table.as_ref().and_then(path).filter(|_| is_referred);
                table
                    .filter(|it| Some(it) != own.as_ref())
                    .map(|relation| Effect::Uses {
                        relation,
                        columns: Vec::new(),
                    })
            }
            K::PATH_TYPE => {
                let named = ast::PathType::cast(node.clone()).as_ref().and_then(path);
                named.filter(|it| !types::is_built_in(it)).map(needs_type)
            }
            _ => None,
        };
        if let Some(effect) = effect {
            let effect = place.at(&node, effect);
            if !found
                .iter()
                .any(|known: &Located<Effect>| known.value == effect.value)
            {
                found.push(effect);
            }
        }
    }
    found
}

fn table<N: AstNode>(given: Option<N>, place: Place<'_>) -> Vec<Located<Effect>> {
    let used = given.and_then(|given| {
        let effect = Effect::Uses {
            relation: path(&given)?,
            columns: Vec::new(),
        };
        Some(place.at(given.syntax(), effect))
    });
    used.into_iter().collect()
}

fn statistics(node: &ast::CreateStatistics, place: Place<'_>) -> Vec<Located<Effect>> {
    let columns = node.statistics_on_clause().into_iter().flat_map(|clause| {
        let columns = columns_in(clause.syntax()).into_iter();
        columns.map(|(column, node)| place.at(&node, column))
    });
    let columns = columns.filter(|it| !is_system_column(&it.value)).collect();
    let used = node.from_table().and_then(|from| {
        let given = from.table_name_ref()?;
        let effect = Effect::Uses {
            relation: path(&given)?,
            columns,
        };
        Some(place.at(given.syntax(), effect))
    });
    used.into_iter().collect()
}

fn needs_type(path: Path) -> Effect {
    Effect::Needs {
        kind: Kind::Type,
        path,
        on: None,
    }
}

/// Whether a function is in a language that may name types before they are there.
fn is_foreign(options: Option<ast::FuncOptionList>) -> bool {
    let languages = options
        .into_iter()
        .flat_map(|list| list.options())
        .filter_map(|option| match option {
            ast::FuncOption::LanguageFuncOption(it) => it.language_name(),
            _ => None,
        });
    languages
        .into_iter()
        .any(|language| !matches!(language.name.as_str(), "sql" | "plpgsql"))
}
