//! `limbeck branches`: where does the graph fork?

use clap::Args;
use limbeck_core::view::branch_points;
use serde::Serialize;

use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::line::{Form, Lines};

/// The arguments of `limbeck branches`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Branches {
    #[command(flatten)]
    answer: AnswerArgs,
}

/// A branch point, in JSON.
#[derive(Debug, Serialize)]
struct BranchPoint {
    #[serde(flatten)]
    revision: json::Revision,
    children: Vec<json::Revision>,
}

impl Branches {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let history = context.source.history(&context.options, None)?;
        let points = branch_points(&history.graph);
        let children = |at| &history.graph.node(at).children;
        if self.answer.json {
            let points = points.iter().map(|&at| BranchPoint {
                revision: json::Revision::of(&history, at),
                children: json::Revision::all(&history, children(at)),
            });
            context.output.json(&points.collect::<Vec<_>>());
            return Ok(Exit::Done);
        }
        let lines = Lines::without_database(&history);
        let verbose = context.options.verbose;
        for (place, &at) in points.iter().enumerate() {
            if verbose && place > 0 {
                context.output.line("");
            }
            lines.print(&mut context.output, verbose, Form::Short, &[at]);
            if !verbose {
                for &child in children(at) {
                    let child = lines.line(child, Form::Short);
                    context.output.line(format_args!("    -> {child}"));
                }
            }
        }
        Ok(Exit::Done)
    }
}
