//! Records and forgets revisions without running anything.

use limbeck_core::Direction;
use limbeck_core::plan::{self, Step};
use limbeck_core::target::Target;

use super::Stop;
use crate::error::Error;
use crate::report::ReportedStep;
use crate::run::{Run, planning};
use crate::state::{Row, State};
use crate::table::Record;

/// What a stamp writes.
#[derive(Debug)]
pub(crate) struct Stamping {
    /// The ids of unknown revisions to forget.
    pub(crate) unknown: Vec<String>,
    /// Then what to forget of the compiled ones, and last what to record.
    pub(crate) steps: Vec<Step>,
}

impl Run<'_, '_> {
    /// Finds what must be written so that the `targets` are where the database is.
    pub(crate) fn stamping(
        &self,
        state: &State,
        targets: &[Target],
        purge: bool,
    ) -> Result<Stamping, Error> {
        let history = self.options.history;
        let dialect = self.session.dialect();
        let ahead = plan::Ahead::Continue;
        let stamp = plan::stamp(&self.graph, &state.applied, targets, purge, ahead);
        let stamp = stamp.map_err(planning)?;
        let after = stamp.plan.after(&state.applied);
        let mut steps = Vec::new();
        let order = self.graph.order();
        for &revision in order.iter().rev() {
            // What was cut off on the way up is no applied revision, but has a row.
            let cut_off = stamp.moved[revision.get()] && state.rows[revision.get()].is_some();
            if !after.contains(revision) && (state.applied.contains(revision) || cut_off) {
                steps.push(Step {
                    revision,
                    direction: Direction::Downgrade,
                });
            }
        }
        for &revision in order {
            // Rows that stay are written anew where they are not what is compiled.
            let compiled = history.revision(revision.get()).lineage(dialect);
            let differs = |row: &Row| row.is_partial() || row.lineage != compiled;
            let anew = stamp.moved[revision.get()]
                && state.rows[revision.get()].as_ref().is_some_and(differs);
            if after.contains(revision) && (!state.applied.contains(revision) || anew) {
                steps.push(Step {
                    revision,
                    direction: Direction::Upgrade,
                });
            }
        }
        Ok(Stamping {
            unknown: stamp.unknown,
            steps,
        })
    }

    /// Records and forgets in one transaction, without running anything; returns whether it was
    /// done, or others were faster.
    pub(crate) async fn record(
        &mut self,
        state: &mut State,
        stamping: &Stamping,
    ) -> Result<bool, Error> {
        let Stamping { unknown, steps } = stamping;
        if steps.is_empty() && unknown.is_empty() {
            return Ok(true);
        }
        if steps.iter().any(is_upgrade) {
            self.create_table(steps.len()).await?;
        }
        if let Err(stop) = self.try_record(state, stamping).await {
            self.roll_back().await;
            return match stop {
                Stop::Overtaken => Ok(false),
                Stop::Busy(error) | Stop::Failed(error) | Stop::Ended(error) => Err(error),
            };
        }
        for revision in state
            .unknown
            .extract_if(.., |row| unknown.contains(&row.revision))
        {
            self.report.steps.push(ReportedStep {
                revision: revision.revision,
                direction: Direction::Downgrade,
                stamped: true,
                duration: None,
            });
        }
        for step in steps {
            self.note(state, *step, None, true);
        }
        Ok(true)
    }

    async fn try_record(&mut self, state: &State, stamping: &Stamping) -> Result<(), Stop> {
        self.begin(state).await?;
        for id in &stamping.unknown {
            let delete = self.table.delete(id);
            self.expect_rows(&delete, 1).await?;
        }
        let has_row = |step: &&Step| state.rows[step.revision.get()].is_some();
        for step in stamping.steps.iter().filter(has_row) {
            let delete = self.table.delete(self.revision(step).id());
            self.expect_rows(&delete, 1).await?;
        }
        let recorded = stamping.steps.iter().filter(|step| is_upgrade(step));
        let records: Vec<Record<'_>> = recorded.map(|step| self.whole(step)).collect();
        if !records.is_empty() {
            let insert = self.table.insert(&records);
            let rows = records.len() as u64;
            self.expect_rows(&insert, rows).await?;
        }
        let committed = self.session.commit().await;
        committed.map_err(|error| self.stop("commit what is recorded", error))
    }
}

fn is_upgrade(step: &Step) -> bool {
    step.direction == Direction::Upgrade
}
