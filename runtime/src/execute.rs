//! Takes the steps of a plan: a revision and its record are one transaction, or each statement
//! without one is journalled.

use std::time::Duration;

use limbeck_core::Direction;
use limbeck_core::packed::{PackedRevision, PackedScript, PackedStatement};
use limbeck_core::plan::Step;

use crate::clock::Stopwatch;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::report::ReportedStep;
use crate::run::{Run, Wait};
use crate::session::Trouble;
use crate::state::State;
use crate::table::Record;

mod alone;
mod stamp;
mod together;

/// How many revisions share a transaction in an empty database.
const MAX_SHARED: usize = 100;

/// Why a transaction did not come through; it is rolled back.
enum Stop {
    /// Somebody else has changed the table meanwhile: plan anew.
    Overtaken,
    /// Somebody else's lock was in the way: the same may succeed later.
    Busy(Error),
    /// It will fail again.
    Failed(Error),
}

impl Stop {
    fn new(trouble: Trouble, error: ErrorKind) -> Self {
        match trouble {
            Trouble::Busy => Stop::Busy(error.into()),
            _ => Stop::Failed(error.into()),
        }
    }
}

impl Run<'_, '_> {
    /// Takes `steps`; returns whether all were taken, or others were faster.
    pub(crate) async fn take(&mut self, state: &mut State, steps: &[Step]) -> Result<bool, Error> {
        // Nobody looks at a database that is being filled for the first time: revisions may share
        // transactions, which saves most of the time. With rows in it, each gets its own.
        let may_share = state.count() == 0;
        let mut taken = 0;
        while taken < steps.len() {
            let rest = &steps[taken..];
            let batch = if may_share { self.shareable(rest) } else { 1 };
            let batch = &rest[..batch.max(1)];
            let shared = match batch {
                [_] => false,
                _ => match self.share(state, batch).await {
                    Ok(()) => true,
                    Err(Stop::Overtaken) => return Ok(false),
                    Err(Stop::Busy(error) | Stop::Failed(error)) => {
                        // Some right histories cannot share a transaction: say what happened, and
                        // let each revision prove itself alone.
                        self.tell(&Event::SharedTransactionFailed {
                            revisions: batch.len(),
                            reason: &error.to_string(),
                        });
                        false
                    }
                },
            };
            for (place, &step) in batch.iter().enumerate().filter(|_| !shared) {
                let position = taken + place + 1;
                if !self.one(state, step, position, steps.len()).await? {
                    return Ok(false);
                }
            }
            taken += batch.len();
        }
        Ok(true)
    }

    /// How many of the first `steps` can share a transaction.
    fn shareable(&self, steps: &[Step]) -> usize {
        let simple = |step: &&Step| {
            let script = self.script(step);
            let plain = |s: PackedScript| !s.no_transaction() && !s.foreign_keys_off();
            step.direction == Direction::Upgrade && script.is_some_and(plain)
        };
        steps.iter().take(MAX_SHARED).take_while(simple).count()
    }

    /// Upgrades several revisions in one transaction, in two messages.
    async fn share(&mut self, state: &mut State, steps: &[Step]) -> Result<(), Stop> {
        let result = self.try_share(state, steps).await;
        if result.is_err() {
            self.roll_back().await;
            return result;
        }
        for step in steps {
            self.done(state, *step, None);
        }
        Ok(())
    }

    async fn try_share(&mut self, state: &State, steps: &[Step]) -> Result<(), Stop> {
        self.begin(state).await?;
        let records: Vec<Record<'_>> = steps.iter().map(|step| self.whole(step)).collect();
        let insert = self.table.insert(&records);
        self.expect_rows(&insert, steps.len() as u64).await?;
        let mut sql = String::new();
        for step in steps {
            for statement in self.script(step).iter().flat_map(PackedScript::statements) {
                sql.push_str(statement.sql);
                sql.push_str(";\n");
            }
            sql.push_str(self.reset_after(step));
            sql.push('\n');
        }
        let ran = self.session.execute(&sql).await;
        ran.map_err(|error| self.stop("run a shared transaction", error))?;
        let committed = self.session.commit().await;
        committed.map_err(|error| self.stop("commit a shared transaction", error))
    }

    /// Takes one step; returns whether it was taken, or others were faster.
    async fn one(
        &mut self,
        state: &mut State,
        step: Step,
        position: usize,
        steps: usize,
    ) -> Result<bool, Error> {
        let revision = self.revision(&step);
        let Some(script) = self.script(&step) else {
            // Plans are checked before they are taken.
            return Ok(false);
        };
        self.tell(&Event::StepStarted {
            revision: revision.id(),
            direction: step.direction,
            step: position,
            steps,
            statements: script.len(),
            resumed_at: state.resumes_at(step.revision).unwrap_or_default(),
        });
        let watch = Stopwatch::start();
        let taken = if script.no_transaction() {
            self.alone(state, step, script).await?
        } else {
            self.together(state, step, script).await?
        };
        if taken {
            self.done(state, step, Some(watch.elapsed()));
        }
        Ok(taken)
    }

