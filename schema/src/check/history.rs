//! One dialect's view of a history: which revisions, in which order, which of them have shipped.

use limbeck_core::compile::Compiled;
use limbeck_core::graph::Index;
use limbeck_core::manifest::Manifest;
use limbeck_core::revision::Revision;
use limbeck_core::source::Sources;
use limbeck_core::{Dialect, Direction};

use super::input::Way;
use crate::simulator::Simulator;

/// The revisions as one dialect runs them.
pub(crate) struct History<'a> {
    pub(super) compiled: &'a Compiled,
    sources: &'a Sources,
    pub(super) dialect: Dialect,
    /// For each revision, in folder order, whether it has shipped; none has if a sealed one follows
    /// one that is not, for then there is no moment at which just the sealed ones are applied.
    sealed: Vec<bool>,
}

impl<'a> History<'a> {
    /// `manifest` says what has shipped.
    pub(crate) fn new(
        compiled: &'a Compiled,
        sources: &'a Sources,
        dialect: Dialect,
        manifest: Option<&Manifest>,
    ) -> Self {
        History {
            compiled,
            sources,
            dialect,
            sealed: sealed(compiled, dialect, manifest),
        }
    }

    /// Whether the revision has shipped.
    pub(crate) fn is_sealed(&self, index: Index) -> bool {
        self.sealed.get(index.get()).copied().unwrap_or_default()
    }

    /// Returns the sealed revisions, then the others, each in the graph's order: databases that are
    /// out there get the others later.
    pub(crate) fn order(&self) -> Vec<Index> {
        let order = self.compiled.graph.order();
        let (sealed, others): (Vec<Index>, Vec<Index>) =
            order.iter().partition(|index| self.is_sealed(**index));
        [sealed, others].concat()
    }

    /// Returns the sealed revisions that no sealed one follows or depends on, with their lineages.
    pub(crate) fn sealed_heads(&self) -> Vec<(&'a str, &'a str)> {
        let graph = &self.compiled.graph;
        let sealed = graph.indices().filter(|index| self.is_sealed(*index));
        let mut heads: Vec<(&str, &str)> = sealed
            .filter(|index| !graph.node(*index).after().any(|next| self.is_sealed(next)))
            .filter_map(|index| {
                let lineage = self.compiled.lineage(index.get(), self.dialect)?;
                Some((self.revision(index)?.id(), lineage.as_str()))
            })
            .collect();
        heads.sort_unstable();
        heads
    }

    /// Applies the revisions that `is_wanted` says to `simulator`, in order; returns whether nothing
    /// was wrong with that.
    pub(crate) fn build(
        &self,
        simulator: &mut dyn Simulator,
        is_wanted: impl Fn(Index) -> bool,
    ) -> bool {
        let mut is_clean = true;
        for index in self.order().into_iter().filter(|index| is_wanted(*index)) {
            if let Some(way) = self.way(index, Direction::Upgrade) {
                is_clean &= !simulator.upgrade(way.input()).has_errors();
            }
        }
        is_clean
    }

    pub(super) fn revision(&self, index: Index) -> Option<&'a Revision> {
        self.compiled.revisions.get(index.get())
    }

    /// Returns one direction of a revision, if it has it.
    pub(crate) fn way(&self, index: Index, direction: Direction) -> Option<Way<'a>> {
        Way::new(self.revision(index)?, self.sources, direction, self.dialect)
    }

    /// Returns the text of a revision's file.
    pub(super) fn text(&self, revision: &Revision) -> &'a str {
        &self.sources.file(revision.file).text
    }
}

fn sealed(compiled: &Compiled, dialect: Dialect, manifest: Option<&Manifest>) -> Vec<bool> {
    let graph = &compiled.graph;
    let mut sealed = vec![false; graph.len()];
    for seal in manifest.iter().flat_map(|manifest| &manifest.seals) {
        let is_of_dialect = seal.checksums.iter().any(|(of, _)| *of == dialect);
        if let Some(index) = graph.find(&seal.id).filter(|_| is_of_dialect) {
            sealed[index.get()] = true;
        }
    }
    let is_whole = graph.indices().all(|index| {
        let mut before = graph.node(index).before();
        !sealed[index.get()] || before.all(|before| sealed[before.get()])
    });
    if is_whole {
        sealed
    } else {
        vec![false; graph.len()]
    }
}
