//! Orders revisions so that each comes after all that it follows.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Index, Node, index};

/// Returns the order, ties by position; or, where cycles prevent one, the revisions left over.
///
/// Kahn's algorithm ("Topological sorting of large networks", 1962) with the open revisions in a
/// heap: linear but for the heap's logarithm.
pub(super) fn order(nodes: &[Node]) -> Result<Vec<Index>, Vec<Index>> {
    let mut waits_for: Vec<usize> = nodes.iter().map(|node| node.before().count()).collect();
    let ready = |waits: &[usize]| {
        let free = move |&(_, &count): &(usize, &usize)| count == 0;
        let open = waits.iter().enumerate().filter(free);
        open.map(|(position, _)| Reverse(index(position)))
            .collect::<BinaryHeap<_>>()
    };
    let mut open = ready(&waits_for);
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(Reverse(next)) = open.pop() {
        order.push(next);
        for after in nodes[next.get()].after() {
            let waits = &mut waits_for[after.get()];
            *waits -= 1;
            if *waits == 0 {
                open.push(Reverse(after));
            }
        }
    }
    if order.len() == nodes.len() {
        return Ok(order);
    }
    let stuck = |position: &usize| waits_for[*position] > 0;
    Err((0..nodes.len()).filter(stuck).map(index).collect())
}
