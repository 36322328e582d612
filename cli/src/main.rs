//! The binary `limbeck`.

use clap::Parser;
use limbeck_cli::{Exit, Limbeck};

fn main() -> Exit {
    limbeck_cli::run_standalone(Limbeck::parse())
}
