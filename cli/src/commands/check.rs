//! `limbeck check`: is the folder a history?

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::args::DialectArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::finding::{Finding, github, sarif};
use crate::folder;
use crate::wording::count;

/// The arguments of `limbeck check`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The folder of revisions, as with `--dir`.
    #[arg(value_name = "DIR", conflicts_with = "dir")]
    positional: Option<PathBuf>,
    #[command(flatten)]
    dialects: DialectArgs,
    /// How to tell findings.
    ///
    /// Lines and columns count from 1, columns in characters; an end is the first character behind.
    /// Paths are relative to the working folder.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
}

/// How findings are told.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, with the text that each is about.
    #[default]
    Human,
    /// One JSON object a line; nothing if there are none.
    Json,
    /// Workflow commands, which GitHub shows beside the lines of a pull request.
    Github,
    /// A SARIF 2.1.0 log, for code scanners.
    Sarif,
}

impl Check {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project_in(&context.options, self.positional.as_deref())?;
        let compilation = folder::compile_as_macro(&project, &self.dialects)?;
        let sources = &compilation.sources;
        let (found, summary) = match &compilation.result {
            Ok(compiled) => {
                let revisions = count(compiled.revisions.len(), "revision");
                (&[][..], format!("{revisions}, no findings"))
            }
            Err(found) => (found.as_slice(), count(found.len(), "error")),
        };
        let output = &mut context.output;
        let findings = found.iter().map(|one| Finding::of(one, sources));
        match self.format {
            Format::Human => {
                output.findings(found, sources);
                output.line(summary);
            }
            Format::Json => findings.for_each(|finding| output.json_line(&finding)),
            Format::Github => findings.for_each(|finding| output.line(github::Command(finding))),
            Format::Sarif => output.json(&sarif::log(found, sources)),
        }
        Ok(match &compilation.result {
            Ok(_) => Exit::Done,
            Err(_) => Exit::Findings,
        })
    }
}
