//! What an upgrade still needs.

use super::{Ahead, Applied, Plan, PlanError, upward};
use crate::graph::{Graph, Index};
use crate::target::Target;

/// Returns the upgrades that `target` still needs: all that it includes and is not applied, each
/// after what it follows. `base` and what is behind need none.
///
/// There is no watermark: a revision that was merged late is not skipped.
///
/// # Errors
///
/// [`PlanError::Ahead`] by policy, and [`PlanError::Target`] as [`Target::for_upgrade`].
pub fn upgrade(
    graph: &Graph,
    applied: &Applied,
    target: &Target,
    ahead: Ahead,
) -> Result<Plan, PlanError> {
    ahead.check(applied)?;
    let place = target.for_upgrade(graph, applied)?;
    Ok(with_all(graph, applied, place.revisions()))
}

/// Returns the upgrades after which `revisions` are applied, with all that they follow or depend
/// on.
pub fn with_all(graph: &Graph, applied: &Applied, revisions: &[Index]) -> Plan {
    let wanted = graph.closure(revisions);
    let pending = |at: Index| wanted[at.get()] && !applied.contains(at);
    Plan {
        steps: upward(graph, pending).collect(),
    }
}
