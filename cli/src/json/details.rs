//! All about a revision, in JSON.

use limbeck_core::graph::Index;
use limbeck_core::packed::{PackedScript, PackedStatement};
use limbeck_core::{Dialect, Direction};
use serde::Serialize;

use super::Revision;
use crate::line::Lines;
use crate::source::History;

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
        let scripts = |dialect: Dialect| Scripts {
            dialect: dialect.name(),
            checksum: revision.checksum(dialect),
            upgrade: revision.script(dialect, Direction::Upgrade).map(Script::of),
            downgrade: revision
                .script(dialect, Direction::Downgrade)
                .map(Script::of),
        };
        let dialects = history.dialects().into_iter();
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
