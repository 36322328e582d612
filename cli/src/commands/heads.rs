//! `limbeck heads`: which revisions does no other follow?

use clap::Args;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::line::{Form, Lines};

/// The arguments of `limbeck heads`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Heads {
    /// Leave out the heads that another revision depends on.
    #[arg(long)]
    resolve_dependencies: bool,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Heads {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let history = context.source.history(&context.options, None)?;
        let heads = match self.resolve_dependencies {
            true => history.graph.effective_heads(),
            false => history.graph.heads(),
        };
        if self.answer.json {
            context.output.json(&json::Revision::all(&history, &heads));
            return Ok(Exit::Done);
        }
        let lines = Lines::without_database(&history);
        let verbose = context.options.verbose;
        lines.print(&mut context.output, verbose, Form::Short, &heads);
        Ok(Exit::Done)
    }
}
