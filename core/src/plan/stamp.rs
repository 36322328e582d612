//! What is recorded and forgotten so that a database counts as being where a target says.

use super::ahead::check_standing;
use super::{Ahead, Applied, Plan, PlanError, downward, upward};
use crate::graph::{Graph, Index};
use crate::target::{Place, Target};

/// What must be forgotten and recorded: nothing of it is run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Forgetting first (downgrades), then recording (upgrades).
    pub plan: Plan,
    /// The ids of unknown revisions to be forgotten; only a purge has any.
    pub unknown: Vec<String>,
    /// Marks the lines that the targets move. Others stay as they are, also what was cut off there.
    pub moved: Vec<bool>,
}

/// Returns what must be forgotten and recorded so that the `targets` are where the database is.
///
/// Each target moves its own line: of what is applied all is forgotten that descends from the
/// target or leads to another end of its line, and all that the target includes is recorded. What
/// has nothing to do with any target stays as it is. `base` forgets everything, `label@base` what
/// leads to the branch or follows it. Several targets are one wish: no order, none is lost. A
/// `purge` forgets everything else, also what the graph does not know.
///
/// # Errors
///
/// As [`upgrade`](super::upgrade); with a purge nothing counts as ahead.
pub fn stamp(
    graph: &Graph,
    applied: &Applied,
    targets: &[Target],
    purge: bool,
    ahead: Ahead,
) -> Result<Stamp, PlanError> {
    if !purge {
        ahead.check(applied)?;
    }
    let mut heads = applied.heads(graph);
    let mut wanted = Vec::new();
    let mut moved = vec![purge; graph.len()];
    for target in targets {
        let place = target.for_upgrade(graph, applied)?;
        wanted.extend_from_slice(place.revisions());
        let lines: Vec<Index> = match (&place, target.branch_revision(graph)?) {
            (Place::Base, None) => {
                moved.fill(true);
                continue;
            }
            (Place::Base, Some(branch)) => vec![branch],
            (Place::Revisions(revisions), branch) => {
                revisions.iter().copied().chain(branch).collect()
            }
        };
        let leads = graph.closure(&lines);
        let follows = graph.descendants(&lines);
        for (moved, (leads, follows)) in moved.iter_mut().zip(leads.iter().zip(&follows)) {
            *moved |= leads | follows;
        }
    }
    heads.retain(|at| !moved[at.get()]);
    heads.extend(wanted);
    let after = graph.closure(&heads);
    let gone = |at: Index| applied.contains(at) && !after[at.get()];
    let mut unknown = Vec::new();
    if purge {
        unknown.extend(applied.unknown().iter().map(|unknown| unknown.id.clone()));
    } else {
        check_standing(graph, applied, gone)?;
    }
    let new = |at: Index| after[at.get()] && !applied.contains(at);
    let steps = downward(graph, gone).chain(upward(graph, new));
    Ok(Stamp {
        plan: Plan {
            steps: steps.collect(),
        },
        unknown,
        moved,
    })
}
