//! All revisions and the edges between them, checked: what a [`Graph`] holds is acyclic and whole.

use std::collections::HashMap;

mod cycle;
mod fault;
mod order;
mod redundant;

pub use fault::{Edge, EdgeKind, Fault};
pub use redundant::Redundant;

/// A revision's position in the list that the graph was built from: folder order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Index(u32);

impl Index {
    /// Returns the position as a number, counted from zero.
    pub const fn get(self) -> usize {
        self.0 as usize
    }

    /// Makes the index of the revision at `position`, or `None` past four thousand million.
    pub fn new(position: usize) -> Option<Index> {
        u32::try_from(position).ok().map(Index)
    }
}

/// What the graph needs to know of one revision.
#[derive(Clone, Debug, Default)]
pub struct Links<'a> {
    /// The revision's id.
    pub id: &'a str,
    /// The ids it follows; empty for a base.
    pub parents: Vec<&'a str>,
    /// The ids or labels that must be applied before it.
    pub depends_on: Vec<&'a str>,
    /// The names of the line that begins here.
    pub labels: Vec<&'a str>,
}

/// One revision in the graph.
#[derive(Clone, Debug)]
pub struct Node {
    /// The revision's id.
    pub id: Box<str>,
    /// The names of the line that begins here.
    pub labels: Vec<Box<str>>,
    /// The revisions it follows, in the order of its header.
    pub parents: Vec<Index>,
    /// The revisions that must be applied before it, in the order of its header.
    pub depends_on: Vec<Index>,
    /// The revisions that follow it, in folder order.
    pub children: Vec<Index>,
    /// The revisions that depend on it, in folder order.
    pub dependents: Vec<Index>,
}

impl Node {
    /// The edges that lead towards the base, of both kinds.
    pub fn before(&self) -> impl Iterator<Item = Index> {
        self.parents.iter().chain(&self.depends_on).copied()
    }

    /// The edges that lead away from the base, of both kinds.
    pub fn after(&self) -> impl Iterator<Item = Index> {
        self.children.iter().chain(&self.dependents).copied()
    }
}

/// All revisions of one history. Ids are unique, every edge leads to a revision, none leads back.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    by_name: HashMap<Box<str>, Index>,
    order: Vec<Index>,
}

