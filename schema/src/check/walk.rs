//! One dialect's walk over a history: each revision up, and the way back proven.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use limbeck_core::Direction;
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::graph::Index;

use super::input::Way;
use super::{History, Options, downgrade, silence, together};
use crate::simulator::{Outcome, Simulator};
use crate::snapshot::Part;

/// A walk that has not begun.
pub(super) struct Walk<'a> {
    history: History<'a>,
    simulator: Box<dyn Simulator>,
    progress: &'a AtomicUsize,
    walked: Walked,
}

/// What came of a walk.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// What was found, in the order of the walk.
    pub(super) found: Vec<Diagnostic>,
    pub(super) statements: usize,
    pub(super) opaque: usize,
    /// Whether the stored snapshot is not the one of the sealed revisions.
    pub(super) is_stale: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        history: History<'a>,
        simulator: Box<dyn Simulator>,
        progress: &'a AtomicUsize,
    ) -> Self {
        Walk {
            history,
            simulator,
            progress,
            walked: Walked::default(),
        }
    }

    /// Walks; `stored` is what `schema.lock` says of this dialect.
    pub(super) fn run(mut self, stored: Option<&Part>, options: &Options) -> Walked {
        let order = self.history.order();
        let is_sealed = |index: &Index| self.history.is_sealed(*index);
        let (sealed, others) = order.split_at(order.partition_point(is_sealed));
        let is_known = match stored {
            None => false,
            Some(stored) => {
                let is_of_these = stored.heads_are(&self.history.sealed_heads());
                self.walked.is_stale = !is_of_these;
                is_of_these && !options.all && self.restore(stored)
            }
        };
        if !is_known {
            for &index in sealed {
                self.upgrade(index, true);
            }
            if let Some(stored) = stored.filter(|_| options.all) {
                let now = self.simulator.snapshot();
                self.walked.is_stale |= !stored.snapshot.lines().eq(now.lines());
            }
        }
        let mut doubtful = Vec::new();
        for (place, &index) in others.iter().enumerate() {
            let found = self.walked.found.len();
            if self.upgrade(index, false) && !self.prove(index) {
                let found = found..self.walked.found.len();
                doubtful.push((sealed.len() + place, found));
            }
        }
        self.soften(&order, sealed.len(), doubtful);
        self.walked
    }

    /// Makes warnings of the errors of downgrades that work together with others; `doubtful` are
    /// the places in `order` of those that do not work alone, with what was found.
    fn soften(&mut self, order: &[Index], from: usize, doubtful: Vec<(usize, Range<usize>)>) {
        let places: Vec<usize> = doubtful.iter().map(|(place, _)| *place).collect();
        let works = together::work_together(&self.history, order, from, &places);
        for (place, found) in doubtful {
            if works[place] {
                let found = self.walked.found.get_mut(found).unwrap_or_default();
                found.iter_mut().for_each(downgrade::soften);
            }
        }
    }

    fn restore(&mut self, stored: &Part) -> bool {
        let is_restored = self.simulator.restore(&stored.snapshot);
        self.walked.is_stale |= !is_restored;
        is_restored
    }

    /// Applies a revision; returns whether nothing is wrong with that.
    fn upgrade(&mut self, index: Index, is_sealed: bool) -> bool {
        self.progress.store(index.get(), Ordering::Relaxed);
        let Some(way) = self.history.way(index, Direction::Upgrade) else {
            return true;
        };
        let outcome = self.simulator.upgrade(way.input());
        self.count(&way, &outcome);
        let mut found = outcome.found;
        let is_clean = !has_errors(&found);
        found.extend(outcome.opened);
        if is_sealed {
            found.retain(|one| one.severity == Severity::Error);
        }
        self.tell(index, found);
        is_clean
    }

    /// Tries the way back from a revision that was just applied; returns whether it is one.
    fn prove(&mut self, index: Index) -> bool {
        let (Some(revision), Some(way)) = (
            self.history.revision(index),
            self.history.way(index, Direction::Downgrade),
        ) else {
            return true;
        };
        let (outcome, difference) = self.simulator.prove(way.input());
        self.count(&way, &outcome);
        let mut found = downgrade::failures(revision.id(), outcome.found);
        let body = &revision.body;
        let section = body.section(Direction::Downgrade, self.history.dialect);
        if let Some(section) = section.filter(|_| !has_errors(&found)) {
            found.extend(downgrade::difference(revision.id(), section, &difference));
        }
        let is_way = !has_errors(&found);
        found.extend(outcome.opened);
        self.tell(index, found);
        is_way
    }

    fn count(&mut self, way: &Way<'_>, outcome: &Outcome) {
        self.walked.statements += way.len();
        self.walked.opaque += outcome.opaque;
    }

    fn tell(&mut self, index: Index, mut found: Vec<Diagnostic>) {
        silence::retain(&self.history, index, &mut found);
        self.walked.found.extend(found);
    }
}

fn has_errors(found: &[Diagnostic]) -> bool {
    found.iter().any(|one| one.severity == Severity::Error)
}
