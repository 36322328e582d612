//! `limbeck completions`: what the shell has to know.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::command::Limbeck;
use crate::context::Context;
use crate::exit::{Exit, Failure};

/// The arguments of `limbeck completions`; [`crate::command::Standalone`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Limbeck::command(), "limbeck", &mut script);
        context.output.text(&String::from_utf8_lossy(&script));
        Ok(Exit::Done)
    }
}
