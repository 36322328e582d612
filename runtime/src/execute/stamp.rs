//! Records and forgets revisions without running anything.

use limbeck_core::Direction;
use limbeck_core::graph::Index;
use limbeck_core::plan::{Plan, Step};

use super::Stop;
use crate::error::Error;
use crate::run::Run;
use crate::state::{Row, State};
use crate::table::Record;

impl Run<'_, '_> {
    /// Records and forgets what `plan` says, in one transaction and without running anything.
    pub(crate) async fn record(&mut self, state: &mut State, plan: &Plan) -> Result<bool, Error> {
        let history = self.options.history;
        let dialect = self.session.dialect();
        let planned = |index: Index| plan.steps.iter().any(|step| step.revision == index);
        // Rows that stay are written anew where they are not what is compiled, or were cut off.
        let anew: Vec<Step> = self
            .graph
            .order()
            .iter()
            .filter(|&&index| {
                let row = state.rows[index.get()].as_ref();
                let differs = |row: &Row| {
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
                    Stop::Busy(error) | Stop::Failed(error) | Stop::Ended(error) => Err(error),
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
}
