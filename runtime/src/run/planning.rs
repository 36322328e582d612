//! What is to be done, decided before it is done.

use limbeck_core::Direction;
use limbeck_core::graph::Index;
use limbeck_core::plan::{self, Plan, PlanError};
use limbeck_core::target::Target;

use super::Run;
use crate::error::{Error, ErrorKind};
use crate::options::Ahead;
use crate::state::{State, check_reversible};

impl Run<'_, '_> {
    /// Plans the way to a goal that was found once. Upgrade: these revisions are applied, with all
    /// that they stand on. Downgrade: none of them is, nor what stands on them.
    pub(super) fn plan(
        &self,
        state: &State,
        direction: Direction,
        goal: &[Index],
    ) -> Result<Plan, Error> {
        self.check(state, direction)?;
        match direction {
            Direction::Upgrade => Ok(plan::with_all(&self.graph, &state.applied, goal)),
            Direction::Downgrade => {
                let plan = plan::without(&self.graph, &state.applied, goal).map_err(planning)?;
                check_reversible(self.options.history, &plan, self.session.dialect())?;
                Ok(plan)
            }
        }
    }

    /// Refuses a database that this binary must not touch in this direction.
    pub(super) fn check(&self, state: &State, direction: Direction) -> Result<(), Error> {
        let policy = match direction {
            Direction::Upgrade => self.options.ahead,
            // What follows a revision cannot be known from this binary's graph alone.
            Direction::Downgrade => Ahead::Refuse,
        };
        if !state.unknown.is_empty() && policy == Ahead::Refuse {
            let unknown = state.unknown.iter().map(|row| row.revision.clone());
            let unknown = unknown.collect();
            return Err(ErrorKind::Ahead { unknown }.into());
        }
        let dialect = self.session.dialect();
        state.check_edited(self.options.history, &self.graph, dialect)?;
        state.check_partial(direction)
    }
}

/// Reads a target.
pub(crate) fn parse(target: &str) -> Result<Target, Error> {
    Ok(Target::parse(target).map_err(ErrorKind::from)?)
}

/// Reads several.
pub(crate) fn parse_all(targets: &[&str]) -> Result<Vec<Target>, Error> {
    targets.iter().map(|target| parse(target)).collect()
}

/// Why there is no plan, as the runtime says it.
pub(crate) fn planning(error: PlanError) -> Error {
    match error {
        PlanError::Target(error) => ErrorKind::from(error),
        PlanError::Ahead { unknown } => ErrorKind::Ahead { unknown },
        PlanError::InTheWay { unknown } => ErrorKind::InTheWay { unknown },
        _ => ErrorKind::Ahead {
            unknown: Vec::new(),
        },
    }
    .into()
}
