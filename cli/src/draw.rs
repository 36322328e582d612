//! Draws the graph: in the terminal, and in the languages of others.

use limbeck_core::graph::Index;

use crate::line::Lines;
use crate::source::History;

mod dot;
mod lanes;
mod mermaid;
mod svg;
mod text;

pub(crate) use dot::dot;
pub(crate) use mermaid::mermaid;
pub(crate) use svg::svg;
pub(crate) use text::text;

/// What is to be drawn.
#[derive(Debug)]
pub(crate) struct Drawing<'h> {
    history: &'h History,
    lines: Lines<'h>,
    /// Each after all that follow or depend on it.
    shown: Vec<Index>,
    is_shown: Vec<bool>,
}

/// Why there is an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Parent,
    DependsOn,
}

impl<'h> Drawing<'h> {
    /// `shown` is in the order of [`limbeck_core::view::history`].
    pub(crate) fn new(history: &'h History, lines: Lines<'h>, shown: Vec<Index>) -> Drawing<'h> {
        let mut is_shown = vec![false; history.graph.len()];
        for at in &shown {
            is_shown[at.get()] = true;
        }
        Drawing {
            history,
            lines,
            shown,
            is_shown,
        }
    }

    /// The parents of a revision that are drawn, too.
    fn parents(&self, at: Index) -> impl Iterator<Item = Index> {
        let parents = self.history.graph.node(at).parents.iter().copied();
        parents.filter(|at| self.is_shown[at.get()])
    }

    /// The edges from a revision to others that are drawn.
    fn edges(&self, at: Index) -> impl Iterator<Item = (Edge, Index)> {
        let depends_on = self.history.graph.node(at).depends_on.iter().copied();
        let depends_on = depends_on.filter(|at| self.is_shown[at.get()]);
        let parents = self.parents(at).map(|at| (Edge::Parent, at));
        parents.chain(depends_on.map(|at| (Edge::DependsOn, at)))
    }
}
