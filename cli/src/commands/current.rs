//! `limbeck current`: where is the database?

use clap::Args;

use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};

/// The arguments of `limbeck current`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Current {}

impl Current {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (url, history) = context.database()?;
        let migrator = history.migrations.migrator();
        let current = database::run(&url, Access::Read, async |database| {
            Ok(with_connection!(database, c => migrator.current(c).await)?)
        })?;
        if current.is_empty() {
            context.output.note("nothing is applied");
        }
        for revision in current {
            context.output.line(&revision.revision);
        }
        Ok(Exit::Done)
    }
}
