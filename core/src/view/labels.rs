//! Which revisions a label stands for besides the one that has it.

use crate::graph::{Graph, Index};

/// Marks the line that the labels of `revision` name: all that follows it; and where that is one
/// line without fork, merge or other dependents, also what leads to it, as far as that is so, too.
pub fn line_of(graph: &Graph, revision: Index) -> Vec<bool> {
    let mut marked = graph.followers(&[revision]);
    let is_plain = |at: Index| {
        let node = graph.node(at);
        let mut after = node.after();
        let first = after.next();
        node.parents.len() < 2 && after.all(|other| Some(other) == first)
    };
    let mut at = revision;
    while is_plain(at) {
        match graph.node(at).children.first() {
            Some(&child) => at = child,
            None => break,
        }
    }
    if !is_plain(at) {
        return marked;
    }
    let mut at = revision;
    while let Some(&parent) = graph.node(at).parents.first() {
        if !is_plain(parent) {
            break;
        }
        marked[parent.get()] = true;
        at = parent;
    }
    marked
}

/// Returns for each revision in folder order the labels of the lines that it is on, sorted.
pub fn inherited_labels(graph: &Graph) -> Vec<Vec<&str>> {
    let mut labels: Vec<Vec<&str>> = vec![Vec::new(); graph.len()];
    for at in graph.indices() {
        let own = &graph.node(at).labels;
        if own.is_empty() {
            continue;
        }
        let marked = line_of(graph, at);
        for (labels, _) in labels.iter_mut().zip(marked).filter(|(_, marked)| *marked) {
            labels.extend(own.iter().map(AsRef::as_ref));
        }
    }
    for labels in &mut labels {
        labels.sort_unstable();
    }
    labels
}
