//! `limbeck man`: the manual, for `man`.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use crate::command::Limbeck;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::wording::count;
use crate::{folder, write};

/// The arguments of `limbeck man`; [`crate::command::Standalone`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// Write a page for each command into this folder.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let mut command = Limbeck::command().disable_help_subcommand(true);
        command.build();
        let Some(dir) = &self.to else {
            context.output.text(&text(&Page::new(command))?);
            return Ok(Exit::Done);
        };
        let project = folder::project(&context.options)?;
        write::folder(&project, dir)?;
        let commands: Vec<_> = command
            .get_subcommands()
            .cloned()
            .chain([command.clone()])
            .collect();
        let number = commands.len();
        for command in commands {
            let page = Page::new(command);
            write::replace(&project, &dir.join(page.get_filename()), &text(&page)?)?;
        }
        let dir = dir.display();
        context
            .output
            .done(format_args!("{} written to {dir}", count(number, "page")));
        Ok(Exit::Done)
    }
}

fn text(page: &Page) -> Result<String, Failure> {
    let mut text = Vec::new();
    page.render(&mut text)
        .map_err(|error| Failure::internal("the manual cannot be written", error))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
