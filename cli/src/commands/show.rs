//! `limbeck show`: what is a revision?

use std::fmt;

use clap::Args;
use limbeck_core::Direction;
use limbeck_core::graph::Index;
use limbeck_core::plan::Applied;
use limbeck_core::target::{Place, Target, TargetError};

use crate::applied::applied_if;
use crate::args::AnswerArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::json::Details;
use crate::line::Lines;
use crate::source::History;

/// The arguments of `limbeck show`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// Which revision.
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,
    #[command(flatten)]
    answer: AnswerArgs,
}

impl Show {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let target = Target::parse(&self.target)?;
        let history = context.source.history(&context.options, None)?;
        let (history, applied, place) = match target.resolve(&history.graph) {
            Err(TargetError::NeedsDatabase { .. }) => {
                let (history, applied) = applied_if(true, context)?;
                let place = target.for_upgrade(&history.graph, &applied)?;
                (history, applied, place)
            }
            place => {
                let nothing = Applied::none(&history.graph);
                (history, nothing, place?)
            }
        };
        if place == Place::Base {
            let message = format!("`{target}` is before every revision");
            return Err(Failure::usage(message).help("`limbeck bases` lists what follows it"));
        }
        let lines = Lines::new(&history, applied);
        let shown = place.revisions();
        if self.answer.json {
            let details = shown.iter().map(|&at| Details::of(&history, &lines, at));
            context.output.json(&details.collect::<Vec<_>>());
            return Ok(Exit::Done);
        }
        if shown.is_empty() {
            context.output.note("there is no revision");
        }
        for (place, &at) in shown.iter().enumerate() {
            if place > 0 {
                context.output.line("");
            }
            context.output.line(lines.block(at));
            if context.options.verbose {
                context.output.line(sql(&history, at));
            }
        }
        Ok(Exit::Done)
    }
}

/// What each database runs, in both directions, as the revision's file would have it; an empty line
/// before each.
fn sql(history: &History, at: Index) -> impl fmt::Display {
    let revision = history.revision(at);
    let dialects = history.dialects();
    fmt::from_fn(move |f| {
        let mut before = "";
        for &dialect in &dialects {
            for direction in [Direction::Upgrade, Direction::Downgrade] {
                let Some(script) = revision.script(dialect, direction) else {
                    continue;
                };
                write!(f, "{before}\n-- migrate: {direction} {dialect}")?;
                if script.no_transaction() {
                    f.write_str(" no-transaction")?;
                }
                for statement in script.statements() {
                    write!(f, "\n{};", statement.sql)?;
                }
                before = "\n";
            }
        }
        Ok(())
    })
}
