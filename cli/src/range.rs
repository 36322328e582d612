//! Which part of the history a command shows.

use clap::Args;
use limbeck_core::graph::Index;
use limbeck_core::plan::Applied;
use limbeck_core::target::Range;
use limbeck_core::view;

use crate::applied::applied_if;
use crate::context::Context;
use crate::exit::Failure;
use crate::source::History;

/// Which part of the history.
#[derive(Args, Clone, Debug)]
pub(crate) struct RangeArgs {
    /// Only from one target to another: `a:b`, `a:`, `:b`, `-3:current`, `a:+2`.
    ///
    /// Both ends are included. `-3:` begins three revisions before the end, `a:+2` ends two
    /// revisions after the beginning, and `current` asks the database.
    #[arg(
        short,
        long = "rev-range",
        value_name = "FROM:TO",
        default_value = ":",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    range: String,
    /// Ask the database, and mark where it is.
    #[arg(short, long)]
    pub(crate) indicate_current: bool,
}

/// A part of the history.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) history: History,
    /// What is applied, where that is to be shown.
    pub(crate) applied: Applied,
    /// Newest first.
    pub(crate) revisions: Vec<Index>,
}

impl RangeArgs {
    /// Finds the part; asks the database where that is needed, or told.
    pub(crate) fn find(&self, context: &mut Context) -> Result<Part, Failure> {
        let range = Range::parse(&self.range)?;
        let asks = self.indicate_current || range.needs_database();
        let (history, applied) = applied_if(asks, context)?;
        let spans = range.resolve(&history.graph, &applied)?;
        let applied = match self.indicate_current {
            true => applied,
            false => Applied::none(&history.graph),
        };
        Ok(Part {
            revisions: view::history(&history.graph, &spans),
            history,
            applied,
        })
    }
}
