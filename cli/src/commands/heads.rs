//! `limbeck heads`: which revisions does no other follow?

use clap::Args;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::json;

/// The arguments of `limbeck heads`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Heads {
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Heads {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let history = context.source.history(&context.options, None)?;
        let heads = history.graph.heads();
        if self.answer.json {
            let heads = heads
                .into_iter()
                .map(|head| json::Revision::of(&history, head));
            context.output.json(&heads.collect::<Vec<_>>());
            return Ok(Exit::Done);
        }
        for head in heads {
            let revision = history.revision(head);
            context.output.line(format_args!(
                "{} (head), {}",
                revision.id(),
                revision.message()
            ));
        }
        Ok(Exit::Done)
    }
}
