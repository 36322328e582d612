//! Finds the circles among revisions, each told as a path.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use super::fault::{Edge, EdgeKind, Fault};
use super::{Index, Links, Node};

/// Returns one cycle for each knot of revisions that lead into each other: the shortest one
/// through the knot's first revision in folder order.
///
/// `unordered` is what no order could be found for: the cycles and all that comes after them.
pub(super) fn cycles(revisions: &[Links<'_>], nodes: &[Node], unordered: &[Index]) -> Vec<Fault> {
    let mut told = vec![false; nodes.len()];
    let mut faults = Vec::new();
    for &start in unordered {
        if told[start.get()] {
            continue;
        }
        let Some(path) = shortest(nodes, start) else {
            continue;
        };
        // All that lies on a circle with `start` belongs to the same knot and is told once.
        let down = reach(nodes, start, |node| node.before().collect());
        let up = reach(nodes, start, |node| node.after().collect());
        for position in 0..nodes.len() {
            told[position] |= down[position] && up[position];
        }
        let next = path.iter().skip(1).chain(path.first());
        let edges = path
            .iter()
            .zip(next)
            .map(|(&from, &to)| edge(revisions, nodes, from, to))
            .collect();
        faults.push(Fault::Cycle { edges });
    }
    faults
}

/// The shortest way from `start` along its edges back to itself, by breadth-first search.
fn shortest(nodes: &[Node], start: Index) -> Option<Vec<Index>> {
    let mut came_from: HashMap<Index, Index> = HashMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        for next in nodes[at.get()].before() {
            if next == start {
                let mut path = vec![at];
                while let Some(&before) = path.last().and_then(|last| came_from.get(last)) {
                    path.push(before);
                }
                path.reverse();
                return Some(path);
            }
            if let Entry::Vacant(entry) = came_from.entry(next) {
                entry.insert(at);
                open.push_back(next);
            }
        }
    }
    None
}

fn reach(nodes: &[Node], start: Index, next: impl Fn(&Node) -> Vec<Index>) -> Vec<bool> {
    let mut marked = vec![false; nodes.len()];
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut marked[at.get()], true) {
            open.extend(next(&nodes[at.get()]));
        }
    }
    marked
}

fn edge(revisions: &[Links<'_>], nodes: &[Node], from: Index, to: Index) -> Edge {
    let (links, target) = (&revisions[from.get()], &nodes[to.get()]);
    let names_target =
        |name: &&str| **name == *target.id || target.labels.iter().any(|label| **label == **name);
    let (kind, place) = match links.parents.iter().position(names_target) {
        Some(place) => (EdgeKind::Parent, place),
        None => {
            let place = links.depends_on.iter().position(names_target);
            (EdgeKind::DependsOn, place.unwrap_or_default())
        }
    };
    Edge {
        revision: from,
        kind,
        place,
    }
}
