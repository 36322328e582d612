//! Which revisions lie between two ends.

use crate::graph::{Graph, Index};
use crate::target::Span;

/// Returns the revisions of all spans, both ends included, newest first.
pub fn history(graph: &Graph, spans: &[Span]) -> Vec<Index> {
    let mut shown = vec![false; graph.len()];
    for span in spans {
        for at in between(graph, &span.lower, &span.upper) {
            shown[at.get()] = true;
        }
        for at in &span.lower {
            shown[at.get()] = true;
        }
    }
    let order = graph.order().iter().rev().copied();
    order.filter(|at| shown[at.get()]).collect()
}

/// Returns what leads to `upper` and follows from `lower`, without what `lower` includes, newest
/// first; without `lower` all that `upper` includes.
pub fn between(graph: &Graph, lower: &[Index], upper: &[Index]) -> Vec<Index> {
    let wanted = graph.closure(upper);
    let before = graph.closure(lower);
    let follows = match lower {
        [] => vec![true; graph.len()],
        lower => graph.followers(lower),
    };
    let within = |at: &Index| wanted[at.get()] && !before[at.get()] && follows[at.get()];
    let order = graph.order().iter().rev().copied();
    order.filter(within).collect()
}
