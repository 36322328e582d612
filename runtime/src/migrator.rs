//! The verbs, with options: what a user calls.

use std::fmt;
use std::time::Duration;

use limbeck_core::graph::Index;
use limbeck_core::plan::{self, Plan, Step};
use limbeck_core::target::Target;
use limbeck_core::{Dialect, Direction};

use crate::error::{Error, ErrorKind};
use crate::event::Observer;
use crate::migrations::Migrations;
use crate::report::Report;
use crate::run::Run;
use crate::session::Connect;
use crate::state::Row;
use crate::{script, state};

/// What to do when the database has revisions that this binary does not know: another, newer
/// release has been there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ahead {
    /// Stop with [`ErrorKind::Ahead`].
    #[default]
    Refuse,
    /// Go on as if they were not there, for rolling deploys whose new revisions leave old binaries
    /// working. They are never undone.
    Continue,
}

/// Applies migrations, with options. Made by [`Migrations::migrator`].
#[derive(Clone)]
pub struct Migrator<'o> {
    pub(crate) migrations: Migrations,
    pub(crate) table: String,
    pub(crate) schema: Option<String>,
    pub(crate) lock_wait: Duration,
    pub(crate) lock_timeout: Duration,
    pub(crate) ahead: Ahead,
    pub(crate) applied_by: String,
    pub(crate) observer: Option<&'o dyn Observer>,
}

impl fmt::Debug for Migrator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator")
            .field("migrations", &self.migrations)
            .field("table", &self.table)
            .field("schema", &self.schema)
            .field("lock_wait", &self.lock_wait)
            .field("lock_timeout", &self.lock_timeout)
            .field("ahead", &self.ahead)
            .field("applied_by", &self.applied_by)
            .finish_non_exhaustive()
    }
}

impl<'o> Migrator<'o> {
    pub(crate) fn new(migrations: Migrations) -> Self {
        let schema = migrations.history.schema_name();
        Migrator {
            migrations,
            table: migrations.history.table_name().to_owned(),
            schema: (!schema.is_empty()).then(|| schema.to_owned()),
            lock_wait: Duration::from_secs(600),
            lock_timeout: Duration::from_secs(3),
            ahead: Ahead::default(),
            applied_by: migrations.applied_by.to_owned(),
            observer: None,
        }
    }

    /// Records what is applied in another table than the configured one.
    ///
    /// A history that is recorded elsewhere looks as if it were not applied: set it once and for
    /// all, better in `limbeck.toml`.
    #[must_use]
    pub fn dangerous_table(mut self, table: impl Into<String>) -> Self {
        self.table = table.into();
        self
    }

    /// Keeps the table of revisions in this schema; for one schema for each tenant, say. The
    /// revisions' own SQL is not touched by it.
    ///
    /// Without it the table is where the connection's search path finds it, and is made in the
    /// connection's current schema.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Waits at most this long for another runner to finish; 10 minutes unless set.
    #[must_use]
    pub fn lock_wait(mut self, wait: Duration) -> Self {
        self.lock_wait = wait;
        self
    }

    /// Lets each statement wait at most this long for a lock on a table (PostgreSQL), then rolls
    /// back and tries again, so that nobody queues up behind it; 3 seconds unless set.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// Says what to do when the database is ahead of this binary.
    #[must_use]
    pub fn ahead(mut self, ahead: Ahead) -> Self {
        self.ahead = ahead;
        self
    }

    /// Records this program and version with each revision, instead of the crate's own.
    #[must_use]
    pub fn applied_by(mut self, program: impl Into<String>) -> Self {
        self.applied_by = program.into();
        self
    }

