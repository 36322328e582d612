//! What people look at: heads, branch points, histories, where a database is. All of it is derived
//! from the graph and from what is applied.

use crate::graph::{Graph, Index};
use crate::plan::Applied;

mod history;
mod labels;
mod marks;

pub use history::{between, history};
pub use labels::{inherited_labels, line_of};
pub use marks::{Marks, marks};

/// Returns the applied revisions that no applied revision has as its parent, in folder order: where
/// the database is.
///
/// A revision on which an applied one only depends is among them; [`Applied::heads`] leaves it out.
pub fn current(graph: &Graph, applied: &Applied) -> Vec<Index> {
    let is_applied = |at: &Index| applied.contains(*at);
    let is_current =
        |at: &Index| is_applied(at) && !graph.node(*at).children.iter().any(is_applied);
    graph.indices().filter(is_current).collect()
}

/// Whether every revision of the graph is applied, and nothing else.
pub fn is_at_heads(graph: &Graph, applied: &Applied) -> bool {
    applied.unknown().is_empty() && graph.indices().all(|at| applied.contains(at))
}

/// Returns the revisions that several others name as parent, newest first.
pub fn branch_points(graph: &Graph) -> Vec<Index> {
    let order = graph.order().iter().rev().copied();
    order
        .filter(|at| graph.node(*at).children.len() > 1)
        .collect()
}
