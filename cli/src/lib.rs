//! The commands of `limbeck`, as a library: a binary of your own takes them in by one clap type, and
//! they work on the migrations that it has compiled in.
//!
//! ```
//! use clap::{Parser, Subcommand};
//! use limbeck_cli::Exit;
//!
//! # const IGNORE: &str = stringify! {
//! static MIGRATIONS: limbeck::Migrations = limbeck::migrations!("migrations");
//! # };
//! # static MIGRATIONS: limbeck::Migrations = limbeck::__private::empty();
//!
//! #[derive(Parser)]
//! struct App {
//!     #[command(subcommand)]
//!     verb: Verb,
//! }
//!
//! #[derive(Subcommand)]
//! enum Verb {
//!     /// Starts the service.
//!     Serve,
//!     /// Looks after the database.
//!     Db(limbeck_cli::Command),
//! }
//!
//! fn run(app: App) -> Exit {
//!     match app.verb {
//!         Verb::Serve => Exit::Done,
//!         Verb::Db(command) => limbeck_cli::run(command, &MIGRATIONS),
//!     }
//! }
//! ```
//! `#[command(flatten)]` puts the commands beside your own. The features `postgres` and `sqlite` say
//! which databases they can reach, `tls` whether encrypted; `binary` is only for limbeck's own
//! binaries, so that you will want `default-features = false`.
//!
//! What enters from outside enters once: arguments in `args`, the environment in `environment`, the
//! working folder in `folder`, the clock in `clock`, chance in `random`, what commits have in `git`;
//! files are written in `write`, text in `output`, and the editor is started in `editor`.

mod applied;
mod args;
mod cargo_manifest;
mod clock;
mod command;
mod commands;
mod context;
mod danger;
mod database;
mod draw;
mod editor;
mod environment;
mod exit;
mod finding;
mod folder;
mod git;
mod import;
mod interrupt;
mod json;
mod line;
#[cfg(feature = "binary")]
mod log;
mod manifest_file;
mod new_revision;
mod output;
mod pages;
mod planned;
mod progress;
mod project_text;
mod proof;
mod random;
mod range;
mod recorded;
mod revision_text;
mod schema_file;
mod schema_lines;
mod schema_text;
mod scratch;
mod script;
mod secrets;
mod since;
mod source;
mod terminal;
mod wording;
mod write;

pub use command::{Command, Limbeck};
pub use exit::Exit;
pub use source::Source;

use context::Context;
use exit::Failure;

/// Runs one command on the migrations of the binary, or on a folder of files
/// ([`Source::folder`]): prints what it has to say and returns how it ended.
///
/// It blocks until the command is done, and never ends the process. A command that speaks to a
/// database does so on a thread of its own, so that an async main may call it.
pub fn run(command: Command, source: impl Into<Source>) -> Exit {
    let context = Context::new(command.options, source.into());
    finish(context, |context| command.verb.run(context))
}

/// Runs what the standalone binary was told.
pub fn run_standalone(limbeck: Limbeck) -> Exit {
    let context = Context::new(limbeck.options, Source::folder());
    finish(context, |context| {
        #[cfg(feature = "binary")]
        log::start(context)?;
        limbeck.verb.run(context)
    })
}

fn finish(mut context: Context, run: impl FnOnce(&mut Context) -> Result<Exit, Failure>) -> Exit {
    let exit = run(&mut context).unwrap_or_else(|failure| {
        context.output.failure(&failure);
        failure.exit()
    });
    context.output.finish(exit)
}
