//! `limbeck upgrade`: bring the database to a target.

use clap::Args;

use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};

/// The arguments of `limbeck upgrade`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Upgrade {
    /// Where to.
    #[arg(
        value_name = "TARGET",
        default_value = "head",
        allow_hyphen_values = true
    )]
    target: String,
}

impl Upgrade {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (url, history) = context.database()?;
        let migrator = history.migrations.migrator();
        let report = database::run(&url, Access::Write, async |database| {
            Ok(with_connection!(database, c => migrator.upgrade_to(c, &self.target).await)?)
        })?;
        context.output.done(report);
        Ok(Exit::Done)
    }
}
