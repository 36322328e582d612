//! `limbeck explain`: what does a code mean?

use clap::Args;
use limbeck_core::code::Code;
use limbeck_core::suggest::nearest;

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::pages::page;

/// The arguments of `limbeck explain`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The code.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let Some(name) = &self.code else {
            list(&mut context.output);
            return Ok(Exit::Done);
        };
        let Some(code) = Code::from_name(name) else {
            let meant = nearest(name, Code::ALL.iter().map(|code| code.name()));
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`limbeck explain` lists all codes".to_owned(),
            };
            return Err(Failure::usage(format!("no code is called `{name}`")).help(help));
        };
        context.output.text(page(code));
        Ok(Exit::Done)
    }
}

fn list(output: &mut Output) {
    let lengths = Code::ALL.iter().map(|code| code.name().len());
    let width = lengths.max().unwrap_or_default();
    for code in Code::ALL {
        output.line(format_args!("{:width$}  {}", code.name(), code.summary()));
    }
}
