//! The verbs, with options: what a user calls.

use std::time::Duration;

use limbeck_core::graph::Index;
use limbeck_core::plan::{self, Step};
use limbeck_core::{Dialect, Direction};

use crate::error::{Error, ErrorKind};
use crate::event::Observer;
use crate::options::{Ahead, Options};
use crate::report::Report;
use crate::run::Run;
use crate::session::Connect;
use crate::stop::StopSignal;
use crate::view::{AppliedRevision, HistoryEntry, PlannedStamp, PlannedStep};
use crate::{run, script, state};

/// Applies migrations, with options. Made by [`Migrations::migrator`](crate::Migrations::migrator).
#[derive(Clone, Debug)]
pub struct Migrator<'o> {
    options: Options<'o>,
}

impl<'o> Migrator<'o> {
    pub(crate) fn new(options: Options<'o>) -> Self {
        Migrator { options }
    }

    /// Records what is applied in another table than the configured one.
    ///
    /// A history that is recorded elsewhere looks as if it were not applied: set it once and for
    /// all, better in `limbeck.toml`.
    #[must_use]
    pub fn dangerous_table(mut self, table: impl Into<String>) -> Self {
        self.options.table = table.into();
        self
    }

    /// Keeps the table of revisions in this schema; for one schema for each tenant, say. The
    /// revisions' own SQL is not touched by it.
    ///
    /// Without it the table is where the connection's search path finds it, and is made in the
    /// connection's current schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.options.schema = Some(schema.into());
        self
    }

    /// Waits at most this long for another runner to finish; 10 minutes unless set.
    #[must_use]
    pub fn lock_wait(mut self, wait: Duration) -> Self {
        self.options.lock_wait = wait;
        self
    }

    /// Lets each statement wait at most this long for a lock on a table (PostgreSQL), then rolls
    /// back and tries again, so that nobody queues up behind it; 3 seconds unless set.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.options.lock_timeout = timeout;
        self
    }

    /// Says what to do when the database is ahead of this binary.
    #[must_use]
    pub fn ahead(mut self, ahead: Ahead) -> Self {
        self.options.ahead = ahead;
        self
    }

    /// Records this program and version with each revision, instead of the crate's own.
    #[must_use]
    pub fn applied_by(mut self, program: impl Into<String>) -> Self {
        self.options.applied_by = program.into();
        self
    }

    /// Tells `observer` what happens as it happens.
    #[must_use]
    pub fn observer<'n>(self, observer: &'n dyn Observer) -> Migrator<'n>
    where
        'o: 'n,
    {
        let options = Options {
            observer: Some(observer),
            ..self.options
        };
        Migrator { options }
    }

    /// Lets `signal` stop a run: it ends with [`ErrorKind::Stopped`] after the statement under way,
    /// or before the next step, or while it waits for another runner.
    ///
    /// What shares a transaction with that statement is rolled back. A revision without transaction
    /// keeps what its statements have done, and goes on from there the next time; once all have run
    /// it is recorded. With nothing left to do a run is done and not stopped. A statement that waits
    /// for a lock is under way, too: on SQLite for as long as the connection's busy timeout.
    #[must_use]
    pub fn stop_on<'n>(self, signal: &'n StopSignal) -> Migrator<'n>
    where
        'o: 'n,
    {
        let options = Options {
            stop: Some(signal),
            ..self.options
        };
        Migrator { options }
    }

    /// Brings the database to the head, or to all heads where several are allowed.
    ///
    /// Up to date, this is one read-only statement: it takes no lock and writes nothing, and works
    /// on a read replica and with a role that may only read.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`]; the error's [report](Error::report) says what was done before it.
    pub async fn upgrade<'c>(&self, database: impl Connect<'c>) -> Result<Report, Error> {
        self.upgrade_to(database, "heads").await
    }

    /// Applies what `target` includes and is not applied yet; undoes nothing. A target is `head`,
    /// `heads`, `base`, an id, a label, the beginning of one, with `+2` or `-1` after it or alone,
    /// and a branch before it as in `billing@head`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Target`] if the target names no place; otherwise as
    /// [`upgrade`](Migrator::upgrade).
    pub async fn upgrade_to<'c>(
        &self,
        database: impl Connect<'c>,
        target: &str,
    ) -> Result<Report, Error> {
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let result = run.upgrade(target).await;
        run.close(result).await
    }

    /// Undoes every applied revision that follows `target`, and all that depends on these; `base`
    /// leaves nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Irreversible`] before anything is done if the way crosses a revision without
    /// downgrade; otherwise as [`upgrade_to`](Migrator::upgrade_to).
    pub async fn downgrade_to<'c>(
        &self,
        database: impl Connect<'c>,
        target: &str,
    ) -> Result<Report, Error> {
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let result = run.downgrade(target).await;
        run.close(result).await
    }

    /// Records that the database is at `target`, without running anything: all that the target
    /// includes counts as applied, nothing that follows it does, and lines that have nothing to do
    /// with it stay as they are.
    ///
    /// For a database that came to be in another way, and to accept an edited revision as it is.
    ///
    /// # Errors
    ///
    /// As [`upgrade_to`](Migrator::upgrade_to).
    pub async fn stamp<'c>(
        &self,
        database: impl Connect<'c>,
        target: &str,
    ) -> Result<Report, Error> {
        self.stamp_all(database, &[target]).await
    }

    /// Records that the database is at all of `targets`, as [`stamp`](Migrator::stamp) does at one;
    /// their order does not matter.
    ///
    /// # Errors
    ///
    /// As [`upgrade_to`](Migrator::upgrade_to).
    pub async fn stamp_all<'c>(
        &self,
        database: impl Connect<'c>,
        targets: &[&str],
    ) -> Result<Report, Error> {
        self.stamp_with(database, targets, false).await
    }

    /// Records that the database is at all of `targets` and nowhere else: every other revision of
    /// this set is forgotten, also those that this binary does not know. The report has these as
    /// stamped downgrades, too. Without targets everything is forgotten.
    ///
    /// For a database whose records are beyond mending; [`plan_stamp`](Migrator::plan_stamp) tells
    /// beforehand what it would forget.
    ///
    /// # Errors
    ///
    /// As [`upgrade_to`](Migrator::upgrade_to).
    pub async fn stamp_purged<'c>(
        &self,
        database: impl Connect<'c>,
        targets: &[&str],
    ) -> Result<Report, Error> {
        self.stamp_with(database, targets, true).await
    }

    async fn stamp_with<'c>(
        &self,
        database: impl Connect<'c>,
        targets: &[&str],
        purge: bool,
    ) -> Result<Report, Error> {
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let result = run.stamp(targets, purge).await;
        run.close(result).await
    }

    /// Returns the applied revisions that no applied revision follows. Writes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`] and the errors about the table.
    pub async fn current<'c>(
        &self,
        database: impl Connect<'c>,
    ) -> Result<Vec<AppliedRevision>, Error> {
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let state = run.read().await?;
        let rows = || state.rows.iter().flatten().chain(&state.unknown);
        let heads = state.heads();
        let row = |head: &String| rows().find(|row| row.revision == *head);
        Ok(heads
            .iter()
            .filter_map(row)
            .map(AppliedRevision::of)
            .collect())
    }

    /// Returns the revisions that [`upgrade`](Migrator::upgrade) would apply, in order. Writes
    /// nothing.
    ///
    /// # Errors
    ///
    /// As [`current`](Migrator::current).
    pub async fn pending<'c>(&self, database: impl Connect<'c>) -> Result<Vec<PlannedStep>, Error> {
        self.plan(database, Direction::Upgrade, "heads").await
    }

    /// Returns every compiled revision, each after what it follows, with what the database records
    /// of it. Writes nothing.
    ///
    /// # Errors
    ///
    /// As [`current`](Migrator::current).
    pub async fn history<'c>(
        &self,
        database: impl Connect<'c>,
    ) -> Result<Vec<HistoryEntry>, Error> {
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let mut state = run.read().await?;
        let entry = |&index: &Index| {
            let revision = self.options.history.revision(index.get());
            HistoryEntry {
                revision: revision.id(),
                message: revision.message(),
                path: revision.path(),
                applied: state.rows[index.get()]
                    .take()
                    .as_ref()
                    .map(AppliedRevision::of),
            }
        };
        Ok(run.graph.order().iter().map(entry).collect())
    }

    /// Returns the steps that lead to `target` in one direction. Writes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Target`]; otherwise as [`current`](Migrator::current).
    pub async fn plan<'c>(
        &self,
        database: impl Connect<'c>,
        direction: Direction,
        target: &str,
    ) -> Result<Vec<PlannedStep>, Error> {
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let state = run.read().await?;
        let target = run::parse(target)?;
        let make = match direction {
            Direction::Upgrade => plan::upgrade,
            Direction::Downgrade => plan::downgrade,
        };
        let plan = make(&run.graph, &state.applied, &target, plan::Ahead::Continue);
        Ok(self.planned(&plan.map_err(run::planning)?.steps))
    }

    /// Returns what [`stamp_all`](Migrator::stamp_all) or, with `purge`,
    /// [`stamp_purged`](Migrator::stamp_purged) would write. Writes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Target`] and [`ErrorKind::InTheWay`]; otherwise as
    /// [`current`](Migrator::current).
    pub async fn plan_stamp<'c>(
        &self,
        database: impl Connect<'c>,
        targets: &[&str],
        purge: bool,
    ) -> Result<PlannedStamp, Error> {
        let targets = run::parse_all(targets)?;
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let state = run.read().await?;
        let stamping = run.stamping(&state, &targets, purge)?;
        Ok(PlannedStamp {
            unknown: stamping.unknown,
            steps: self.planned(&stamping.steps),
        })
    }

    /// Returns the script that leads from one target to another, bookkeeping included, for a person
    /// to run. Needs no database; `from` is what is applied there.
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
        let (from, to) = (run::parse(from)?, run::parse(to)?);
        let from = from.resolve(&graph).map_err(ErrorKind::from)?;
        let applied = plan::Applied::up_to(&graph, from.revisions());
        let make = match direction {
            Direction::Upgrade => plan::upgrade,
            Direction::Downgrade => plan::downgrade,
        };
        let plan = make(&graph, &applied, &to, plan::Ahead::Refuse);
        let plan = plan.map_err(run::planning)?;
        if direction == Direction::Downgrade {
            state::check_reversible(self.options.history, &plan, dialect)?;
        }
        Ok(script::script(
            &self.options,
            dialect,
            &plan,
            applied.is_empty(),
        ))
    }

    async fn open<'c>(
        &self,
        database: impl Connect<'c>,
    ) -> Result<Box<dyn crate::session::Session + 'c>, Error> {
        let session = database.open().await;
        let session = session.map_err(ErrorKind::database("open a connection"))?;
        // Before anything is sent: a statement that fails would spoil somebody else's transaction.
        if session.is_in_transaction() {
            return Err(ErrorKind::InTransaction.into());
        }
        self.check_dialect(session.dialect())?;
        Ok(session)
    }

    fn check_dialect(&self, dialect: Dialect) -> Result<(), Error> {
        let history = self.options.history;
        if history.has_dialect(dialect) || history.is_empty() {
            return Ok(());
        }
        Err(ErrorKind::NotCompiledFor { dialect }.into())
    }

    fn planned(&self, steps: &[Step]) -> Vec<PlannedStep> {
        let revision = |step: &Step| self.options.history.revision(step.revision.get());
        let planned = |step: &Step| PlannedStep::of(revision(step), step.direction);
        steps.iter().map(planned).collect()
    }
}
