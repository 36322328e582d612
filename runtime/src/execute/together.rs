//! Takes a step whose statements and record are one transaction.

use limbeck_core::Direction;
use limbeck_core::packed::PackedScript;
use limbeck_core::plan::Step;

use super::Stop;
use crate::clock::{Backoff, Stopwatch};
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::run::Run;
use crate::state::State;

/// How often a step is tried again that could not get its locks: with the pauses between, about
/// half a minute besides the lock timeouts themselves.
const MAX_TRIES: u32 = 20;

impl Run<'_, '_> {
    /// Takes a step whose statements and record are one transaction; tries again where somebody
    /// else's lock was in the way.
    pub(super) async fn together(
        &mut self,
        state: &State,
        step: Step,
        script: PackedScript,
    ) -> Result<bool, Error> {
        let mut backoff = Backoff::default();
        loop {
            let orphans = if script.foreign_keys_off() {
                self.foreign_keys(true).await?;
                self.orphans().await?
            } else {
                Vec::new()
            };
            let result = self.try_together(state, step, script, &orphans).await;
            if result.is_err() {
                self.roll_back().await;
            }
            if script.foreign_keys_off() {
                self.foreign_keys(false).await?;
            }
            match result {
                Ok(()) => return Ok(true),
                Err(Stop::Overtaken) => return Ok(false),
                Err(Stop::Failed(error) | Stop::Ended(error)) => return Err(error),
                Err(Stop::Busy(error)) if backoff.tries() >= MAX_TRIES => return Err(error),
                Err(Stop::Busy(error)) => {
                    let revision = self.revision(&step).id();
                    let reason = &error.to_string();
                    self.tell(&Event::Retrying { revision, reason });
                    self.pause(&mut backoff).await?;
                }
            }
        }
    }

    async fn try_together(
        &mut self,
        state: &State,
        step: Step,
        script: PackedScript,
        orphans: &[String],
    ) -> Result<(), Stop> {
        let revision = self.revision(&step);
        let watch = Stopwatch::start();
        self.begin(state).await?;
        // The record first: a second runner without the lock stops here, before it does anything.
        let record = match step.direction {
            Direction::Upgrade => self.table.insert(&[self.whole(&step)]),
            Direction::Downgrade => self.table.delete(revision.id()),
        };
        self.expect_rows(&record, 1).await?;
        let statements = script.len();
        for (place, statement) in script.statements().enumerate() {
            if let Err(error) = self.session.execute(statement.sql).await {
                return Err(self.statement_stop(&step, statement, 0, error));
            }
            self.statement_done(&step, place + 1, statements, 0)?;
        }
        if script.foreign_keys_off() {
            self.check_orphans(&step, orphans).await?;
        }
        self.reset(&step).await?;
        if step.direction == Direction::Upgrade {
            let elapsed = watch.elapsed().as_micros();
            let measured = self.table.measured(revision.id(), elapsed);
            self.expect_rows(&measured, 1).await?;
        }
        let Err(source) = self.session.commit().await else {
            return Ok(());
        };
        let trouble = self.session.trouble(&source);
        let error = ErrorKind::Commit {
            revision: revision.id().to_owned(),
            direction: step.direction,
            path: revision.path().to_owned(),
            source,
        };
        Err(Stop::new(trouble, error))
    }

    async fn foreign_keys(&mut self, off: bool) -> Result<(), Error> {
        let switched = self.session.set_foreign_keys_off(off).await;
        switched.map_err(ErrorKind::database("switch foreign keys"))
    }

    /// The tables of the rows whose parent is missing, one entry a row.
    async fn orphans(&mut self) -> Result<Vec<String>, Error> {
        let rows = self.session.fetch("PRAGMA foreign_key_check").await;
        let rows = rows.map_err(ErrorKind::database("check foreign keys"))?;
        let tables = rows.into_iter().filter_map(|row| row.into_iter().next()?);
        Ok(tables.collect())
    }

    /// Refuses rows without parent, but for those that were there before.
    async fn check_orphans(&mut self, step: &Step, before: &[String]) -> Result<(), Stop> {
        let now = self.orphans().await.map_err(Stop::Failed)?;
        if now.len() <= before.len() {
            return Ok(());
        }
        let revision = self.revision(step);
        let count = |tables: &[String], table: &str| tables.iter().filter(|t| *t == table).count();
        let more = |table: &&String| count(&now, table) > count(before, table);
        let error = ErrorKind::ForeignKeys {
            revision: revision.id().to_owned(),
            path: revision.path().to_owned(),
            table: now.iter().find(more).cloned().unwrap_or_default(),
            count: now.len() - before.len(),
        };
        Err(Stop::Failed(error.into()))
    }
}
