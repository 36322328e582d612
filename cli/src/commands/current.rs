//! `limbeck current`: where is the database?

use clap::Args;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::line::Lines;
use crate::recorded::{Recorded, State, duration};
use crate::wording::count;

/// The arguments of `limbeck current`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Current {
    /// End with exit code 1 unless everything is applied, and nothing else.
    #[arg(long)]
    check_heads: bool,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Current {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let (url, history) = context.database()?;
        let (current, all) = Recorded::read(&url, &history)?;
        let is_current =
            |one: &&Recorded| one.state() == State::Partial || current.contains(&one.id);
        let current: Vec<&Recorded> = all.iter().filter(is_current).collect();
        if self.answer.json {
            let answers = current.iter().map(|one| one.json(&history));
            context.output.json(&answers.collect::<Vec<_>>());
        } else {
            if current.is_empty() {
                context.output.note("nothing is applied");
            }
            let lines = Lines::without_database(&history);
            for one in current {
                context.output.line(one.line(&lines));
                if let Some(row) = one.applied.as_ref().filter(|_| context.options.verbose) {
                    let took = duration(row.duration);
                    context
                        .output
                        .line(format_args!("    applied:  {}", row.applied_at));
                    context
                        .output
                        .line(format_args!("    by:       {}", row.applied_by));
                    context.output.line(format_args!("    duration: {took}"));
                }
            }
        }
        match self.check_heads {
            true => at_heads(&all),
            false => Ok(Exit::Done),
        }
    }
}

fn at_heads(all: &[Recorded]) -> Result<Exit, Failure> {
    let number = |state| all.iter().filter(|one| one.state() == state).count();
    let found = |what: String| Failure::found(format!("the database is not at the heads: {what}"));
    let (pending, partial, unknown) = (
        number(State::Pending),
        number(State::Partial),
        number(State::Unknown),
    );
    if pending + partial > 0 {
        let what = format!("{} not applied", count(pending + partial, "revision"));
        return Err(found(what).help("`limbeck upgrade heads` applies all"));
    }
    if unknown > 0 {
        let what = format!(
            "{} unknown to these revisions",
            count(unknown, "applied revision")
        );
        return Err(found(what).help("`limbeck status` lists them; a newer release knows them"));
    }
    Ok(Exit::Done)
}
