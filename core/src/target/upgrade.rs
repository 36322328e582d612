//! Finds where an upgrade leads, given what is applied.

use super::error::TargetError;
use super::name::ids;
use super::resolve::Branch;
use super::walk::{AtTheEnd, walk};
use super::{Place, Start, Target};
use crate::graph::{Graph, Index};
use crate::plan::Applied;

impl Target {
    /// Finds the place that an upgrade leads to.
    ///
    /// `+N` is counted from the one current revision, along children, within the branch if one is
    /// named; a branch of which nothing is current is entered where it leaves what is applied, or
    /// at its base. `current` is what is applied.
    ///
    /// # Errors
    ///
    /// Every [`TargetError`] about names, heads and walks; [`TargetError::SeveralCurrent`] where
    /// `+N` has several to count from, and [`TargetError::WrongDirection`] for `-N`.
    pub fn for_upgrade(&self, graph: &Graph, applied: &Applied) -> Result<Place, TargetError> {
        let current = || applied.heads(graph);
        self.above(graph, current, AtTheEnd::Refuse)
    }

    /// The same, counted from `current`.
    pub(super) fn above(
        &self,
        graph: &Graph,
        current: impl Fn() -> Vec<Index>,
        end: AtTheEnd,
    ) -> Result<Place, TargetError> {
        let branch = self.branch(graph)?;
        match (&self.start, self.walk) {
            (Start::Current, None) => {
                let within = |at: &Index| branch.as_ref().is_none_or(|b| b.marked[at.get()]);
                Ok(Place::Revisions(
                    current().into_iter().filter(within).collect(),
                ))
            }
            (Start::Current, Some(steps)) if steps <= 0 => Err(TargetError::WrongDirection {
                walk: self.to_string(),
            }),
            (Start::Current, Some(steps)) => {
                let start = start(graph, &current(), branch.as_ref())?;
                let marked = branch.as_ref().map(|branch| &*branch.marked);
                let at = walk(graph, start, steps, marked, end, &|| self.to_string())?;
                Ok(at.map_or(Place::Base, |at| Place::Revisions(vec![at])))
            }
            (_, None) => self.place(graph, branch.as_ref()),
            (_, Some(steps)) => self.walk_from(graph, branch.as_ref(), steps, end),
        }
    }
}

/// Where a count upwards begins: at the one current revision (of the branch), else where the branch
/// leaves what is applied, else before every revision.
fn start(
    graph: &Graph,
    current: &[Index],
    branch: Option<&Branch<'_>>,
) -> Result<Option<Index>, TargetError> {
    let mut from = current.to_vec();
    if let Some(branch) = branch {
        from.retain(|at| branch.marked[at.get()]);
        if from.is_empty() {
            let mut active = graph.closure(current);
            for (active, marked) in active.iter_mut().zip(&branch.marked) {
                *active &= marked;
            }
            let is_tip = |at: &Index| {
                active[at.get()] && !graph.node(*at).after().any(|after| active[after.get()])
            };
            from = graph.indices().filter(is_tip).collect();
        }
    }
    match from.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        several => Err(TargetError::SeveralCurrent {
            current: ids(graph, several),
        }),
    }
}
