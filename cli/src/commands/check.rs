//! `limbeck check`: is the folder a history?

use std::path::PathBuf;

use clap::Args;

use crate::args::{DialectArgs, FolderArgs, OutputArgs};
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::output::{Output, count};

/// The arguments of `limbeck check`; [`crate::Command`] says what it does.
#[derive(Args, Debug)]
pub struct Check {
    /// The folder of revisions, as with `--dir`.
    #[arg(value_name = "DIR", conflicts_with = "dir")]
    positional: Option<PathBuf>,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    dialects: DialectArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl Check {
    pub(crate) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let project = folder::project_in(&self.folder, self.positional.as_deref())?;
        let compilation = folder::compile_as_macro(&project, &self.dialects)?;
        match &compilation.result {
            Ok(compiled) => {
                let revisions = count(compiled.revisions.len(), "revision");
                output.line(format_args!("{revisions}, no findings"));
                Ok(Exit::Done)
            }
            Err(found) => {
                output.findings(found, &compilation.sources);
                output.line(count(found.len(), "error"));
                Ok(Exit::Findings)
            }
        }
    }
}
