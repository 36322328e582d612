//! Scripts for a person to run: no database is needed to write them.

use limbeck_core::graph::Graph;
use limbeck_core::plan::{self, Applied};
use limbeck_core::{Dialect, Direction};

use super::Migrator;
use crate::error::{Error, ErrorKind};
use crate::{run, script, state};

impl Migrator<'_> {
    /// Returns the script that leads from one target to another, bookkeeping included, for a person
    /// to run in any client that stops at the first error. `from` is what is applied there. Empty
    /// where there is nothing to do.
    ///
    /// It does what a run does, but for what a script cannot: it takes no lock, tries nothing again
    /// (`lock_timeout` ends it), and finds the table of revisions by the client's search path unless
    /// a schema is set. Settings that a revision changes are reset to the client's defaults after it;
    /// SQLite's foreign keys are on after a revision that runs without them, as sqlx has them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Target`], [`ErrorKind::Irreversible`] and [`ErrorKind::NotCompiledFor`].
    pub fn sql(
        &self,
        dialect: Dialect,
        direction: Direction,
        from: &str,
        to: &str,
    ) -> Result<String, Error> {
        self.check_dialect(dialect)?;
        let graph = self.options.history.graph();
        let to = run::parse(to)?;
        let applied = applied_at(&graph, from)?;
        let make = match direction {
            Direction::Upgrade => plan::upgrade,
            Direction::Downgrade => plan::downgrade,
        };
        let plan = make(&graph, &applied, &to, plan::Ahead::Refuse);
        let plan = plan.map_err(run::planning)?;
        if direction == Direction::Downgrade {
            state::check_reversible(self.options.history, &plan, dialect)?;
        }
        let options = &self.options;
        Ok(script::script(
            options, dialect, &graph, &applied, &plan, false,
        ))
    }

    /// Returns the script that records that a database is at `targets`, as
    /// [`stamp_all`](Migrator::stamp_all) does, where `from` is what it records now: the bookkeeping
    /// alone, in one transaction. Empty where there is nothing to do.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Target`] and [`ErrorKind::NotCompiledFor`].
    pub fn sql_stamp(
        &self,
        dialect: Dialect,
        from: &str,
        targets: &[&str],
    ) -> Result<String, Error> {
        self.check_dialect(dialect)?;
        let graph = self.options.history.graph();
        let targets = run::parse_all(targets)?;
        let applied = applied_at(&graph, from)?;
        let stamp = plan::stamp(&graph, &applied, &targets, false, plan::Ahead::Refuse);
        let plan = stamp.map_err(run::planning)?.plan;
        let options = &self.options;
        Ok(script::script(
            options, dialect, &graph, &applied, &plan, true,
        ))
    }

    /// Returns a script that brings a database in any state of this history to `target`, by what is
    /// missing there; run again it does nothing. Empty for `base`. There is none for the way back.
    ///
    /// For PostgreSQL it is read by psql 10 or newer, for SQLite by the sqlite3 shell, where it
    /// writes a file `limbeck_pending.sql` in the working directory. Each revision is atomic as in
    /// a run, and the script stops before it does anything where a run would refuse to: at a
    /// revision that was cut off, that has been edited, that is unknown (unless
    /// [`ahead`](Migrator::ahead) lets it), or that a newer limbeck has recorded. With
    /// psql it also takes the lock that runs take, or stops; SQLite's transactions are the lock. In
    /// statements, what psql would take for a variable (`[a:b]`) is written so that it does not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Target`], also for a target that counts from where a database is, and
    /// [`ErrorKind::NotCompiledFor`], also for MySQL.
    pub fn sql_idempotent(&self, dialect: Dialect, target: &str) -> Result<String, Error> {
        self.check_dialect(dialect)?;
        if dialect == Dialect::Mysql {
            return Err(ErrorKind::NotCompiledFor { dialect }.into());
        }
        let graph = self.options.history.graph();
        let target = run::parse(target)?;
        let goal = target.resolve(&graph).map_err(ErrorKind::from)?;
        let plan = plan::with_all(&graph, &Applied::none(&graph), goal.revisions());
        Ok(script::idempotent(&self.options, dialect, &plan.steps))
    }
}

/// What is applied in a database that is at `from`.
fn applied_at(graph: &Graph, from: &str) -> Result<Applied, Error> {
    let from = run::parse(from)?.resolve(graph).map_err(ErrorKind::from)?;
    Ok(Applied::up_to(graph, from.revisions()))
}
