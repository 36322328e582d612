//! The verbs, with options: what a user calls.

use std::time::Duration;

use limbeck_core::Dialect;

use crate::error::{Error, ErrorKind};
use crate::event::Observer;
use crate::options::{Ahead, Options};
use crate::report::Report;
use crate::run::Run;
use crate::session::Connect;
use crate::stop::StopSignal;

mod look;
mod offline;

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
}
