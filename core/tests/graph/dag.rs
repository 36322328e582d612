//! Graphs from one line of text.

use limbeck_core::graph::{Fault, Graph, Index, Links};

/// Builds the graph of `"a; b: a; c: a; d: b c | depends a | labels x"`: revisions in folder order,
/// each with its parents.
pub(crate) fn dag(text: &str) -> Graph {
    build(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

/// The same, for graphs that may be none.
pub(crate) fn build(text: &str) -> Result<Graph, Vec<Fault>> {
    let revisions: Vec<Links<'_>> = text.split(';').map(links).collect();
    Graph::build(&revisions)
}

fn links(text: &str) -> Links<'_> {
    let mut parts = text.split('|');
    let first = parts.next().unwrap_or_default();
    let (id, parents) = first.split_once(':').unwrap_or((first, ""));
    let mut links = Links {
        id: id.trim(),
        parents: parents.split_whitespace().collect(),
        ..Links::default()
    };
    for part in parts {
        let mut words = part.split_whitespace();
        match words.next() {
            Some("depends") => links.depends_on = words.collect(),
            Some("labels") => links.labels = words.collect(),
            other => panic!("{other:?} in {text}"),
        }
    }
    links
}

/// The ids of these revisions, separated by spaces.
pub(crate) fn ids(graph: &Graph, indices: &[Index]) -> String {
    let ids = indices.iter().map(|&index| &*graph.node(index).id);
    ids.collect::<Vec<_>>().join(" ")
}
