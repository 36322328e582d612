//! Takes a step without transaction: statement by statement, each journalled.

use limbeck_core::Direction;
use limbeck_core::packed::PackedScript;
use limbeck_core::plan::Step;

use super::Stop;
use crate::clock::Stopwatch;
use crate::error::{Error, ErrorKind};
use crate::run::Run;
use crate::session::Probe;
use crate::state::State;
use crate::table::Record;

impl Run<'_, '_> {
    /// Takes a step statement by statement, each journalled: after a crash it goes on with the one
    /// that did not finish.
    pub(super) async fn alone(
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
        let reset = self.session.execute(&reset).await;
        let back = self.session.set_alone(false).await;
        match result {
            Ok(()) => {}
            Err(Stop::Overtaken) => return Ok(false),
            Err(Stop::Busy(error) | Stop::Failed(error) | Stop::Ended(error)) => return Err(error),
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
            let told = self.statement_done(&step, place + 1, total, place + 1);
            // With all of them done, only the record is left to finish.
            if place + 1 < total {
                told?;
            }
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
}
