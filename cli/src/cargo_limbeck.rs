//! The binary `cargo-limbeck`: what cargo runs for `cargo limbeck`.

use std::env;
use std::ffi::OsString;
use std::iter;

use clap::Parser;
use limbeck_cli::{Exit, Limbeck};

fn main() -> Exit {
    let mut arguments = env::args_os().skip(1).peekable();
    // Cargo passes the subcommand's own name as the first argument.
    arguments.next_if(|name| name == "limbeck");
    let called = iter::once(OsString::from("cargo limbeck"));
    limbeck_cli::run_standalone(Limbeck::parse_from(called.chain(arguments)))
}
