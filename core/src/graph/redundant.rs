//! Parents that add nothing, because another parent descends from them.

use super::{Graph, Index};

/// A parent that says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redundant {
    /// Whose parent it is.
    pub revision: Index,
    /// The parent that adds nothing.
    pub parent: Index,
    /// The parent that descends from it.
    pub implied_by: Index,
}

/// Looks at merges only, and no further up than the redundant parent's depth: in a history of few
/// merges this is linear, at worst it is merges times revisions.
pub(super) fn redundant_parents(graph: &Graph) -> Vec<Redundant> {
    if graph.nodes.iter().all(|node| node.parents.len() < 2) {
        return Vec::new();
    }
    let depth = depths(graph);
    let mut found = Vec::new();
    for revision in graph.indices() {
        let parents = &graph.node(revision).parents;
        for &parent in parents {
            let implied_by = parents
                .iter()
                .copied()
                .find(|&other| other != parent && descends(graph, &depth, other, parent));
            if let Some(implied_by) = implied_by {
                found.push(Redundant {
                    revision,
                    parent,
                    implied_by,
                });
            }
        }
    }
    found
}

/// The longest way from each revision to a base.
fn depths(graph: &Graph) -> Vec<u32> {
    let mut depth = vec![0; graph.len()];
    for &index in graph.order() {
        let before = graph.node(index).before();
        depth[index.get()] = before.map(|b| depth[b.get()] + 1).max().unwrap_or(0);
    }
    depth
}

fn descends(graph: &Graph, depth: &[u32], from: Index, ancestor: Index) -> bool {
    let floor = depth[ancestor.get()];
    let mut seen = std::collections::HashSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == ancestor {
            return true;
        }
        let deep_enough = |before: &Index| depth[before.get()] >= floor;
        if seen.insert(at) {
            open.extend(graph.node(at).parents.iter().copied().filter(deep_enough));
        }
    }
    false
}
