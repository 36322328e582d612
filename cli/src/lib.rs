//! The commands of `limbeck`, as a library: a binary of your own takes them in by one clap type.
//!
//! ```
//! use clap::{Parser, Subcommand};
//! use limbeck_cli::Exit;
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
//!     /// Looks after the migrations.
//!     #[command(subcommand)]
//!     Migrations(limbeck_cli::Command),
//! }
//!
//! fn run(app: App) -> Exit {
//!     match app.verb {
//!         Verb::Serve => Exit::Done,
//!         Verb::Migrations(command) => limbeck_cli::run(command),
//!     }
//! }
//! ```
//! `#[command(flatten)]` in the place of `#[command(subcommand)]` puts the commands beside your own.
//!
//! What enters from outside enters once: arguments in `args`, the working folder in `folder`, the
//! clock in `clock`, chance in `random`; files are written in `write` and text in `output`.

mod args;
mod clock;
mod commands;
mod exit;
mod folder;
mod manifest_file;
mod output;
mod pages;
mod random;
mod revision_text;
mod write;

pub use args::{Command, Limbeck};
pub use commands::{Check, Explain, Manifest, Merge, Seal};
pub use exit::Exit;

use output::Output;

/// Runs one command: prints what it has to say and returns how it ended.
///
/// It never ends the process.
pub fn run(command: Command) -> Exit {
    let mut output = Output::new(command.color());
    let exit = command.run(&mut output).unwrap_or_else(|failure| {
        output.failure(&failure);
        failure.exit()
    });
    output.finish(exit)
}
