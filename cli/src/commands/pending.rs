//! `limbeck pending`: is there anything to apply?

use clap::Args;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};
use crate::planned;

/// The arguments of `limbeck pending`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Pending {
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Pending {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (url, history) = context.database()?;
        let migrator = history.migrations.migrator();
        let steps = database::run(&url, Access::Read, async |database| {
            Ok(with_connection!(database, c => migrator.pending(c).await)?)
        })?;
        planned::show(context, &history, url.dialect(), &steps, self.answer.json);
        if steps.is_empty() {
            context.output.note("nothing is pending");
            return Ok(Exit::Done);
        }
        Ok(Exit::Findings)
    }
}
