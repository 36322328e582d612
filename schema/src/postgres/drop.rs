//! `DROP`, of whatever kind.

use squawk_syntax::ast::{self, AstNode};

use super::names::{Place, name, path};
use super::routine;
use crate::effect::{Effect, Kind, Located, Path};

/// What every `DROP` says about all that it drops.
#[derive(Clone, Copy)]
struct Manner<'a> {
    if_exists: bool,
    cascade: bool,
    place: Place<'a>,
}

impl<'a> Manner<'a> {
    fn new(
        if_exists: Option<ast::IfExists>,
        behaviour: Option<ast::DropBehavior>,
        place: Place<'a>,
    ) -> Self {
        Manner {
            if_exists: if_exists.is_some(),
            cascade: matches!(behaviour, Some(ast::DropBehavior::Cascade(_))),
            place,
        }
    }

    fn effect(
        self,
        kind: Kind,
        node: &impl AstNode,
        path: Option<Path>,
        on: Option<Path>,
        signature: Option<String>,
    ) -> Option<Located<Effect>> {
        let effect = Effect::Drop {
            kind,
            path: path?,
            on,
            signature,
            if_exists: self.if_exists,
            cascade: self.cascade,
        };
        Some(self.place.at(node.syntax(), effect))
    }

    /// Things with a qualified name.
    fn each<N: AstNode>(self, kind: Kind, nodes: impl Iterator<Item = N>) -> Vec<Located<Effect>> {
        nodes
            .filter_map(|node| self.effect(kind, &node, path(&node), None, None))
            .collect()
    }

    /// Things with a plain name.
    fn plain<N: AstNode>(self, kind: Kind, nodes: impl Iterator<Item = N>) -> Vec<Located<Effect>> {
        nodes
            .filter_map(|node| self.effect(kind, &node, Some(plain(&node)), None, None))
            .collect()
    }

    /// Things of a table.
    fn of_table<N: AstNode>(
        self,
        kind: Kind,
        node: Option<N>,
        table: Option<Path>,
    ) -> Vec<Located<Effect>> {
        node.and_then(|node| self.effect(kind, &node, Some(plain(&node)), table, None))
            .into_iter()
            .collect()
    }

    fn routines<N: AstNode>(
        self,
        kind: Kind,
        signatures: impl Iterator<Item = (N, Option<ast::ParamList>)>,
    ) -> Vec<Located<Effect>> {
        signatures
            .filter_map(|(node, parameters)| {
                let signature = parameters.map(|it| routine::signature(&it));
                self.effect(kind, &node, path(&node), None, signature)
            })
            .collect()
    }
}

fn plain(node: &impl AstNode) -> Path {
    Path {
        schema: None,
        name: name(node),
    }
}

/// Reads a statement that drops something; `None` for any other.
pub(super) fn read(statement: &ast::Stmt, place: Place<'_>) -> Option<Vec<Located<Effect>>> {
    use ast::Stmt;
    macro_rules! manner {
        ($it:ident) => {
            Manner::new($it.if_exists(), $it.drop_behavior(), place)
        };
    }
    Some(match statement {
        Stmt::DropTable(it) => manner!(it).each(Kind::Table, it.table_name_refs()),
        Stmt::DropForeignTable(it) => manner!(it).each(Kind::Table, it.table_name_refs()),
        Stmt::DropView(it) => manner!(it).each(Kind::View, it.view_refs()),
        Stmt::DropMaterializedView(it) => manner!(it).each(Kind::MaterializedView, it.view_refs()),
        Stmt::DropIndex(it) => manner!(it).each(Kind::Index, it.index_refs()),
        Stmt::DropSequence(it) => manner!(it).each(Kind::Sequence, it.sequence_refs()),
        Stmt::DropType(it) => manner!(it).each(Kind::Type, it.type_name_refs()),
        Stmt::DropDomain(it) => manner!(it).each(Kind::Domain, it.domain_refs()),
        Stmt::DropCollation(it) => manner!(it).each(Kind::Collation, it.collation_refs()),
        Stmt::DropStatistics(it) => manner!(it).each(Kind::Statistics, it.statistics_refs()),
        Stmt::DropSchema(it) => manner!(it).plain(Kind::Schema, it.schema_refs()),
        Stmt::DropExtension(it) => manner!(it).plain(Kind::Extension, it.extension_refs()),
        Stmt::DropFunction(it) => manner!(it).routines(
            Kind::Function,
            it.function_sig_list()
                .into_iter()
                .flat_map(|list| list.function_sigs())
                .map(|it| (it.clone(), it.param_list())),
        ),
        Stmt::DropProcedure(it) => manner!(it).routines(
            Kind::Procedure,
            it.procedure_sig_list()
                .into_iter()
                .flat_map(|list| list.procedure_sigs())
                .map(|it| (it.clone(), it.param_list())),
        ),
        Stmt::DropRoutine(it) => manner!(it).routines(
            Kind::Routine,
            it.routine_sig_list()
                .into_iter()
                .flat_map(|list| list.routine_sigs())
                .map(|it| (it.clone(), it.param_list())),
        ),
        Stmt::DropAggregate(it) => manner!(it).routines(
            Kind::Aggregate,
            it.aggregates().map(|it| (it.clone(), it.param_list())),
        ),
        Stmt::DropTrigger(it) => manner!(it).of_table(
            Kind::Trigger,
            it.trigger_ref(),
            it.on_relation().as_ref().and_then(path),
        ),
        Stmt::DropRule(it) => manner!(it).of_table(
            Kind::Rule,
            it.rule_ref(),
            it.on_relation().as_ref().and_then(path),
        ),
        Stmt::DropPolicy(it) => manner!(it).of_table(
            Kind::Policy,
            it.policy_ref(),
            it.on_table().as_ref().and_then(path),
        ),
        _ => return None,
    })
}
