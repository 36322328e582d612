//! Takes the steps of a plan: a revision and its record are one transaction, or each statement
//! without one is journalled.

use std::time::Duration;

use limbeck_core::Direction;
use limbeck_core::graph::Index;
use limbeck_core::packed::{PackedRevision, PackedScript, PackedStatement};
use limbeck_core::plan::{Plan, Step};

use crate::clock::{Backoff, Stopwatch};
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::report::ReportedStep;
use crate::run::{Run, Wait};
use crate::session::{Probe, Trouble};
use crate::state::State;
use crate::table::Record;

/// How many revisions share a transaction in an empty database.
const MAX_SHARED: usize = 100;

/// How often a step is tried again that could not get its locks: with the pauses between, about
/// half a minute besides the lock timeouts themselves.
const MAX_TRIES: u32 = 20;

/// Why a transaction did not come through; it is rolled back.
enum Stop {
    /// Somebody else has changed the table meanwhile: plan anew.
    Overtaken,
    /// Somebody else's lock was in the way: the same may succeed later.
    Busy(Error),
    /// It will fail again.
    Failed(Error),
}

impl Run<'_, '_> {
    /// Takes `steps`; returns whether all were taken, or others were faster.
    pub(crate) async fn take(&mut self, state: &mut State, steps: &[Step]) -> Result<bool, Error> {
        // Nobody looks at a database that is being filled for the first time: revisions may share
        // transactions, which saves most of the time. With rows in it, each gets its own.
        let may_share = state.count() == 0;
        let mut position = 0;
        while let Some(&step) = steps.get(position) {
            let shared = if may_share {
                self.shareable(&steps[position..])
            } else {
                0
            };
            if shared > 1 {
                let batch = &steps[position..position + shared];
                match self.share(state, batch).await {
                    Ok(()) => {
                        position += shared;
                        continue;
                    }
                    Err(Stop::Overtaken) => return Ok(false),
                    Err(Stop::Busy(error) | Stop::Failed(error)) => {
                        // Some right histories cannot share a transaction: say what happened, and
                        // let each revision prove itself alone.
                        self.tell(&Event::SharedTransactionFailed {
                            revisions: shared,
                            reason: &error.to_string(),
                        });
                    }
                }
                for (place, &step) in batch.iter().enumerate() {
                    if !self
                        .one(state, step, position + place + 1, steps.len())
                        .await?
                    {
                        return Ok(false);
                    }
                }
                position += shared;
            } else {
                if !self.one(state, step, position + 1, steps.len()).await? {
                    return Ok(false);
                }
                position += 1;
            }
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
            sql.push_str(self.session.reset_sql());
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

    /// Takes a step whose statements and record are one transaction; tries again where somebody
    /// else's lock was in the way.
    async fn together(
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
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Busy(error)) if backoff.tries() >= MAX_TRIES => return Err(error),
                Err(Stop::Busy(error)) => {
                    let revision = self.revision(&step).id();
                    let reason = &error.to_string();
                    self.tell(&Event::Retrying { revision, reason });
                    backoff.sleep().await;
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
            self.tell(&Event::StatementDone {
                revision: revision.id(),
                done: place + 1,
                statements,
            });
        }
        if script.foreign_keys_off() {
            self.check_orphans(&step, orphans).await?;
        }
        let mut last = self.session.reset_sql().to_owned();
        if !last.is_empty() {
            let reset = self.session.execute(&last).await;
            reset.map_err(|error| self.stop("reset the session's settings", error))?;
        }
        if step.direction == Direction::Upgrade {
            last = self
                .table
                .measured(revision.id(), watch.elapsed().as_micros());
            self.expect_rows(&last, 1).await?;
        }
        let Err(source) = self.session.commit().await else {
            return Ok(());
        };
        let busy = self.session.trouble(&source) == Trouble::Busy;
        let error = ErrorKind::Commit {
            revision: revision.id().to_owned(),
            direction: step.direction,
            path: revision.path().to_owned(),
            source,
        };
        Err(if busy {
            Stop::Busy(error.into())
        } else {
            Stop::Failed(error.into())
        })
    }

    /// Takes a step statement by statement, each journalled: after a crash it goes on with the one
    /// that did not finish.
    async fn alone(
        &mut self,
        state: &State,
        step: Step,
        script: PackedScript,
    ) -> Result<bool, Error> {
        let ready = self.session.set_alone(true).await;
        ready.map_err(ErrorKind::database("get ready to run without transaction"))?;
        let result = self.try_alone(state, step, script).await;
        if result.is_err() {
            self.roll_back().await;
        }
        let reset = self.session.reset_sql().to_owned();
        let reset = match reset.as_str() {
            "" => Ok(0),
            reset => self.session.execute(reset).await,
        };
        let back = self.session.set_alone(false).await;
        match result {
            Ok(()) => {}
            Err(Stop::Overtaken) => return Ok(false),
            Err(Stop::Busy(error) | Stop::Failed(error)) => return Err(error),
        }
        reset.map_err(ErrorKind::database("reset the session's settings"))?;
        back.map_err(ErrorKind::database("leave the mode without transactions"))?;
        Ok(true)
    }

    async fn try_alone(
        &mut self,
        state: &State,
        step: Step,
        script: PackedScript,
    ) -> Result<(), Stop> {
        let revision = self.revision(&step);
        let watch = Stopwatch::start();
        let resumed = state.resumes_at(step.revision);
        let total = script.len();
        let claim = match (step.direction, resumed) {
            (Direction::Upgrade, None) => self.table.insert(&[Record {
                done: 0,
                ..self.whole(&step)
            }]),
            (Direction::Upgrade, Some(done)) => self.table.resume(revision, done, total),
            (Direction::Downgrade, None) => self.table.turn(revision.id(), total),
            // The row says already how far the way down has come.
            (Direction::Downgrade, Some(_)) => String::new(),
        };
        self.begin(state).await?;
        if !claim.is_empty() {
            self.expect_rows(&claim, 1).await?;
        }
        let committed = self.session.commit().await;
        committed.map_err(|error| self.stop("record the beginning of a revision", error))?;
        let done = resumed.unwrap_or(0);
        for (place, statement) in script.statements().enumerate().skip(done) {
            let mut probe = Probe::Run;
            if resumed == Some(place) {
                let probed = self.session.probe(statement.sql).await;
                probe = probed.map_err(|error| self.stop("look at what a crash left", error))?;
            }
            if probe == Probe::Run
                && let Err(error) = self.session.execute(statement.sql).await
            {
                return Err(self.statement_stop(&step, statement, place, error));
            }
            let journal = self.table.journal(revision.id(), step.direction, place + 1);
            self.expect_rows(&journal, 1).await?;
            self.tell(&Event::StatementDone {
                revision: revision.id(),
                done: place + 1,
                statements: total,
            });
        }
        let last = match step.direction {
            Direction::Upgrade => {
                let elapsed = watch.elapsed().as_micros();
                self.table.measured(revision.id(), elapsed)
            }
            Direction::Downgrade => self.table.delete(revision.id()),
        };
        self.expect_rows(&last, 1).await
    }

    /// Records and forgets what `plan` says, in one transaction and without running anything.
    pub(crate) async fn record(&mut self, state: &mut State, plan: &Plan) -> Result<bool, Error> {
        let history = self.migrator.migrations.history;
        let dialect = self.session.dialect();
        let planned = |index: Index| plan.steps.iter().any(|step| step.revision == index);
        // Rows that stay are written anew where they are not what is compiled, or were cut off.
        let anew: Vec<Step> = self
            .graph
            .order()
            .iter()
            .filter(|&&index| {
                let row = state.rows[index.get()].as_ref();
                let differs = |row: &crate::state::Row| {
                    row.is_partial()
                        || row.lineage != history.revision(index.get()).lineage(dialect)
                };
                row.is_some_and(differs) && !planned(index)
            })
            .map(|&revision| Step {
                revision,
                direction: Direction::Upgrade,
            })
            .collect();
        if plan.steps.is_empty() && anew.is_empty() {
            return Ok(true);
        }
        let upgrades = |step: &&Step| step.direction == Direction::Upgrade;
        if plan.steps.iter().any(|step| upgrades(&step)) {
            self.create_table(plan.steps.len()).await?;
        }
        let written: Vec<Step> = plan
            .steps
            .iter()
            .filter(upgrades)
            .chain(&anew)
            .copied()
            .collect();
        let result = self.try_record(state, plan, &written).await;
        match result {
            Ok(()) => {}
            Err(stop) => {
                self.roll_back().await;
                return match stop {
                    Stop::Overtaken => Ok(false),
                    Stop::Busy(error) | Stop::Failed(error) => Err(error),
                };
            }
        }
        for step in plan.steps.iter().chain(&anew) {
            self.note(state, *step, None, true);
        }
        Ok(true)
    }

    async fn try_record(
        &mut self,
        state: &State,
        plan: &Plan,
        written: &[Step],
    ) -> Result<(), Stop> {
        self.begin(state).await?;
        let removed = plan.steps.iter().chain(written);
        let has_row = |step: &&Step| state.rows[step.revision.get()].is_some();
        for step in removed.filter(has_row) {
            let delete = self.table.delete(self.revision(step).id());
            self.expect_rows(&delete, 1).await?;
        }
        if !written.is_empty() {
            let records: Vec<Record<'_>> = written.iter().map(|step| self.whole(step)).collect();
            let insert = self.table.insert(&records);
            self.expect_rows(&insert, written.len() as u64).await?;
        }
        let committed = self.session.commit().await;
        committed.map_err(|error| self.stop("commit what is recorded", error))
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

    fn stop(&self, what: &'static str, source: sqlx::Error) -> Stop {
        let trouble = self.session.trouble(&source);
        if trouble == Trouble::ReadOnly {
            return Stop::Failed(ErrorKind::ReadOnly { pending: 1 }.into());
        }
        let error = ErrorKind::database(what)(source);
        match trouble {
            Trouble::Busy => Stop::Busy(error),
            _ => Stop::Failed(error),
        }
    }

    fn statement_stop(
        &self,
        step: &Step,
        statement: PackedStatement,
        kept: usize,
        source: sqlx::Error,
    ) -> Stop {
        let busy = self.session.trouble(&source) == Trouble::Busy;
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
        if busy {
            Stop::Busy(error.into())
        } else {
            Stop::Failed(error.into())
        }
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
        let history = self.migrator.migrations.history;
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
            history: self.migrator.migrations.history,
            applied_by: &self.migrator.applied_by,
            done: total,
            total,
        }
    }

    fn revision(&self, step: &Step) -> PackedRevision {
        let history = self.migrator.migrations.history;
        history.revision(step.revision.get())
    }

    fn script(&self, step: &Step) -> Option<PackedScript> {
        let dialect = self.session.dialect();
        self.revision(step).script(dialect, step.direction)
    }
}
