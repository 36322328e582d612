//! Takes several steps in one transaction, where nobody is looking yet.

use limbeck_core::Direction;
use limbeck_core::packed::PackedScript;
use limbeck_core::plan::Step;

use super::Stop;
use crate::run::Run;
use crate::state::State;
use crate::table::Record;

/// How many revisions share a transaction in an empty database.
const MAX_SHARED: usize = 100;

impl Run<'_, '_> {
    /// How many of the first `steps` can share a transaction.
    pub(super) fn shareable(&self, steps: &[Step]) -> usize {
        let simple = |step: &&Step| {
            let script = self.script(step);
            let plain = |s: PackedScript| !s.no_transaction() && !s.foreign_keys_off();
            step.direction == Direction::Upgrade && script.is_some_and(plain)
        };
        steps.iter().take(MAX_SHARED).take_while(simple).count()
    }

    /// Upgrades several revisions in one transaction; `taken` steps of `all` come before them.
    pub(super) async fn share(
        &mut self,
        state: &mut State,
        steps: &[Step],
        taken: usize,
        all: usize,
    ) -> Result<(), Stop> {
        let result = self.try_share(state, steps, taken, all).await;
        if result.is_err() {
            self.roll_back().await;
            return result;
        }
        for step in steps {
            self.done(state, *step, None);
        }
        Ok(())
    }

    async fn try_share(
        &mut self,
        state: &State,
        steps: &[Step],
        taken: usize,
        all: usize,
    ) -> Result<(), Stop> {
        self.check_stop().map_err(Stop::Ended)?;
        self.begin(state).await?;
        let records: Vec<Record<'_>> = steps.iter().map(|step| self.whole(step)).collect();
        let insert = self.table.insert(&records);
        self.expect_rows(&insert, steps.len() as u64).await?;
        if self.options.is_watched() {
            for (place, step) in steps.iter().enumerate() {
                self.run_watched(state, step, taken + place + 1, all)
                    .await?;
            }
        } else {
            self.run_in_one_message(steps).await?;
        }
        let committed = self.session.commit().await;
        committed.map_err(|error| self.stop("commit a shared transaction", error))
    }

    async fn run_in_one_message(&mut self, steps: &[Step]) -> Result<(), Stop> {
        let mut sql = String::new();
        for step in steps {
            for statement in self.script(step).iter().flat_map(PackedScript::statements) {
                sql.push_str(statement.sql);
                sql.push_str(";\n");
            }
            sql.push_str(self.reset_after(step));
            sql.push('\n');
        }
        self.run_shared(&sql).await
    }

    /// Statement by statement, for somebody is told of each or may stop the run after it.
    async fn run_watched(
        &mut self,
        state: &State,
        step: &Step,
        position: usize,
        all: usize,
    ) -> Result<(), Stop> {
        let Some(script) = self.script(step) else {
            return Ok(());
        };
        self.tell_started(state, *step, script, position, all);
        for (place, statement) in script.statements().enumerate() {
            self.run_shared(statement.sql).await?;
            self.statement_done(step, place + 1, script.len(), 0)?;
        }
        self.reset(step).await
    }

    async fn run_shared(&mut self, sql: &str) -> Result<(), Stop> {
        let ran = self.session.execute(sql).await;
        ran.map(drop)
            .map_err(|error| self.stop("run a shared transaction", error))
    }
}
