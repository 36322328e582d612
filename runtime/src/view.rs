//! What a user sees of revisions: applied, compiled, planned.

use std::fmt;
use std::time::Duration;

use limbeck_core::Direction;
use limbeck_core::packed::PackedRevision;

use crate::state::Row;

/// A revision that the database records as applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppliedRevision {
    /// Its id.
    pub revision: String,
    /// When it was applied, by the database's clock: RFC 3339, UTC. For information.
    pub applied_at: String,
    /// How long it took; `None` where several revisions shared one transaction, or nothing ran.
    pub duration: Option<Duration>,
    /// The program that applied it, and its version.
    pub applied_by: String,
    /// Its checksum then.
    pub checksum: String,
    /// Whether its run was cut off, and how many statements of how many are done.
    pub partial: Option<(usize, usize)>,
}

impl AppliedRevision {
    pub(crate) fn of(row: &Row) -> Self {
        AppliedRevision {
            revision: row.revision.clone(),
            applied_at: row.applied_at.clone(),
            duration: row.duration_us.map(Duration::from_micros),
            applied_by: row.applied_by.clone(),
            checksum: row.checksum.clone(),
            partial: row.is_partial().then_some((row.done, row.total)),
        }
    }
}

/// A compiled revision and what the database records of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// Its id.
    pub revision: &'static str,
    /// Its message; may be empty.
    pub message: &'static str,
    /// Its file, relative to the workspace root.
    pub path: &'static str,
    /// What the database records; `None` if it is pending.
    pub applied: Option<AppliedRevision>,
}

/// A step that would be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedStep {
    /// The revision.
    pub revision: &'static str,
    /// Which way.
    pub direction: Direction,
    /// The revision's message; may be empty.
    pub message: &'static str,
    /// Its file, relative to the workspace root.
    pub path: &'static str,
}

impl PlannedStep {
    pub(crate) fn of(revision: PackedRevision, direction: Direction) -> Self {
        PlannedStep {
            revision: revision.id(),
            direction,
            message: revision.message(),
            path: revision.path(),
        }
    }
}

impl fmt::Display for PlannedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.direction, self.revision)?;
        match self.message {
            "" => Ok(()),
            message => write!(f, ", {message}"),
        }
    }
}

/// What a stamp would write, in this order; nothing of it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedStamp {
    /// The ids of the revisions to forget that this binary does not know, sorted; only a purge has
    /// any.
    pub unknown: Vec<String>,
    /// The compiled revisions: those to forget (downgrades), then those to record (upgrades), also
    /// anew where a row differs from what is compiled.
    pub steps: Vec<PlannedStep>,
}

impl PlannedStamp {
    /// Whether the database is there already.
    pub fn is_empty(&self) -> bool {
        self.unknown.is_empty() && self.steps.is_empty()
    }
}
