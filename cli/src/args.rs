//! What the command line can say: the commands and the options that they share.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use limbeck_core::Dialect;

use crate::commands::{Check, Explain, Manifest, Merge, Seal};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Database migrations as a revision graph.
#[derive(Debug, Parser)]
#[command(name = "limbeck", version, after_help = EXIT_CODES)]
pub struct Limbeck {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

// 3 is kept for databases, which no command speaks to yet.
const EXIT_CODES: &str = "Exit codes: 0 done, 1 findings, 2 wrong usage, 4 anything else";

/// Every command; a binary of your own can take it in as its subcommands.
#[derive(Debug, Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Check the revisions as the macro does.
    ///
    /// Prints every finding, where the compiler stops after 20. It reads the same files with the
    /// same code as the macro and finds the same mistakes, provided that both know which databases
    /// are in use: see `--dialect`.
    Check(Check),
    /// Write the manifest anew: which files the folder has.
    ///
    /// The manifest `revisions.lock` lists the folder's `.sql` files, which is how cargo notices
    /// that one was added or removed, and keeps the seals. A damaged manifest, or one with the
    /// marks of a merge conflict, is mended: seals that can be read stay, and what had to go is
    /// printed.
    Manifest(Manifest),
    /// Record that revisions have shipped, so that they cannot change any more.
    ///
    /// Every revision gets a line in the manifest with its parents, what it depends on, and its
    /// checksum for each database in use. To edit, remove or re-parent it is a compile error from
    /// then on. Seals that are there stay as they are; a database that came into use later is
    /// added to them. The revisions must be without findings.
    Seal(Seal),
    /// Write a revision that joins heads.
    ///
    /// The revision has the heads as its parents and runs nothing. It is written into the folder of
    /// revisions and listed in the manifest, if there is one. That the graph has several heads may
    /// be the only finding about the folder.
    Merge(Merge),
    /// Explain a finding by its code.
    ///
    /// The code stands in brackets in the first line of a finding, such as `unknown-parent`.
    /// Without one, every code is listed.
    Explain(Explain),
}

impl Command {
    pub(crate) fn color(&self) -> ColorChoice {
        let output = match self {
            Command::Check(command) => &command.output,
            Command::Manifest(command) => &command.output,
            Command::Seal(command) => &command.output,
            Command::Merge(command) => &command.output,
            Command::Explain(command) => &command.output,
        };
        match output.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    pub(crate) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        match self {
            Command::Check(command) => command.run(output),
            Command::Manifest(command) => command.run(output),
            Command::Seal(command) => command.run(output),
            Command::Merge(command) => command.run(output),
            Command::Explain(command) => command.run(output),
        }
    }
}

/// Where the revisions are.
#[derive(Args, Debug)]
pub(crate) struct FolderArgs {
    /// The folder of revisions [default: the configured one, else `migrations`].
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The configuration [default: the nearest `limbeck.toml` upward].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Which databases the revisions are for.
#[derive(Args, Debug)]
pub(crate) struct DialectArgs {
    /// A database that is in use, where `limbeck.toml` names none; may be repeated.
    ///
    /// The macro takes the databases under `[dialects]` in limbeck.toml, else those whose features
    /// of limbeck are on. The command line cannot see the features: say here which they are. Where
    /// limbeck.toml names the databases, it is right for both and this option is not needed.
    #[arg(long = "dialect", value_name = "DIALECT", value_parser = dialect())]
    pub(crate) dialects: Vec<Dialect>,
}

fn dialect() -> impl TypedValueParser<Value = Dialect> {
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::name))
        .try_map(|name| Dialect::from_name(&name).ok_or("no dialect has this name"))
}

/// How to print.
#[derive(Args, Debug)]
pub(crate) struct OutputArgs {
    /// When to use colours; `auto` is on a terminal only.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}
