//! `limbeck bases`: which revisions follow no other?

use clap::Args;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::line::{Form, Lines};

/// The arguments of `limbeck bases`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Bases {
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Bases {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let history = context.source.history(&context.options, None)?;
        let bases = history.graph.bases();
        if self.answer.json {
            context.output.json(&json::Revision::all(&history, &bases));
            return Ok(Exit::Done);
        }
        let lines = Lines::without_database(&history);
        let verbose = context.options.verbose;
        lines.print(&mut context.output, verbose, Form::Short, &bases);
        Ok(Exit::Done)
    }
}
