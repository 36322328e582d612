//! What is applied in a database: the truth that plans begin with.

use std::collections::HashSet;

use crate::graph::{Graph, Index};

/// What is applied in a database: one mark for each revision of the graph, and what the graph does
/// not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    known: Vec<bool>,
    unknown: Vec<Unknown>,
}

/// An applied revision that the graph does not have, as the database recorded it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// The revision's id.
    pub id: String,
    /// The ids it follows.
    pub parents: Vec<String>,
    /// The ids it depends on.
    pub depends_on: Vec<String>,
}

impl Unknown {
    /// The ids of what it follows and depends on.
    fn before(&self) -> impl Iterator<Item = &str> {
        let before = self.parents.iter().chain(&self.depends_on);
        before.map(String::as_str)
    }
}

impl Applied {
    /// Nothing is applied.
    pub fn none(graph: &Graph) -> Applied {
        Applied {
            known: vec![false; graph.len()],
            unknown: Vec::new(),
        }
    }

    /// These revisions are applied, and all that they follow or depend on.
    pub fn up_to(graph: &Graph, revisions: &[Index]) -> Applied {
        Applied {
            known: graph.closure(revisions),
            unknown: Vec::new(),
        }
    }

    /// Marks one revision as applied.
    pub fn insert(&mut self, revision: Index) {
        self.known[revision.get()] = true;
    }

    /// Takes the mark off one revision.
    pub fn remove(&mut self, revision: Index) {
        self.known[revision.get()] = false;
    }

    /// Whether the revision is applied.
    pub fn contains(&self, revision: Index) -> bool {
        self.known[revision.get()]
    }

    /// Adds a revision that the graph does not have.
    pub fn insert_unknown(&mut self, unknown: Unknown) {
        self.unknown.push(unknown);
    }

    /// Returns the applied revisions that the graph does not have.
    pub fn unknown(&self) -> &[Unknown] {
        &self.unknown
    }

    /// Whether nothing is applied.
    pub fn is_empty(&self) -> bool {
        self.unknown.is_empty() && !self.known.contains(&true)
    }

    /// Returns the applied revisions of the graph that no applied revision of the graph follows or
    /// depends on, in folder order.
    pub fn heads(&self, graph: &Graph) -> Vec<Index> {
        let is_head = |&index: &Index| {
            self.contains(index) && !graph.node(index).after().any(|after| self.contains(after))
        };
        graph.indices().filter(is_head).collect()
    }

    /// Returns the unknown revisions that stand, directly or on one another, on a revision for
    /// which `gone` holds, in the order in which they were inserted.
    pub(super) fn standing_on(&self, graph: &Graph, gone: impl Fn(Index) -> bool) -> Vec<String> {
        let mut standing: HashSet<&str> = HashSet::new();
        // Each round finds at least one more, or is the last.
        loop {
            let stands = |id: &str| {
                let known = graph.find(id).filter(|&at| *graph.node(at).id == *id);
                known.map_or_else(|| standing.contains(id), &gone)
            };
            let is_new = |unknown: &&Unknown| {
                !standing.contains(&*unknown.id) && unknown.before().any(stands)
            };
            let found: Vec<&str> = self.unknown.iter().filter(is_new).map(|u| &*u.id).collect();
            if found.is_empty() {
                break;
            }
            standing.extend(found);
        }
        let ids = self.unknown.iter().map(|unknown| &unknown.id);
        ids.filter(|id| standing.contains(id.as_str()))
            .cloned()
            .collect()
    }
}
