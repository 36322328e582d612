//! SQLite: run in memory and read back.
//!
//! What decides is SQLite itself: every statement is given to it, and what it says about the
//! statement or the schema is the finding ([`fault`]). Statements that only touch data are compiled
//! and not run. There is no data, foreign keys are off, and what acts outside the schema is kept
//! from it ([`engine`]).
//!
//! The schema is kept as the rows of `sqlite_schema` ([`catalog`]). A revision is tried on a database
//! of its own that holds the rows it may touch; what it changed is read back.

mod catalog;
mod compare;
mod doubt;
mod draw;
mod engine;
mod fault;
mod heading;
mod list;
mod log;
mod pragma;
mod report;
mod run;
mod snapshot;
mod stage;
mod undo;

use std::collections::BTreeMap;

use self::catalog::{Catalog, Key, Object};
use self::doubt::Doubts;
use self::engine::Engine;
use self::heading::Heading;
use self::log::Log;
use self::run::Ran;
use self::stage::Stage;
use crate::picture::Picture;
use crate::simulator::{Difference, Input, Outcome, Simulator};

/// A SQLite schema that scripts can be tried on.
#[derive(Debug)]
pub(crate) struct Sqlite {
    engine: Engine,
    catalog: Catalog,
    log: Log,
    doubts: Doubts,
    stage: Stage,
    /// What the last upgrade has changed, as it was before; `None` is what was not there.
    before: BTreeMap<Key, Option<Object>>,
    /// What the statements of the last upgrade were.
    ran: Vec<Heading>,
    /// Whether the last upgrade was not understood whole.
    is_uncertain: bool,
}

impl Sqlite {
    /// Starts from an empty schema.
    ///
    /// # Errors
    ///
    /// SQLite's, if it cannot open a database in memory.
    pub(crate) fn new() -> Result<Sqlite, rusqlite::Error> {
        Ok(Sqlite {
            engine: Engine::new()?,
            catalog: Catalog::default(),
            log: Log::default(),
            doubts: Doubts::default(),
            stage: Stage::default(),
            before: BTreeMap::new(),
            ran: Vec::new(),
            is_uncertain: false,
        })
    }
}

impl Simulator for Sqlite {
    fn upgrade(&mut self, input: Input<'_>) -> Outcome {
        self.before.clear();
        let mut ran = Ran::default();
        let mut rest = 0..input.script.statements.len();
        while !rest.is_empty() {
            // SQLite reads its whole schema for each statement that changes it: many are tried in
            // parts, each on a database of its own.
            let part = rest.start..rest.end.min(rest.start + PART);
            rest.start = part.end;
            let (names, reach) = self.mentions(&input, part.clone());
            self.clear();
            self.set_up(&names, reach);
            self.run(&input, part, &mut ran);
            if ran.is_lost {
                break;
            }
            if ran.has_run {
                self.keep();
            }
        }
        self.is_uncertain = ran.is_uncertain;
        self.ran = ran.headings;
        ran.outcome
    }

    fn prove(&mut self, downgrade: Input<'_>) -> (Outcome, Difference) {
        if self.is_plainly_undone(&downgrade) {
            return Default::default();
        }
        let statements = 0..downgrade.script.statements.len();
        if self.before.len().max(statements.len()) > MAX_PROOF {
            return (Outcome::default(), uncertain());
        }
        let (doubts, log) = (self.doubts.clone(), self.log.len());
        let (mut names, reach) = self.mentions(&downgrade, statements.clone());
        names.extend(self.before.keys().map(|key| key.name.clone()));
        let gone = self.before.values().flatten();
        names.extend(gone.map(|object| object.row.table.to_ascii_lowercase()));
        self.set_up(&names, reach);
        let mut ran = Ran::default();
        self.run(&downgrade, statements, &mut ran);
        let is_uncertain = self.is_uncertain || ran.is_uncertain || self.doubts.is_open;
        self.log.forget(log);
        self.doubts = doubts;
        // What opens the world on the way back leaves it closed on the way on.
        ran.outcome.opened = None;
        let rows = self.read_back();
        let keys = std::mem::take(&mut self.stage.keys);
        self.clear();
        let difference = match is_uncertain {
            true => uncertain(),
            false => self.difference(&keys, &rows),
        };
        (ran.outcome, difference)
    }

    fn picture(&self) -> Picture {
        self.draw()
    }

    fn snapshot(&self) -> String {
        snapshot::write(&self.catalog, &self.doubts)
    }

    fn restore(&mut self, snapshot: &str) -> bool {
        let Some((catalog, doubts)) = snapshot::read(snapshot) else {
            return false;
        };
        self.clear();
        self.before.clear();
        (self.catalog, self.doubts) = (catalog, doubts);
        (self.log, self.is_uncertain) = (Log::default(), false);
        true
    }
}

fn uncertain() -> Difference {
    Difference {
        is_uncertain: true,
        ..Difference::default()
    }
}

/// How many statements are tried on one database.
const PART: usize = 100;
/// A downgrade is not tried where it, or its upgrade, has to do with more statements or objects.
const MAX_PROOF: usize = 2000;

#[cfg(test)]
mod tests;
