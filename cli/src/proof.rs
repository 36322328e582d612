//! Proves downgrades: what a revision's downgrade leaves is what its upgrade found.

use std::fmt;

use limbeck::{ErrorKind, Migrator};
use limbeck_core::graph::Index;
use limbeck_core::{Dialect, Direction};
use serde::Serialize;

use crate::database::{Database, with_connection};
use crate::exit::Failure;
use crate::json;
use crate::schema_lines::{Lines, difference, read};
use crate::source::History;

/// What became of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// Its downgrade took back what its upgrade did, and it could be applied again.
    Proved,
    /// It has no downgrade and was only applied.
    Irreversible,
    /// Its downgrade left another schema than there was, or its second upgrade another than its
    /// first.
    Differs,
    /// The database refused one of its statements.
    Failed,
}

impl Verdict {
    pub(crate) fn is_good(self) -> bool {
        matches!(self, Verdict::Proved | Verdict::Irreversible)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Proved => "proved",
            Verdict::Irreversible => "irreversible",
            Verdict::Differs => "differs",
            Verdict::Failed => "failed",
        })
    }
}

/// A revision and what became of it.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    revision: json::Revision,
    #[serde(rename = "result")]
    pub(crate) verdict: Verdict,
    /// What the schema lacks and has too much, or what the database said; one line each.
    pub(crate) differences: Vec<String>,
}

impl Finding {
    /// Returns `id (file)`, and the reason if it has no downgrade.
    pub(crate) fn place(&self) -> String {
        let json::Revision { revision, path, .. } = self.revision;
        match self.revision.irreversible {
            None => format!("{revision} ({path})"),
            Some(reason) => format!("{revision} ({path}): {reason}"),
        }
    }
}

/// Takes each revision up, down and up again, in order, and tells what became of it. Stops where the
/// database refuses a statement: what follows would stand on nothing.
pub(crate) async fn prove(
    database: &mut Database,
    history: &History,
    dialect: Dialect,
    mut told: impl FnMut(&Finding),
) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    // The configured one is not there.
    let schema = match dialect {
        Dialect::Sqlite => "main",
        _ => "public",
    };
    let mut proof = Proof {
        migrator: history.migrations.migrator().schema(schema),
        database,
        history,
        dialect,
    };
    for &at in history.graph.order() {
        let (verdict, differences) = match proof.of(at).await {
            Ok(result) => result,
            Err(Stop::Refused(said)) => (Verdict::Failed, said),
            Err(Stop::Failed(failure)) => return Err(failure),
        };
        let finding = Finding {
            revision: json::Revision::of(history, at),
            verdict,
            differences,
        };
        told(&finding);
        findings.push(finding);
        if verdict == Verdict::Failed {
            break;
        }
    }
    Ok(findings)
}

struct Proof<'a> {
    migrator: Migrator<'a>,
    database: &'a mut Database,
    history: &'a History,
    dialect: Dialect,
}

/// Why a proof cannot go on.
enum Stop {
    /// The revision is at fault; what the database said.
    Refused(Vec<String>),
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}

impl From<limbeck::Error> for Stop {
    fn from(error: limbeck::Error) -> Stop {
        use ErrorKind as Kind;
        match error.kind() {
            Kind::Statement { .. } | Kind::Commit { .. } | Kind::ForeignKeys { .. } => {
                Stop::Refused(error.to_string().lines().map(str::to_owned).collect())
            }
            _ => Stop::Failed(error.into()),
        }
    }
}

impl Proof<'_> {
    async fn of(&mut self, at: Index) -> Result<(Verdict, Vec<String>), Stop> {
        let before = self.schema().await?;
        self.upgrade(at).await?;
        let revision = self.history.revision(at);
        if revision
            .script(self.dialect, Direction::Downgrade)
            .is_none()
        {
            return Ok((Verdict::Irreversible, Vec::new()));
        }
        let after = self.schema().await?;
        self.downgrade(at).await?;
        let mut differences = said("after its downgrade", &before, &self.schema().await?);
        match self.upgrade(at).await {
            Ok(()) => {
                let again = self.schema().await?;
                differences.extend(said("after its second upgrade", &after, &again));
            }
            // What the downgrade left explains it better, if it left anything.
            Err(Stop::Refused(refused)) => {
                differences.extend(refused);
                return Err(Stop::Refused(differences));
            }
            Err(stop) => return Err(stop),
        }
        match differences.is_empty() {
            true => Ok((Verdict::Proved, differences)),
            false => Ok((Verdict::Differs, differences)),
        }
    }

    async fn schema(&mut self) -> Result<Lines, Failure> {
        read(self.database, self.history.packed.table_name()).await
    }

    async fn upgrade(&mut self, at: Index) -> Result<(), Stop> {
        let target = self.history.revision(at).id();
        with_connection!(&mut *self.database, c => self.migrator.upgrade_to(c, target).await)?;
        Ok(())
    }

    /// Takes back this revision alone: the line that leads to it, from the nearest of its parents.
    async fn downgrade(&mut self, at: Index) -> Result<(), Stop> {
        let graph = &self.history.graph;
        let parents = &graph.node(at).parents;
        let nearest = graph.order().iter().rev().find(|at| parents.contains(at));
        let nearest = nearest.map_or("base", |at| self.history.revision(*at).id());
        let target = format!("{}@{nearest}", self.history.revision(at).id());
        with_connection!(&mut *self.database, c => self.migrator.downgrade_to(c, &target).await)?;
        Ok(())
    }
}

/// Returns the lines that differ, if any do, under a line that says when.
fn said(when: &str, was: &Lines, is: &Lines) -> Vec<String> {
    let mut lines = difference(was, is);
    if !lines.is_empty() {
        lines.insert(0, format!("{when} (- as it was, + as it is):"));
    }
    lines
}