impl Graph {
    /// Builds the graph of `revisions`, which come in folder order.
    ///
    /// # Errors
    ///
    /// Every [`Fault`]: first those of names, and only where these are whole the cycles.
    pub fn build(revisions: &[Links<'_>]) -> Result<Graph, Vec<Fault>> {
        let mut faults = Vec::new();
        let by_name = names(revisions, &mut faults);
        let mut nodes: Vec<Node> = revisions
            .iter()
            .map(|links| Node {
                id: links.id.into(),
                labels: links.labels.iter().map(|&label| label.into()).collect(),
                parents: Vec::with_capacity(links.parents.len()),
                depends_on: Vec::with_capacity(links.depends_on.len()),
                children: Vec::new(),
                dependents: Vec::new(),
            })
            .collect();
        for (position, links) in revisions.iter().enumerate() {
            let revision = index(position);
            for kind in [EdgeKind::Parent, EdgeKind::DependsOn] {
                let targets = match kind {
                    EdgeKind::Parent => &links.parents,
                    EdgeKind::DependsOn => &links.depends_on,
                };
                for (place, &name) in targets.iter().enumerate() {
                    let target = by_name.get(name).copied().filter(|&target| {
                        // A parent is named by its id; only a dependency may be named by a label.
                        kind == EdgeKind::DependsOn || &*nodes[target.get()].id == name
                    });
                    let edge = Edge {
                        revision,
                        kind,
                        place,
                    };
                    match target {
                        None => faults.push(Fault::Unknown {
                            edge,
                            name: name.into(),
                        }),
                        Some(target) if target == revision => faults.push(Fault::Itself { edge }),
                        Some(target) => link(&mut nodes, revision, target, kind),
                    }
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let order = order::order(&nodes)
            .map_err(|unordered| cycle::cycles(revisions, &nodes, &unordered))?;
        Ok(Graph {
            nodes,
            by_name,
            order,
        })
    }

    /// Returns the number of revisions.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the graph has no revision.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the revision at `index`.
    ///
    /// # Panics
    ///
    /// Panics if `index` comes from a larger graph.
    pub fn node(&self, index: Index) -> &Node {
        &self.nodes[index.get()]
    }

    /// Returns every revision's index, in folder order.
    pub fn indices(&self) -> impl ExactSizeIterator<Item = Index> + use<> {
        (0..self.nodes.len()).map(index)
    }

    /// Returns every revision so that each comes after all that it follows or depends on; ties go
    /// by folder order, so that the same files always give the same order.
    pub fn order(&self) -> &[Index] {
        &self.order
    }

    /// Returns the revision that has `name` as its id or as one of its labels.
    pub fn find(&self, name: &str) -> Option<Index> {
        self.by_name.get(name).copied()
    }

    /// Returns the revisions that no other names as parent, in folder order.
    pub fn heads(&self) -> Vec<Index> {
        let head = |index: &Index| self.node(*index).children.is_empty();
        self.indices().filter(head).collect()
    }

    /// Returns the revisions that nothing follows and nothing depends on, in folder order: where a
    /// database stands that has everything applied.
    pub fn effective_heads(&self) -> Vec<Index> {
        let head = |index: &Index| self.node(*index).after().next().is_none();
        self.indices().filter(head).collect()
    }

    /// Returns the revisions without parent, in folder order.
    pub fn bases(&self) -> Vec<Index> {
        let base = |index: &Index| self.node(*index).parents.is_empty();
        self.indices().filter(base).collect()
    }

    /// Marks the revisions in `from` and all that they follow or depend on, however far.
    pub fn closure(&self, from: &[Index]) -> Vec<bool> {
        self.reach(from, Node::before)
    }

    /// Marks the revisions in `from` and all that follow or depend on them, however far.
    pub fn descendants(&self, from: &[Index]) -> Vec<bool> {
        self.reach(from, Node::after)
    }

    /// Marks the revisions in `from` and all their ancestors, along parents only.
    pub fn ancestors(&self, from: &[Index]) -> Vec<bool> {
        self.reach(from, |node| node.parents.iter().copied())
    }

    /// Marks the revisions in `from` and all that follow them, along children only.
    pub fn followers(&self, from: &[Index]) -> Vec<bool> {
        self.reach(from, |node| node.children.iter().copied())
    }

    /// Marks a revision with all that it follows and all that follows it: the branch that its id or
    /// label names. Dependencies do not count.
    pub fn lineage(&self, of: Index) -> Vec<bool> {
        let mut marked = self.ancestors(&[of]);
        for (mark, follows) in marked.iter_mut().zip(self.followers(&[of])) {
            *mark |= follows;
        }
        marked
    }

    fn reach<'a, I: Iterator<Item = Index> + 'a>(
        &'a self,
        from: &[Index],
        next: impl Fn(&'a Node) -> I,
    ) -> Vec<bool> {
        let mut marked = vec![false; self.nodes.len()];
        let mut open = from.to_vec();
        while let Some(index) = open.pop() {
            if !std::mem::replace(&mut marked[index.get()], true) {
                open.extend(next(self.node(index)));
            }
        }
        marked
    }

    /// Returns every name that a target may use: ids and labels.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().flat_map(|node| {
            let labels = node.labels.iter().map(AsRef::as_ref);
            std::iter::once(&*node.id).chain(labels)
        })
    }

    /// Returns the parents that say nothing, because another parent descends from them.
    pub fn redundant_parents(&self) -> Vec<Redundant> {
        redundant::redundant_parents(self)
    }
}

fn names(revisions: &[Links<'_>], faults: &mut Vec<Fault>) -> HashMap<Box<str>, Index> {
    let mut by_name: HashMap<Box<str>, Index> = HashMap::with_capacity(revisions.len());
    for (position, links) in revisions.iter().enumerate() {
        let revision = index(position);
        if let Some(&first) = by_name.get(links.id) {
            faults.push(Fault::DuplicateRevision { revision, first });
        } else {
            by_name.insert(links.id.into(), revision);
        }
    }
    // Labels after all ids: a label that is also an id is the label's fault, wherever it stands.
    for (position, links) in revisions.iter().enumerate() {
        let revision = index(position);
        for (place, &label) in links.labels.iter().enumerate() {
            if let Some(&first) = by_name.get(label) {
                faults.push(Fault::DuplicateLabel {
                    revision,
                    place,
                    first,
                });
            } else {
                by_name.insert(label.into(), revision);
            }
        }
    }
    by_name
}

fn link(nodes: &mut [Node], revision: Index, target: Index, kind: EdgeKind) {
    // A name that stands twice in one header is one edge.
    let before = match kind {
        EdgeKind::Parent => &mut nodes[revision.get()].parents,
        EdgeKind::DependsOn => &mut nodes[revision.get()].depends_on,
    };
    if before.contains(&target) {
        return;
    }
    before.push(target);
    match kind {
        EdgeKind::Parent => nodes[target.get()].children.push(revision),
        EdgeKind::DependsOn => nodes[target.get()].dependents.push(revision),
    }
}

/// Positions above `u32::MAX` cannot be reached: a revision takes more than one byte of memory,
/// and the lists are built from files that were read whole.
fn index(position: usize) -> Index {
    Index(u32::try_from(position).unwrap_or(u32::MAX))
}
