//! `limbeck downgrade`: take revisions back.

use clap::Args;
use limbeck_core::Direction;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::danger;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};
use crate::interrupt::Watch;
use crate::script::{Range, ScriptArgs};

/// The arguments of `limbeck downgrade`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Downgrade {
    /// Where to; with `--sql` it is `FROM:TO`.
    #[arg(
        value_name = "TARGET",
        default_value = "-1",
        allow_negative_numbers = true
    )]
    target: String,
    #[command(flatten)]
    script: ScriptArgs,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Downgrade {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        if self.script.sql {
            let range = Range::parse(&self.target).with_from()?;
            let down = Direction::Downgrade;
            return self.script.print_between(context, down, range);
        }
        let (url, history) = context.database()?;
        let watch = Watch::new(&history, &context.output);
        let migrator = watch.migrator();
        let consent = danger::Consent::of(context);
        let report = database::run(&url, Access::Change, async |database| {
            consent
                .before_downgrade(&history, database, &self.target)
                .await?;
            with_connection!(database, c => watch.over(migrator.downgrade_to(c, &self.target)).await)
        })?;
        context.report(&report, self.answer);
        Ok(Exit::Done)
    }
}
