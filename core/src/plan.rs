//! Which steps lead from what is applied to a target. Pure: executing never decides.
//!
//! What is applied is a set; heads are derived from it. Ties go by folder order, so that a plan
//! never varies between runs.

use crate::Direction;
use crate::graph::{Graph, Index};

mod ahead;
mod applied;
mod downgrade;
mod stamp;
mod upgrade;

pub use ahead::{Ahead, PlanError};
pub use applied::{Applied, Unknown};
pub use downgrade::{downgrade, lines_back, without};
pub use stamp::{Stamp, stamp};
pub use upgrade::{upgrade, with_all};

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

impl Plan {
    /// Returns what is applied once every step is taken.
    pub fn after(&self, applied: &Applied) -> Applied {
        let mut after = applied.clone();
        for step in &self.steps {
            match step.direction {
                Direction::Upgrade => after.insert(step.revision),
                Direction::Downgrade => after.remove(step.revision),
            }
        }
        after
    }
}

/// The revisions for which `pick` holds, each after what it follows.
fn upward(graph: &Graph, pick: impl Fn(Index) -> bool) -> impl Iterator<Item = Step> {
    let picked = graph.order().iter().copied().filter(move |&at| pick(at));
    picked.map(|revision| Step {
        revision,
        direction: Direction::Upgrade,
    })
}

/// The revisions for which `pick` holds, each before what it follows.
fn downward(graph: &Graph, pick: impl Fn(Index) -> bool) -> impl Iterator<Item = Step> {
    let order = graph.order().iter().rev().copied();
    let picked = order.filter(move |&at| pick(at));
    picked.map(|revision| Step {
        revision,
        direction: Direction::Downgrade,
    })
}
