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
/// [`PlanError::Ahead`] by policy, [`PlanError::InTheWay`] where an unknown revision stands on what
/// would be taken back, and [`PlanError::Target`] as [`Target::for_downgrade`], with
/// [`TargetError::NotBehind`] for a revision that is not applied and
/// [`TargetError::NotOnTheWay`] for a branch that none of the lines leads to.
pub fn downgrade(
    graph: &Graph,
    applied: &Applied,
    target: &Target,
    ahead: Ahead,
) -> Result<Plan, PlanError> {
    ahead.check(applied)?;
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
    let plan = without(graph, applied, &lines);
    // Where there was nothing to take back, the target must be where the database is, but for what
    // depends on it. A branch of which nothing follows was never on the way.
    let is_there = |to: Index| {
        let children = &graph.node(to).children;
        applied.heads(graph).contains(&to)
            || !names_line
                && applied.contains(to)
                && !children.iter().any(|child| applied.contains(*child))
    };
    if let Some(to) = way.to
        && plan.steps.is_empty()
        && !is_there(to)
    {
        let id = |at: &Index| graph.node(*at).id.to_string();
        return Err(TargetError::NotBehind {
            revision: id(&to),
            current: applied.heads(graph).iter().map(id).collect(),
        }
        .into());
    }
    let mut gone = vec![false; graph.len()];
    for step in &plan.steps {
        gone[step.revision.get()] = true;
    }
    check_standing(graph, applied, |at| gone[at.get()])?;
    Ok(plan)
}

/// Returns the downgrades after which nothing that follows one of `revisions` is applied, nor what
/// depends on these.
pub fn without_followers(graph: &Graph, applied: &Applied, revisions: &[Index]) -> Plan {
    let children = revisions.iter().flat_map(|&at| &graph.node(at).children);
    without(graph, applied, &children.copied().collect::<Vec<_>>())
}

/// The downgrades after which none of `lines` is applied, nor what follows or depends on them.
fn without(graph: &Graph, applied: &Applied, lines: &[Index]) -> Plan {
    let unwanted = graph.descendants(lines);
    let leaves = |at: Index| unwanted[at.get()] && applied.contains(at);
    Plan {
        steps: downward(graph, leaves).collect(),
    }
}
