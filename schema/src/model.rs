//! A schema, and what effects do to it.
//!
//! Objects have numbers and names ([`store`]), every fact about them an age by which it is certain
//! or not ([`certainty`]); a [`Run`](run::Run) applies the effects of a statement.

mod alter;
mod apply;
mod branch;
mod certainty;
mod column;
mod column_name;
mod compare;
mod constraint;
mod constraint_gone;
mod create;
mod draw;
mod drop;
mod fall;
mod generated;
mod id;
mod index;
mod line;
mod mysql;
mod object;
mod others;
mod problem;
mod rename;
mod restore;
mod rules;
mod run;
mod simulated;
mod snapshot;
mod source;
mod store;
#[cfg(test)]
mod tests;
mod thing;

use limbeck_core::Dialect;
use limbeck_core::diagnostic::Diagnostic;

use crate::effect::{Effect, Located};
use run::Run;
use store::{Mark, Store};

pub(crate) use rules::Rules;
pub(crate) use run::Site;
pub(crate) use simulated::Simulated;

/// A database's schema, as far as it is known.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    rules: Rules,
    store: Store,
}

impl Default for Schema {
    fn default() -> Self {
        Schema::new(Rules::of(Dialect::Postgres))
    }
}

impl Schema {
    /// Returns the schema of a fresh database.
    pub(crate) fn new(rules: Rules) -> Self {
        let mut store = Store::default();
        let world = store.world_mut();
        world.path = rules.path.iter().map(|name| (*name).to_owned()).collect();
        world.path_after = world.path.clone();
        store.forget_past();
        Schema { rules, store }
    }

    /// Applies what one statement does, and returns what of it is impossible.
    pub(crate) fn apply(&mut self, effects: &[Located<Effect>], site: &Site) -> Vec<Diagnostic> {
        let mut run = self.run(site);
        run.statement(effects);
        run.found
    }

    fn run<'a>(&'a mut self, site: &'a Site) -> Run<'a> {
        Run {
            store: &mut self.store,
            rules: self.rules,
            site,
            found: Vec::new(),
            doubted: false,
            depth: 0,
        }
    }

    /// Whether things may exist that are not known.
    fn is_open(&self) -> bool {
        self.store.world().open > certainty::Serial::default()
    }

    fn mark(&mut self) -> Mark {
        self.store.mark()
    }
}