    /// Begins a transaction and makes sure that the table is as it was when the plan was made.
    async fn begin(&mut self, state: &State) -> Result<(), Stop> {
        let mut wait = Wait::default();
        loop {
            let error = match self.session.begin().await {
                Ok(()) => break,
                Err(error) => error,
            };
            match self.session.trouble(&error) {
                Trouble::Busy => self.wait(&mut wait).await.map_err(Stop::Failed)?,
                Trouble::InTransaction => {
                    return Err(Stop::Failed(ErrorKind::InTransaction.into()));
                }
                _ => return Err(self.stop("begin a transaction", error)),
            }
        }
        let rows = self.session.fetch(&self.table.count()).await;
        let rows = rows.map_err(|error| self.stop("count what is applied", error))?;
        let count = rows
            .first()
            .and_then(|row| row.first()?.as_deref()?.parse().ok());
        if count == Some(state.count()) {
            Ok(())
        } else {
            Err(Stop::Overtaken)
        }
    }

    /// Runs one of limbeck's own statements, which changes a known number of rows unless somebody
    /// else was faster.
    async fn expect_rows(&mut self, sql: &str, rows: u64) -> Result<(), Stop> {
        match self.session.execute(sql).await {
            Ok(changed) if changed == rows => Ok(()),
            Ok(_) => Err(Stop::Overtaken),
            Err(error) if self.session.trouble(&error) == Trouble::Exists => Err(Stop::Overtaken),
            Err(error) => Err(self.stop("write to the table of revisions", error)),
        }
    }

    /// After a failure. If this fails too the connection is lost, and with it the transaction; the
    /// first error is the one to tell.
    async fn roll_back(&mut self) {
        if let Err(error) = self.session.rollback().await {
            tracing::debug!(%error, "rollback failed");
        }
    }

    fn stop(&self, what: &'static str, source: sqlx::Error) -> Stop {
        let trouble = self.session.trouble(&source);
        if trouble == Trouble::ReadOnly {
            return Stop::Failed(ErrorKind::ReadOnly { pending: 1 }.into());
        }
        Stop::new(trouble, ErrorKind::Database { what, source })
    }

    fn statement_stop(
        &self,
        step: &Step,
        statement: PackedStatement,
        kept: usize,
        source: sqlx::Error,
    ) -> Stop {
        let trouble = self.session.trouble(&source);
        let revision = self.revision(step);
        let error = ErrorKind::Statement {
            revision: revision.id().to_owned(),
            direction: step.direction,
            path: revision.path().to_owned(),
            line: statement.line,
            sql: statement.sql.to_owned(),
            kept,
            source,
        };
        Stop::new(trouble, error)
    }

    fn done(&mut self, state: &mut State, step: Step, duration: Option<Duration>) {
        self.note(state, step, duration, false);
        let revision = self.revision(&step).id();
        self.tell(&Event::StepDone {
            revision,
            direction: step.direction,
            duration,
        });
    }

    /// Keeps state and report true after a step.
    fn note(&mut self, state: &mut State, step: Step, duration: Option<Duration>, stamped: bool) {
        let history = self.options.history;
        state.set(step, history, self.session.dialect());
        let revision = self.revision(&step);
        self.report.steps.push(ReportedStep {
            revision: revision.id().to_owned(),
            direction: step.direction,
            stamped,
            duration,
        });
    }

    fn whole(&self, step: &Step) -> Record<'_> {
        let revision = self.revision(step);
        let script = revision.script(self.session.dialect(), Direction::Upgrade);
        let total = script.map_or(0, |script| script.len());
        Record {
            revision,
            history: self.options.history,
            applied_by: &self.options.applied_by,
            done: total,
            total,
        }
    }

    fn revision(&self, step: &Step) -> PackedRevision {
        let history = self.options.history;
        history.revision(step.revision.get())
    }

    /// The SQL that undoes what a step did to the session's settings; empty if it cannot have.
    fn reset_after(&self, step: &Step) -> &str {
        let script = self.script(step);
        let mut statements = script.iter().flat_map(PackedScript::statements);
        if statements.any(|statement| self.session.may_set(statement.sql)) {
            self.session.reset_sql()
        } else {
            ""
        }
    }

    fn script(&self, step: &Step) -> Option<PackedScript> {
        let dialect = self.session.dialect();
        self.revision(step).script(dialect, step.direction)
    }
}
