//! `limbeck check`: is the folder a history, and does its SQL work?

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use limbeck_core::Dialect;
use limbeck_core::compile::Compiled;
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_schema::Checked;

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
    /// Read the SQL of sealed revisions too.
    ///
    /// It is not read again where the file `schema.lock` says what it comes to. With this option it
    /// is, and compared.
    #[arg(long)]
    all: bool,
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
                let mut options = limbeck_schema::Options::default();
                options.all = self.all;
                let checked = limbeck_schema::check(compiled, sources, &options);
                let summary = summary(compiled, &checked);
                (checked.found, summary)
            }
            Err(found) => (found.clone(), count(found.len(), "error")),
        };
        let output = &mut context.output;
        let findings = found.iter().map(|one| Finding::of(one, sources));
        match self.format {
            Format::Human => {
                output.findings(&found, sources);
                output.line(summary);
            }
            Format::Json => findings.for_each(|finding| output.json_line(&finding)),
            Format::Github => findings.for_each(|finding| output.line(github::Command(finding))),
            Format::Sarif => output.json(&sarif::log(&found, sources)),
        }
        let is_error = |one: &Diagnostic| one.severity == Severity::Error;
        Ok(if found.iter().any(is_error) {
            Exit::Findings
        } else {
            Exit::Done
        })
    }
}

/// What was found, and what nobody looked at.
fn summary(compiled: &Compiled, checked: &Checked) -> String {
    let of = |severity: Severity| match checked.count(severity) {
        0 => None,
        found => Some(count(found, severity.name())),
    };
    let errors = of(Severity::Error);
    let mut parts = Vec::new();
    if errors.is_none() {
        parts.push(count(compiled.revisions.len(), "revision"));
    }
    if checked.found.is_empty() {
        parts.push("no findings".to_owned());
    }
    parts.extend(errors);
    parts.extend(of(Severity::Warning));
    parts.extend(of(Severity::Note));
    let opaque: usize = checked.read.iter().map(|read| read.opaque).sum();
    if opaque > 0 {
        parts.push(format!("{} not understood", count(opaque, "statement")));
    }
    let is_read = |dialect: &Dialect| checked.read.iter().any(|read| read.dialect == *dialect);
    let unread = compiled.dialects.iter().filter(|dialect| !is_read(dialect));
    parts.extend(unread.map(|dialect| format!("SQL for {dialect} not read")));
    parts.join(", ")
}
