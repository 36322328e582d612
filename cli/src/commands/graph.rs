//! `limbeck graph`: what does the graph look like?

use clap::{Args, ValueEnum};

use crate::context::Context;
use crate::draw::{self, Drawing};
use crate::exit::{Exit, Failure};
use crate::line::Lines;
use crate::range::{Part, RangeArgs};

/// The arguments of `limbeck graph`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Graph {
    #[command(flatten)]
    range: RangeArgs,
    /// In which language.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Drawn for the terminal.
    #[default]
    Text,
    /// For Graphviz.
    Dot,
    /// A Mermaid flowchart, which Markdown on code hosts shows.
    Mermaid,
    /// A picture.
    Svg,
}

impl Graph {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let Part {
            history,
            applied,
            revisions,
        } = self.range.find(context)?;
        if revisions.is_empty() {
            context.output.note("there is no revision");
        }
        let drawing = Drawing::new(&history, Lines::new(&history, applied), revisions);
        let text = match self.format {
            Format::Text => draw::text(&drawing),
            Format::Dot => draw::dot(&drawing),
            Format::Mermaid => draw::mermaid(&drawing),
            Format::Svg => draw::svg(&drawing),
        };
        if !text.is_empty() {
            context.output.text(&text);
        }
        Ok(Exit::Done)
    }
}
