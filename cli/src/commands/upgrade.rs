//! `limbeck upgrade`: bring the database to a target.

use clap::Args;
use limbeck_core::Direction;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::environment::SKIP;
use crate::exit::{Exit, Failure};
use crate::interrupt::Watch;
use crate::script::{Range, ScriptArgs};

/// The arguments of `limbeck upgrade`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Upgrade {
    /// Where to; with `--sql` also `FROM:TO`.
    #[arg(
        value_name = "TARGET",
        default_value = "head",
        allow_negative_numbers = true
    )]
    target: String,
    #[command(flatten)]
    script: ScriptArgs,
    /// Print a script that looks at what is applied and does the rest, for psql or sqlite3.
    #[arg(long, requires = "sql")]
    idempotent: bool,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Upgrade {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        if self.script.sql {
            return self.print(context);
        }
        if is_skipped(context)? {
            let note = format_args!("{SKIP} is set: nothing done");
            context.output.note(note);
            return Ok(Exit::Done);
        }
        let (url, history) = context.database()?;
        history.check_target(&self.target)?;
        let watch = Watch::new(&history, &context.output);
        let migrator = watch.migrator();
        let report = database::run(
            &url,
            Access::Write,
            async |database| with_connection!(database, c => watch.over(migrator.upgrade_to(c, &self.target)).await),
        )?;
        context.report(&report, self.answer);
        Ok(Exit::Done)
    }

    fn print(&self, context: &mut Context) -> Result<Exit, Failure> {
        if self.idempotent {
            let (dialect, history) = self.script.history(context)?;
            let migrator = history.migrations.migrator();
            return self
                .script
                .print(context, migrator.sql_idempotent(dialect, &self.target)?);
        }
        let range = Range::parse(&self.target).or_base();
        self.script
            .print_between(context, Direction::Upgrade, range)
    }
}

fn is_skipped(context: &Context) -> Result<bool, Failure> {
    match context.environment.variable(SKIP)?.as_deref() {
        None | Some("0") => Ok(false),
        Some("1") => Ok(true),
        Some(value) => Err(Failure::usage(format!("{SKIP} is `{value}`"))
            .help("`1` keeps `upgrade` from doing anything, `0` does not")),
    }
}
