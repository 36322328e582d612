//! `limbeck stamp`: record that the database is somewhere, without running anything.

use clap::Args;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::danger;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};
use crate::interrupt::Watch;
use crate::script::{Range, ScriptArgs};

/// The arguments of `limbeck stamp`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Stamp {
    /// Where the database is; with `--sql` also one `FROM:TO`.
    #[arg(value_name = "TARGET", required = true, allow_negative_numbers = true)]
    targets: Vec<String>,
    /// Forget everything else, also revisions that nobody knows any more.
    #[arg(long, conflicts_with = "sql")]
    purge: bool,
    #[command(flatten)]
    script: ScriptArgs,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Stamp {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        if self.script.sql {
            return self.print(context);
        }
        let (url, history) = context.database()?;
        let targets: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        for target in &targets {
            history.check_target(target)?;
        }
        let watch = Watch::new(&history, &context.output);
        let migrator = watch.migrator();
        let consent = danger::Consent::of(context);
        let report = database::run(&url, Access::Write, async |database| {
            if !self.purge {
                return with_connection!(database, c => watch.over(migrator.stamp_all(c, &targets)).await);
            }
            consent.before_purge(&migrator, database, &targets).await?;
            with_connection!(database, c => watch.over(migrator.stamp_purged(c, &targets)).await)
        })?;
        context.report(&report, self.answer);
        Ok(Exit::Done)
    }

    fn print(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (from, targets) = match self.targets.as_slice() {
            [only] => {
                let range = Range::parse(only).or_base();
                (range.from, vec![range.to])
            }
            several => ("base".to_owned(), several.to_vec()),
        };
        let (dialect, history) = self.script.history(context)?;
        let from = self.script.placed(context, &history, dialect, from)?;
        let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
        let script = history
            .migrations
            .migrator()
            .sql_stamp(dialect, &from, &targets)?;
        self.script.print(context, script)
    }
}
