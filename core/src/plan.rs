//! Which steps lead from what is applied to a target. Pure: executing never decides.

use crate::Direction;
use crate::graph::{Graph, Index};
use crate::target::Target;

/// One revision, one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The revision.
    pub revision: Index,
    /// Which way.
    pub direction: Direction,
}

/// The steps to take, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Each revision at most once; empty where there is nothing to do.
    pub steps: Vec<Step>,
}

/// What is applied in a database, as far as the graph knows it: one mark for each revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied(Vec<bool>);

impl Applied {
    /// Nothing is applied.
    pub fn none(graph: &Graph) -> Applied {
        Applied(vec![false; graph.len()])
    }

    /// Marks one revision as applied.
    pub fn insert(&mut self, revision: Index) {
        self.0[revision.get()] = true;
    }

    /// Takes the mark off one revision.
    pub fn remove(&mut self, revision: Index) {
        self.0[revision.get()] = false;
    }

    /// Whether the revision is applied.
    pub fn contains(&self, revision: Index) -> bool {
        self.0[revision.get()]
    }

    /// Returns the applied revisions that no applied revision follows or depends on.
    pub fn heads(&self, graph: &Graph) -> Vec<Index> {
        let is_head = |&index: &Index| {
            self.contains(index) && !graph.node(index).after().any(|after| self.contains(after))
        };
        graph.indices().filter(is_head).collect()
    }
}

/// Returns the upgrades that `target` still needs: all that it includes and is not applied, each
/// after what it follows. `base` needs none.
///
/// There is no watermark: a revision that was merged late is not skipped.
pub fn upgrade(graph: &Graph, applied: &Applied, target: &Target) -> Plan {
    let Target::Revisions(revisions) = target else {
        return Plan::default();
    };
    let wanted = graph.closure(revisions);
    let pending = |index: &&Index| wanted[index.get()] && !applied.contains(**index);
    steps(graph.order().iter().filter(pending), Direction::Upgrade)
}

/// Returns the downgrades that lead back to `target`: every applied revision that follows one of
/// its revisions, with all that depends on these, each before what it follows. `base` leaves
/// nothing applied.
pub fn downgrade(graph: &Graph, applied: &Applied, target: &Target) -> Plan {
    let unwanted = match target {
        Target::Base => vec![true; graph.len()],
        Target::Revisions(revisions) => {
            let children = revisions.iter().flat_map(|&r| &graph.node(r).children);
            graph.descendants(&children.copied().collect::<Vec<_>>())
        }
    };
    let leaves = |index: &&Index| unwanted[index.get()] && applied.contains(**index);
    steps(
        graph.order().iter().rev().filter(leaves),
        Direction::Downgrade,
    )
}

/// Returns what must be recorded (upgrade) and what forgotten (downgrade) so that exactly `target`
/// and what it includes is recorded as applied: forgetting first.
pub fn stamp(graph: &Graph, applied: &Applied, target: &Target) -> Plan {
    let wanted = match target {
        Target::Base => vec![false; graph.len()],
        Target::Revisions(revisions) => graph.closure(revisions),
    };
    let forget = |index: &&Index| !wanted[index.get()] && applied.contains(**index);
    let record = |index: &&Index| wanted[index.get()] && !applied.contains(**index);
    let order = graph.order();
    let mut plan = steps(order.iter().rev().filter(forget), Direction::Downgrade);
    let recorded = steps(order.iter().filter(record), Direction::Upgrade);
    plan.steps.extend(recorded.steps);
    plan
}

fn steps<'a>(revisions: impl Iterator<Item = &'a Index>, direction: Direction) -> Plan {
    let step = |&revision: &Index| Step {
        revision,
        direction,
    };
    Plan {
        steps: revisions.map(step).collect(),
    }
}
