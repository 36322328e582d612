//! The shapes of answers in JSON, which docs/json.md describes: keys are only ever added.

use limbeck_core::graph::Index;
use limbeck_core::packed::{PackedScript, PackedStatement};
use limbeck_core::plan::Applied;
use limbeck_core::view::marks;
use limbeck_core::{Dialect, Direction};
use serde::Serialize;

use crate::line::Lines;
use crate::source::History;

mod report;

pub(crate) use report::Report;

/// A revision, as every command shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Revision {
    revision: &'static str,
    message: &'static str,
    parents: Vec<&'static str>,
    depends_on: Vec<&'static str>,
    labels: Vec<&'static str>,
    /// Relative to the working folder, or to the workspace that the binary was built in.
    path: &'static str,
    /// Why there is no downgrade, if there is none.
    irreversible: Option<&'static str>,
    head: bool,
    branch_point: bool,
    merge_point: bool,
}

impl Revision {
    pub(crate) fn of(history: &History, at: Index) -> Revision {
        let revision = history.revision(at);
        let marks = marks(&history.graph, &Applied::none(&history.graph), at);
        let id = |at| history.packed.revision(at).id();
        Revision {
            revision: revision.id(),
            message: revision.message(),
            parents: revision.parents().map(id).collect(),
            depends_on: revision.depends_on().map(id).collect(),
            labels: revision.labels().collect(),
            path: revision.path(),
            irreversible: revision.irreversible(),
            head: marks.is_head,
            branch_point: marks.is_branch_point,
            merge_point: marks.is_merge_point,
        }
    }

    pub(crate) fn all(history: &History, which: &[Index]) -> Vec<Revision> {
        which.iter().map(|&at| Revision::of(history, at)).collect()
    }
}

/// All about a revision.
#[derive(Debug, Serialize)]
pub(crate) struct Details {
    #[serde(flatten)]
    revision: Revision,
    children: Vec<&'static str>,
    dependents: Vec<&'static str>,
    /// The labels of the lines that it is on.
    lines: Vec<String>,
    created: Option<&'static str>,
    dialects: Vec<Scripts>,
}

/// What a revision does in one database.
#[derive(Debug, Serialize)]
struct Scripts {
    dialect: &'static str,
    checksum: &'static str,
    upgrade: Option<Script>,
    downgrade: Option<Script>,
}

/// The statements of one direction.
#[derive(Debug, Serialize)]
struct Script {
    transaction: bool,
    statements: Vec<Statement>,
}

#[derive(Debug, Serialize)]
struct Statement {
    line: u32,
    sql: &'static str,
}

impl Details {
    pub(crate) fn of(history: &History, lines: &Lines<'_>, at: Index) -> Details {
        let (revision, node) = (history.revision(at), history.graph.node(at));
        let ids = |which: &[Index]| which.iter().map(|&at| history.revision(at).id()).collect();
        let in_force = |dialect: &Dialect| history.packed.has_dialect(*dialect);
        let scripts = |dialect: Dialect| Scripts {
            dialect: dialect.name(),
            checksum: revision.checksum(dialect),
            upgrade: revision.script(dialect, Direction::Upgrade).map(Script::of),
            downgrade: revision
                .script(dialect, Direction::Downgrade)
                .map(Script::of),
        };
        let dialects = Dialect::ALL.into_iter().filter(in_force);
        Details {
            revision: Revision::of(history, at),
            children: ids(&node.children),
            dependents: ids(&node.dependents),
            lines: lines
                .labels(at)
                .iter()
                .map(|&label| label.to_owned())
                .collect(),
            created: Some(revision.created()).filter(|created| !created.is_empty()),
            dialects: dialects.map(scripts).collect(),
        }
    }
}

impl Script {
    fn of(script: PackedScript) -> Script {
        let statement = |statement: PackedStatement| Statement {
            line: statement.line,
            sql: statement.sql,
        };
        Script {
            transaction: !script.no_transaction(),
            statements: script.statements().map(statement).collect(),
        }
    }
}
