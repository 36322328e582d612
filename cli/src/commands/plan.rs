//! `limbeck plan`: what would be done?

use clap::Args;
use limbeck::Direction;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};
use crate::planned;

/// The arguments of `limbeck plan`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// Where to; `base` and what begins with `-` mean a downgrade.
    #[arg(
        value_name = "TARGET",
        default_value = "head",
        allow_negative_numbers = true
    )]
    target: String,
    /// Plan a downgrade to the target.
    #[arg(long)]
    downgrade: bool,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Plan {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (url, history) = context.database()?;
        let migrator = history.migrations.migrator();
        let (direction, target) = (self.direction(), self.target.as_str());
        let steps = database::run(&url, Access::Read, async |database| {
            Ok(with_connection!(database, c => migrator.plan(c, direction, target).await)?)
        })?;
        planned::show(context, &history, url.dialect(), &steps, self.answer.json);
        if steps.is_empty() {
            context.output.note("there is nothing to do");
        }
        Ok(Exit::Done)
    }

    fn direction(&self) -> Direction {
        let leads_back = self.target == "base" || self.target.starts_with('-');
        match self.downgrade || leads_back {
            true => Direction::Downgrade,
            false => Direction::Upgrade,
        }
    }
}
