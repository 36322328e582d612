//! `limbeck check`: is the folder a history?

use std::path::PathBuf;

use clap::Args;

use crate::args::DialectArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::output::count;

/// The arguments of `limbeck check`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The folder of revisions, as with `--dir`.
    #[arg(value_name = "DIR", conflicts_with = "dir")]
    positional: Option<PathBuf>,
    #[command(flatten)]
    dialects: DialectArgs,
}

impl Check {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project_in(&context.options, self.positional.as_deref())?;
        let compilation = folder::compile_as_macro(&project, &self.dialects)?;
        match &compilation.result {
            Ok(compiled) => {
                let revisions = count(compiled.revisions.len(), "revision");
                context
                    .output
                    .line(format_args!("{revisions}, no findings"));
                Ok(Exit::Done)
            }
            Err(found) => {
                context.output.findings(found, &compilation.sources);
                context.output.line(count(found.len(), "error"));
                Ok(Exit::Findings)
            }
        }
    }
}
