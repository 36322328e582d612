//! The binary `cargo-limbeck`: what cargo runs for `cargo limbeck`.

use clap::Parser;
use limbeck_cli::{Exit, Limbeck};

fn main() -> Exit {
    // Cargo passes the subcommand's own name as the first argument.
    let mut arguments: Vec<_> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|name| name == "limbeck") {
        arguments.remove(1);
    }
    limbeck_cli::run_standalone(Limbeck::parse_from(arguments))
}
