//! The verbs that only look.

use limbeck_core::Direction;
use limbeck_core::graph::Index;
use limbeck_core::plan::{self, Step};

use super::Migrator;
use crate::error::Error;
use crate::run::{self, Run};
use crate::session::Connect;
use crate::view::{AppliedRevision, HistoryEntry, PlannedStamp, PlannedStep};

impl Migrator<'_> {
    /// Returns the applied revisions that no applied revision follows. Writes nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Database`](crate::ErrorKind::Database) and the errors about the table.
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

    /// Returns every revision that the database records, also those that were cut off: the compiled
    /// ones, each after what it follows, then those that this binary does not know, by their ids.
    /// Writes nothing.
    ///
    /// # Errors
    ///
    /// As [`current`](Migrator::current).
    pub async fn applied<'c>(
        &self,
        database: impl Connect<'c>,
    ) -> Result<Vec<AppliedRevision>, Error> {
        let mut session = self.open(database).await?;
        let mut run = Run::new(&self.options, &mut *session);
        let state = run.read().await?;
        let order = run.graph.order().iter();
        let compiled = order.filter_map(|at| state.rows[at.get()].as_ref());
        let rows = compiled.chain(&state.unknown);
        Ok(rows.map(AppliedRevision::of).collect())
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
    /// [`ErrorKind::Target`](crate::ErrorKind::Target); otherwise as [`current`](Migrator::current).
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
    /// [`ErrorKind::Target`](crate::ErrorKind::Target) and [`ErrorKind::InTheWay`](crate::ErrorKind::InTheWay); otherwise as
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

    fn planned(&self, steps: &[Step]) -> Vec<PlannedStep> {
        let revision = |step: &Step| self.options.history.revision(step.revision.get());
        let planned = |step: &Step| PlannedStep::of(revision(step), step.direction);
        steps.iter().map(planned).collect()
    }
}
