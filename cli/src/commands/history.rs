//! `limbeck history`: what follows what, newest first?

use clap::Args;
use serde::Serialize;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::line::{Form, Lines};
use crate::range::{Part, RangeArgs};

/// The arguments of `limbeck history`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct History {
    #[command(flatten)]
    range: RangeArgs,
    #[command(flatten)]
    answer: AnswerArgs,
}

/// A revision of the history, in JSON.
#[derive(Debug, Serialize)]
struct Entry {
    #[serde(flatten)]
    revision: json::Revision,
    /// Only where the database was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<bool>,
}

impl History {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let Part {
            history,
            applied,
            revisions,
        } = self.range.find(context)?;
        let lines = Lines::new(&history, applied);
        if self.answer.json {
            let entries = revisions.iter().map(|&at| Entry {
                revision: json::Revision::of(&history, at),
                current: self.range.indicate_current.then(|| lines.is_current(at)),
            });
            context.output.json(&entries.collect::<Vec<_>>());
            return Ok(Exit::Done);
        }
        let verbose = context.options.verbose;
        lines.print(&mut context.output, verbose, Form::WithParents, &revisions);
        Ok(Exit::Done)
    }
}
