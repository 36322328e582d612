//! What a downgrade takes back.

use super::ahead::check_standing;
use super::{Ahead, Applied, Plan, PlanError, downward};
use crate::graph::{Graph, Index};
use crate::target::{Target, TargetError};

/// Returns the downgrades that lead back to `target`: every applied revision that follows it, with
/// all that depends on these, each before what it follows. `base` leaves nothing applied.
///
/// Where several lines follow, a branch (`label@id`) chooses those that lead to its revision.
///
/// # Errors
///
/// [`PlanError::Ahead`] by policy, and those of [`lines_back`] and [`without`].
pub fn downgrade(
    graph: &Graph,
    applied: &Applied,
    target: &Target,
    ahead: Ahead,
) -> Result<Plan, PlanError> {
    ahead.check(applied)?;
    let lines = lines_back(graph, applied, target)?;
    without(graph, applied, &lines)
}

/// Returns the first revision of each line that a downgrade to `target` takes back, applied or not.
///
/// A relative target (`-1`) is counted here and nowhere else: plans that are made [`without()`] these
/// lines lead to the same place, whatever has been taken back meanwhile.
///
/// # Errors
///
/// [`PlanError::Target`] as [`Target::for_downgrade`], with [`TargetError::NotBehind`] for a
/// revision that is not applied and [`TargetError::NotOnTheWay`] for a branch that none of the lines
/// leads to.
pub fn lines_back(
    graph: &Graph,
    applied: &Applied,
    target: &Target,
) -> Result<Vec<Index>, PlanError> {
    let way = target.for_downgrade(graph, applied)?;
    let mut lines = match way.to {
        None => graph.bases(),
        Some(to) => graph.node(to).children.clone(),
    };
    let names_line = way.line.is_some();
    if let Some(line) = way.line.filter(|_| lines.len() > 1) {
        let leads_there = graph.ancestors(&[line.revision]);
        let ids = lines.iter().map(|at| graph.node(*at).id.to_string());
        let ids = ids.collect();
        lines.retain(|at| leads_there[at.get()]);
        if lines.is_empty() {
            let branch = line.name;
            return Err(TargetError::NotOnTheWay { branch, lines: ids }.into());
        }
    }
    // Where there is nothing to take back, the target must be where the database is, but for what
    // depends on it. A branch of which nothing follows was never on the way.
    let is_there = |to: Index| {
        let children = &graph.node(to).children;
        applied.heads(graph).contains(&to)
            || !names_line
                && applied.contains(to)
                && !children.iter().any(|child| applied.contains(*child))
    };
    if let Some(to) = way.to
        && !graph.indices().any(leaves(graph, applied, &lines))
        && !is_there(to)
    {
        let id = |at: &Index| graph.node(*at).id.to_string();
        return Err(TargetError::NotBehind {
            revision: id(&to),
            current: applied.heads(graph).iter().map(id).collect(),
        }
        .into());
    }
    Ok(lines)
}

/// Returns the downgrades after which none of `lines` is applied, nor what follows or depends on
/// them.
///
/// # Errors
///
/// [`PlanError::InTheWay`] where an unknown revision stands on what would be taken back.
pub fn without(graph: &Graph, applied: &Applied, lines: &[Index]) -> Result<Plan, PlanError> {
    let leaves = leaves(graph, applied, lines);
    check_standing(graph, applied, &leaves)?;
    Ok(Plan {
        steps: downward(graph, leaves).collect(),
    })
}

/// Whether an applied revision is one of `lines`, or follows or depends on one.
fn leaves(graph: &Graph, applied: &Applied, lines: &[Index]) -> impl Fn(Index) -> bool {
    let unwanted = graph.descendants(lines);
    move |at| unwanted[at.get()] && applied.contains(at)
}
