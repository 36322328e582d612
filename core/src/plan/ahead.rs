//! What happens where the database has more applied than the graph knows, and why there is no plan.

use std::fmt;

use super::Applied;
use crate::graph::{Graph, Index};
use crate::target::TargetError;

/// What to do with applied revisions that the graph does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ahead {
    /// Make no plan.
    #[default]
    Refuse,
    /// Plan around them: they stay, and so does all that they stand on.
    Continue,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// The target names no place.
    Target(TargetError),
    /// The database has revisions that the graph does not have.
    Ahead {
        /// Their ids.
        unknown: Vec<String>,
    },
    /// What would be taken back is needed by revisions that the graph does not have.
    InTheWay {
        /// The ids of those revisions.
        unknown: Vec<String>,
    },
}

impl From<TargetError> for PlanError {
    fn from(error: TargetError) -> Self {
        PlanError::Target(error)
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::Target(error) => error.fmt(f),
            PlanError::Ahead { unknown } => write!(
                f,
                "the database is ahead: `{}` applied and unknown here\n\
                 help: update what runs, or continue in spite of it",
                unknown.join("`, `")
            ),
            PlanError::InTheWay { unknown } => write!(
                f,
                "`{}` stands on what would be taken back, and is unknown here\n\
                 help: take it back first, with what knows it",
                unknown.join("`, `")
            ),
        }
    }
}

impl std::error::Error for PlanError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PlanError::Target(error) => Some(error),
            _ => None,
        }
    }
}

impl Ahead {
    /// Refuses a database that is ahead, if that is the policy.
    pub(super) fn check(self, applied: &Applied) -> Result<(), PlanError> {
        if self == Ahead::Continue || applied.unknown().is_empty() {
            return Ok(());
        }
        let unknown = applied.unknown().iter().map(|unknown| unknown.id.clone());
        Err(PlanError::Ahead {
            unknown: unknown.collect(),
        })
    }
}

/// Refuses to take away what unknown revisions stand on.
pub(super) fn check_standing(
    graph: &Graph,
    applied: &Applied,
    gone: impl Fn(Index) -> bool,
) -> Result<(), PlanError> {
    if applied.unknown().is_empty() {
        return Ok(());
    }
    let unknown = applied.standing_on(graph, gone);
    match unknown.is_empty() {
        true => Ok(()),
        false => Err(PlanError::InTheWay { unknown }),
    }
}