    /// Tells `observer` what happens as it happens.
    #[must_use]
    pub fn observer<'n>(self, observer: &'n dyn Observer) -> Migrator<'n>
    where
        'o: 'n,
    {
        Migrator {
            observer: Some(observer),
            ..self
        }
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

    /// Applies what `target` includes and is not applied yet; undoes nothing.
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
        let mut run = Run::new(self, &mut *session);
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
        let mut run = Run::new(self, &mut *session);
        let result = run.downgrade(target).await;
        run.close(result).await
    }

    /// Records exactly `target` and all that it includes as applied, without running any of it.
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
        let mut session = self.open(database).await?;
        let mut run = Run::new(self, &mut *session);
        let result = run.stamp(target).await;
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
        let mut run = Run::new(self, &mut *session);
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
        let mut run = Run::new(self, &mut *session);
        let mut state = run.read().await?;
        let entry = |&index: &Index| {
            let revision = self.migrations.history.revision(index.get());
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
        let mut run = Run::new(self, &mut *session);
        let state = run.read().await?;
        let target = Target::resolve(&run.graph, target).map_err(ErrorKind::from)?;
        let plan = match direction {
            Direction::Upgrade => plan::upgrade(&run.graph, &state.applied, &target),
            Direction::Downgrade => plan::downgrade(&run.graph, &state.applied, &target),
        };
        Ok(self.planned(&plan))
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
        let graph = state::graph(self.migrations.history);
        let [from, to] = [from, to].map(|target| Target::resolve(&graph, target));
        let from = from.map_err(ErrorKind::from)?;
        let to = to.map_err(ErrorKind::from)?;
        let mut applied = plan::Applied::none(&graph);
        let start = plan::upgrade(&graph, &applied, &from);
        for step in &start.steps {
            applied.insert(step.revision);
        }
        let plan = match direction {
            Direction::Upgrade => plan::upgrade(&graph, &applied, &to),
            Direction::Downgrade => plan::downgrade(&graph, &applied, &to),
        };
        if direction == Direction::Downgrade {
            self.check_reversible(&plan, dialect)?;
        }
        Ok(script::script(self, dialect, &plan, start.steps.is_empty()))
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
        let history = self.migrations.history;
        if history.has_dialect(dialect) || history.is_empty() {
            return Ok(());
        }
        Err(ErrorKind::NotCompiledFor { dialect }.into())
    }

    /// Refuses a way down that crosses a revision without one.
    pub(crate) fn check_reversible(&self, plan: &Plan, dialect: Dialect) -> Result<(), Error> {
        for step in &plan.steps {
            let revision = self.migrations.history.revision(step.revision.get());
            if revision.script(dialect, Direction::Downgrade).is_none() {
                return Err(ErrorKind::Irreversible {
                    revision: revision.id().to_owned(),
                    reason: revision.irreversible().unwrap_or_default().to_owned(),
                }
                .into());
            }
        }
        Ok(())
    }

    fn planned(&self, plan: &Plan) -> Vec<PlannedStep> {
        let planned = |step: &Step| {
            let revision = self.migrations.history.revision(step.revision.get());
            PlannedStep {
                revision: revision.id(),
                direction: step.direction,
                message: revision.message(),
                path: revision.path(),
            }
        };
        plan.steps.iter().map(planned).collect()
    }
}

/// A revision that the database records as applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AppliedRevision {
    /// Its id.
    pub revision: String,
    /// When it was applied, by the database's clock: RFC 3339, UTC. For information.
    pub applied_at: String,
    /// How long it took; `None` where several revisions shared one transaction, or nothing ran.
    pub duration: Option<Duration>,
    /// The program that applied it, and its version.
    pub applied_by: String,
    /// Its checksum then.
    pub checksum: String,
    /// Whether its run was cut off, and how many statements of how many are done.
    pub partial: Option<(usize, usize)>,
}

impl AppliedRevision {
    fn of(row: &Row) -> Self {
        AppliedRevision {
            revision: row.revision.clone(),
            applied_at: row.applied_at.clone(),
            duration: row.duration_us.map(Duration::from_micros),
            applied_by: row.applied_by.clone(),
            checksum: row.checksum.clone(),
            partial: row.is_partial().then_some((row.done, row.total)),
        }
    }
}

/// A compiled revision and what the database records of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryEntry {
    /// Its id.
    pub revision: &'static str,
    /// Its message; may be empty.
    pub message: &'static str,
    /// Its file, relative to the workspace root.
    pub path: &'static str,
    /// What the database records; `None` if it is pending.
    pub applied: Option<AppliedRevision>,
}

/// A step that would be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedStep {
    /// The revision.
    pub revision: &'static str,
    /// Which way.
    pub direction: Direction,
    /// The revision's message; may be empty.
    pub message: &'static str,
    /// Its file, relative to the workspace root.
    pub path: &'static str,
}

impl fmt::Display for PlannedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.direction, self.revision)?;
        match self.message {
            "" => Ok(()),
            message => write!(f, ", {message}"),
        }
    }
}
