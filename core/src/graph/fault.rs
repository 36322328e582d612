//! What keeps revisions from being a graph.

use super::Index;

/// What an edge means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// The revision follows another and moves the head.
    Parent,
    /// The revision must be applied after another; it only orders.
    DependsOn,
}

/// Where an edge is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The revision whose header it stands in.
    pub revision: Index,
    /// Which field.
    pub kind: EdgeKind,
    /// The name's position in the field, counted from zero.
    pub place: usize,
}

/// One reason why revisions are no graph.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Two revisions have one id.
    DuplicateRevision {
        /// The later one in folder order.
        revision: Index,
        /// The first one.
        first: Index,
    },
    /// A label is an id, or another revision's label, or stands twice.
    DuplicateLabel {
        /// Whose label it is.
        revision: Index,
        /// The label's position in the field, counted from zero.
        place: usize,
        /// The revision that has the name already.
        first: Index,
    },
    /// An edge names nothing.
    Unknown {
        /// Where.
        edge: Edge,
        /// What it names.
        name: Box<str>,
    },
    /// An edge leads to its own revision.
    Itself {
        /// Where.
        edge: Edge,
    },
    /// Edges that lead round in a circle: each edge's revision is what the edge before it names,
    /// and the last one names the first one's revision.
    Cycle {
        /// The edges, in order.
        edges: Vec<Edge>,
    },
}
