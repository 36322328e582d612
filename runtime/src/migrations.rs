//! The value that `migrations!` makes.

use std::fmt;

use limbeck_core::packed::{EMPTY_TABLE, Packed};
use limbeck_core::{Dialect, Direction};

use crate::error::Error;
use crate::migrator::Migrator;
use crate::options::Options;
use crate::report::Report;
use crate::session::Connect;
use crate::view::{AppliedRevision, HistoryEntry, PlannedStep};

/// A compiled history: the value of [`migrations!`](crate::migrations).
///
/// Its verbs run with the default options; [`Migrations::migrator`] sets others.
#[derive(Clone, Copy)]
pub struct Migrations {
    history: Packed,
    /// The folder of revisions at build time, in debug builds.
    folder: Option<&'static str>,
    applied_by: &'static str,
}

impl Migrations {
    pub(crate) const fn new(
        history: Packed,
        folder: Option<&'static str>,
        applied_by: &'static str,
    ) -> Self {
        Migrations {
            history,
            folder,
            applied_by,
        }
    }

    pub(crate) const fn empty() -> Self {
        Migrations::new(Packed::new("", EMPTY_TABLE), None, "")
    }

    /// Returns the number of revisions.
    pub const fn len(&self) -> usize {
        self.history.len()
    }

    /// Whether there is no revision.
    pub const fn is_empty(&self) -> bool {
        self.history.is_empty()
    }

    /// Returns the ids of the revisions that no other follows, in folder order.
    pub fn heads(&self) -> Vec<&'static str> {
        let heads = self.history.heads();
        heads.map(|at| self.history.revision(at).id()).collect()
    }

    pub(crate) const fn packed(&self) -> Packed {
        self.history
    }

    /// Returns a migrator, whose options can be set before it runs.
    pub fn migrator(&self) -> Migrator<'static> {
        Migrator::new(Options::new(self.history, self.folder, self.applied_by))
    }

    /// See [`Migrator::upgrade`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::upgrade`].
    pub async fn upgrade<'c>(&self, database: impl Connect<'c>) -> Result<Report, Error> {
        self.migrator().upgrade(database).await
    }

    /// See [`Migrator::upgrade_to`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::upgrade_to`].
    pub async fn upgrade_to<'c>(
        &self,
        database: impl Connect<'c>,
        target: &str,
    ) -> Result<Report, Error> {
        self.migrator().upgrade_to(database, target).await
    }

    /// See [`Migrator::downgrade_to`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::downgrade_to`].
    pub async fn downgrade_to<'c>(
        &self,
        database: impl Connect<'c>,
        target: &str,
    ) -> Result<Report, Error> {
        self.migrator().downgrade_to(database, target).await
    }

    /// See [`Migrator::stamp`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::stamp`].
    pub async fn stamp<'c>(
        &self,
        database: impl Connect<'c>,
        target: &str,
    ) -> Result<Report, Error> {
        self.migrator().stamp(database, target).await
    }

    /// See [`Migrator::current`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::current`].
    pub async fn current<'c>(
        &self,
        database: impl Connect<'c>,
    ) -> Result<Vec<AppliedRevision>, Error> {
        self.migrator().current(database).await
    }

    /// See [`Migrator::applied`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::applied`].
    pub async fn applied<'c>(
        &self,
        database: impl Connect<'c>,
    ) -> Result<Vec<AppliedRevision>, Error> {
        self.migrator().applied(database).await
    }

    /// See [`Migrator::pending`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::pending`].
    pub async fn pending<'c>(&self, database: impl Connect<'c>) -> Result<Vec<PlannedStep>, Error> {
        self.migrator().pending(database).await
    }

    /// See [`Migrator::history`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::history`].
    pub async fn history<'c>(
        &self,
        database: impl Connect<'c>,
    ) -> Result<Vec<HistoryEntry>, Error> {
        self.migrator().history(database).await
    }

    /// See [`Migrator::plan`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::plan`].
    pub async fn plan<'c>(
        &self,
        database: impl Connect<'c>,
        direction: Direction,
        target: &str,
    ) -> Result<Vec<PlannedStep>, Error> {
        self.migrator().plan(database, direction, target).await
    }

    /// See [`Migrator::sql`].
    ///
    /// # Errors
    ///
    /// See [`Migrator::sql`].
    pub fn sql(
        &self,
        dialect: Dialect,
        direction: Direction,
        from: &str,
        to: &str,
    ) -> Result<String, Error> {
        self.migrator().sql(dialect, direction, from, to)
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrations")
            .field("revisions", &self.len())
            .field("heads", &self.heads())
            .finish_non_exhaustive()
    }
}
