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
mod shared;
mod stamp;
mod together;

/// Why a transaction did not come through; it is rolled back.
enum Stop {
    /// Somebody else has changed the table meanwhile: plan anew.
    Overtaken,
    /// Somebody else's lock was in the way: the same may succeed later.
    Busy(Error),
    /// It will fail again.
    Failed(Error),
    /// The run is over whatever the revisions are: it was asked to stop, or has waited too long.
    Ended(Error),
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
                _ => match self.share(state, batch, taken, steps.len()).await {
                    Ok(()) => true,
                    Err(Stop::Overtaken) => return Ok(false),
                    Err(Stop::Ended(error)) => return Err(error),
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

    /// Takes one step; returns whether it was taken, or others were faster.
    async fn one(
        &mut self,
        state: &mut State,
        step: Step,
        position: usize,
        steps: usize,
    ) -> Result<bool, Error> {
        self.check_stop()?;
        let Some(script) = self.script(&step) else {
            // Plans are checked before they are taken.
            return Ok(false);
        };
        self.tell_started(state, step, script, position, steps);
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

    fn tell_started(
        &self,
        state: &State,
        step: Step,
        script: PackedScript,
        position: usize,
        steps: usize,
    ) {
        self.tell(&Event::StepStarted {
            revision: self.revision(&step).id(),
            direction: step.direction,
            step: position,
            steps,
            statements: script.len(),
            resumed_at: state.resumes_at(step.revision).unwrap_or_default(),
        });
    }

    /// Tells that `done` statements of a step have run; goes no further where a stop was asked for.
    /// In a transaction none of them is `kept` then.
    fn statement_done(
        &self,
        step: &Step,
        done: usize,
        statements: usize,
        kept: usize,
    ) -> Result<(), Stop> {
        let revision = self.revision(step).id();
        self.tell(&Event::StatementDone {
            revision,
            done,
            statements,
        });
        if !self.options.is_stop_requested() {
            return Ok(());
        }
        let error = ErrorKind::Stopped {
            revision: Some(revision.to_owned()),
            kept,
            statements,
        };
        Err(Stop::Ended(error.into()))
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
                Trouble::Busy => self.wait(&mut wait).await.map_err(Stop::Ended)?,
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

    /// Undoes what a step did to the session's settings.
    async fn reset(&mut self, step: &Step) -> Result<(), Stop> {
        let reset = self.reset_after(step).to_owned();
        if reset.is_empty() {
            return Ok(());
        }
        let reset = self.session.execute(&reset).await;
        reset
            .map(drop)
            .map_err(|error| self.stop("reset the session's settings", error))
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
