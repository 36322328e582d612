//! A case's graph by definition alone: sets of names, nothing shared with what is judged.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::errors::Kind;

pub(super) type Ids<'c> = BTreeSet<&'c str>;

/// The edges of a case's graph.
pub(super) struct World<'c> {
    /// The ids, in the order in which the files were loaded.
    pub(super) ids: Vec<&'c str>,
    pub(super) parents: BTreeMap<&'c str, Ids<'c>>,
    pub(super) depends_on: BTreeMap<&'c str, Ids<'c>>,
    pub(super) labels: BTreeMap<&'c str, &'c str>,
}

/// Which edges count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edges {
    Parents,
    All,
}

impl<'c> World<'c> {
    /// Takes the graph in, or says all that is wrong with it.
    pub(super) fn new(case: &'c Case) -> Result<World<'c>, BTreeSet<Kind>> {
        let mut faults = BTreeSet::new();
        let mut world = World {
            ids: Vec::new(),
            parents: BTreeMap::new(),
            depends_on: BTreeMap::new(),
            labels: BTreeMap::new(),
        };
        for revision in &case.graph {
            let id = revision.id.as_str();
            if world.ids.contains(&id) {
                faults.insert(Kind::DuplicateId);
            } else {
                world.ids.push(id);
            }
        }
        for revision in &case.graph {
            let names = std::iter::once(&revision.id).chain(&revision.labels);
            let legal = |name: &String| {
                name.chars()
                    .all(|c| c.is_ascii_alphanumeric() || "_.".contains(c))
            };
            if !names.into_iter().all(legal) {
                faults.insert(Kind::IllegalId);
            }
            for label in &revision.labels {
                let taken = world.labels.insert(label, &revision.id).is_some();
                if taken || world.ids.contains(&label.as_str()) {
                    faults.insert(Kind::NameTaken);
                }
            }
        }
        for revision in &case.graph {
            world.add_edges(revision, &mut faults);
        }
        if faults.is_empty() || faults.iter().all(|fault| *fault == Kind::DuplicateId) {
            if world.has_cycle(Edges::Parents) {
                // The circle that is told may lead through a dependency.
                faults.extend([Kind::Cycle, Kind::DependencyCycle]);
            } else if world.has_cycle(Edges::All) {
                faults.insert(Kind::DependencyCycle);
            }
        }
        if faults.is_empty() {
            Ok(world)
        } else {
            Err(faults)
        }
    }

    fn add_edges(&mut self, revision: &'c super::case::Revision, faults: &mut BTreeSet<Kind>) {
        let id = revision.id.as_str();
        self.parents.entry(id).or_default();
        self.depends_on.entry(id).or_default();
        for parent in &revision.down {
            if !self.ids.contains(&parent.as_str()) {
                faults.insert(Kind::UnknownParent);
            } else if parent == id {
                faults.insert(Kind::OwnParent);
            }
            self.parents.entry(id).or_default().insert(parent);
        }
        for name in &revision.depends_on {
            let named = self.ids.iter().find(|other| **other == *name);
            let Some(&other) = named.or_else(|| self.labels.get(name.as_str())) else {
                faults.insert(Kind::UnknownDependency);
                continue;
            };
            if other == id {
                faults.insert(Kind::OwnDependency);
            }
            self.depends_on.entry(id).or_default().insert(other);
        }
    }

    fn has_cycle(&self, edges: Edges) -> bool {
        let mut left: Ids<'c> = self.ids.iter().copied().collect();
        loop {
            let free = |id: &&&str| self.before(id, edges).is_disjoint(&left);
            let Some(id) = left.iter().find(free).copied() else {
                return !left.is_empty();
            };
            left.remove(id);
        }
    }

    /// What one revision follows (and depends on), directly.
    pub(super) fn before(&self, id: &str, edges: Edges) -> Ids<'c> {
        let mut before = self.parents.get(id).cloned().unwrap_or_default();
        if edges == Edges::All {
            before.extend(self.depends_on.get(id).into_iter().flatten());
        }
        before
    }

    /// What follows one revision (or depends on it), directly.
    pub(super) fn after(&self, id: &str, edges: Edges) -> Ids<'c> {
        let all = self.ids.iter().copied();
        all.filter(|other| self.before(other, edges).contains(id))
            .collect()
    }

    /// These and all that they lead back to.
    pub(super) fn below(&self, ids: &Ids<'c>, edges: Edges) -> Ids<'c> {
        closed(ids, |id| self.before(id, edges))
    }

    /// These and all that leads back to them.
    pub(super) fn above(&self, ids: &Ids<'c>, edges: Edges) -> Ids<'c> {
        closed(ids, |id| self.after(id, edges))
    }

    /// What a revision leads back to, and what leads back to it.
    pub(super) fn lineage(&self, id: &'c str, edges: Edges) -> Ids<'c> {
        let id = Ids::from([id]);
        &self.below(&id, edges) | &self.above(&id, edges)
    }

    /// Those that no other of them needs.
    pub(super) fn maximal(&self, ids: &Ids<'c>) -> Ids<'c> {
        let needed = |id: &&str| !self.after(id, Edges::All).is_disjoint(ids);
        ids.iter().copied().filter(|id| !needed(id)).collect()
    }

    pub(super) fn all(&self) -> Ids<'c> {
        self.ids.iter().copied().collect()
    }

    /// The revisions that no other has as its parent.
    pub(super) fn heads(&self) -> Ids<'c> {
        let all = self.ids.iter().copied();
        all.filter(|id| self.after(id, Edges::Parents).is_empty())
            .collect()
    }

    pub(super) fn bases(&self) -> Ids<'c> {
        let all = self.ids.iter().copied();
        all.filter(|id| self.before(id, Edges::Parents).is_empty())
            .collect()
    }

    /// Whether each comes after what it needs; or, the other way, before.
    pub(super) fn is_topological<'i>(&self, ids: impl Iterator<Item = &'i str>) -> bool {
        let order: Vec<&str> = ids.collect();
        (0..order.len()).all(|at| {
            let id = Ids::from([self.known(order[at])]);
            let needs = self.below(&id, Edges::All);
            order[at + 1..].iter().all(|later| !needs.contains(later))
        })
    }

    fn known(&self, id: &str) -> &'c str {
        self.ids
            .iter()
            .copied()
            .find(|known| *known == id)
            .unwrap_or_default()
    }
}

fn closed<'c>(ids: &Ids<'c>, next: impl Fn(&'c str) -> Ids<'c>) -> Ids<'c> {
    let mut found = ids.clone();
    let mut open: Vec<&str> = ids.iter().copied().collect();
    while let Some(id) = open.pop() {
        open.extend(next(id).into_iter().filter(|next| found.insert(next)));
    }
    found
}
