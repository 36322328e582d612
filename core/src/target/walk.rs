//! Walks a number of steps along parents or children, as long as there is one way only.

use super::error::TargetError;
use super::name::ids;
use crate::graph::{Graph, Index};

/// What happens at the end of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtTheEnd {
    /// The walk is refused.
    Refuse,
    /// The walk stays there.
    Stay,
}

/// Walks from `start` (none: before every revision): up along children for positive steps, within
/// `branch` if one is given; down along parents for negative ones. None is before every revision.
pub(super) fn walk(
    graph: &Graph,
    start: Option<Index>,
    steps: i64,
    branch: Option<&[bool]>,
    end: AtTheEnd,
    written: &dyn Fn() -> String,
) -> Result<Option<Index>, TargetError> {
    let mut at = start;
    for done in 0..steps.unsigned_abs() {
        let next: Vec<Index> = match at {
            _ if steps > 0 => {
                let ahead = match at {
                    None => graph.bases(),
                    Some(at) => graph.node(at).children.clone(),
                };
                let within = |index: &Index| branch.is_none_or(|marked| marked[index.get()]);
                ahead.into_iter().filter(within).collect()
            }
            None => Vec::new(),
            Some(at) => graph.node(at).parents.clone(),
        };
        match next.as_slice() {
            [only] => at = Some(*only),
            // Before a base there is one more place: before every revision.
            [] if steps < 0 && at.is_some() => at = None,
            [] if end == AtTheEnd::Stay => return Ok(at),
            [] => {
                return Err(TargetError::TooFar {
                    walk: written(),
                    possible: done,
                });
            }
            several => {
                return Err(TargetError::AmbiguousWalk {
                    walk: written(),
                    at: at.map(|at| graph.node(at).id.to_string()),
                    choices: ids(graph, several),
                });
            }
        }
    }
    Ok(at)
}
