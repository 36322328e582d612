//! What a revision is besides one of many: head, branch point, merge point, current.

use crate::graph::{Graph, Index};
use crate::plan::Applied;

/// What a revision is besides one of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// No revision follows it.
    pub is_head: bool,
    /// It is a head, and another revision depends on it: what has the other needs no row for it.
    pub is_depended_on: bool,
    /// Several revisions follow it.
    pub is_branch_point: bool,
    /// It follows several revisions.
    pub is_merge_point: bool,
    /// It is where the database is.
    pub is_current: bool,
}

/// Returns a revision's marks.
///
/// # Panics
///
/// Panics if `revision` comes from a larger graph.
pub fn marks(graph: &Graph, applied: &Applied, revision: Index) -> Marks {
    let node = graph.node(revision);
    let is_applied = |at: &Index| applied.contains(*at);
    let is_head = node.children.is_empty();
    Marks {
        is_head,
        is_depended_on: is_head && !node.dependents.is_empty(),
        is_branch_point: node.children.len() > 1,
        is_merge_point: node.parents.len() > 1,
        is_current: applied.contains(revision) && !node.children.iter().any(is_applied),
    }
}
