//! `--sql`: prints what would be run, for a person to run it.

use clap::Args;
use limbeck_core::{Dialect, Direction};

use crate::args::dialect;
use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};
use crate::source::History;
use crate::wording::listed;

/// What is to be printed, and for which database.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct ScriptArgs {
    /// Print the SQL instead of running it; no database is needed.
    ///
    /// The end `current` of a range asks the database where it is.
    #[arg(long, conflicts_with = "json")]
    pub(crate) sql: bool,
    /// Which database the SQL is for [default: the named one's kind, else the only one in use].
    #[arg(long, requires = "sql", value_name = "DIALECT", value_parser = dialect())]
    dialect: Option<Dialect>,
}

impl ScriptArgs {
    /// Reads the history, and says which database the script is for.
    pub(crate) fn history(self, context: &mut Context) -> Result<(Dialect, History), Failure> {
        let dialect = match self.dialect {
            Some(dialect) => Some(dialect),
            None => context.url_if_named()?.map(|url| url.dialect()),
        };
        context.source.script_history(&context.options, dialect)
    }

    /// Prints the script that leads through `range`.
    pub(crate) fn print_between(
        self,
        context: &mut Context,
        direction: Direction,
        range: Between,
    ) -> Result<Exit, Failure> {
        let (dialect, history) = self.history(context)?;
        let from = self.placed(context, &history, dialect, range.from)?;
        let to = self.placed(context, &history, dialect, range.to)?;
        let migrator = history.migrations.migrator();
        self.print(context, migrator.sql(dialect, direction, &from, &to)?)
    }

    /// Prints a script.
    pub(crate) fn print(self, context: &mut Context, script: String) -> Result<Exit, Failure> {
        if script.is_empty() {
            context.output.note("nothing to do: the script is empty");
        } else {
            context.output.text(&script);
        }
        Ok(Exit::Done)
    }

    /// Returns what `end` means without a database: if it is `current`, the database is asked.
    pub(crate) fn placed(
        self,
        context: &mut Context,
        history: &History,
        dialect: Dialect,
        end: String,
    ) -> Result<String, Failure> {
        if end != "current" {
            return Ok(end);
        }
        let url = context.url()?;
        if url.dialect() != dialect {
            let found = url.dialect();
            let message = format!("`current` is asked of {found}, and the script is for {dialect}");
            return Err(Failure::usage(message).help("name a revision, or leave out `--dialect`"));
        }
        let migrator = history.migrations.migrator();
        let current = database::run(&url, Access::Read, async |database| {
            Ok(with_connection!(database, c => migrator.current(c).await)?)
        })?;
        let mut ids: Vec<&str> = current.iter().map(|head| &*head.revision).collect();
        ids.sort_unstable();
        let mut heads = history.migrations.heads();
        heads.sort_unstable();
        match ids.as_slice() {
            [] => Ok("base".to_owned()),
            [only] => Ok((*only).to_owned()),
            several if several == heads => Ok("heads".to_owned()),
            several => {
                let several = listed(several.iter().copied());
                let message = format!("the database is at {several}, and a script begins at one");
                Err(Failure::usage(message)
                    .help("`upgrade --sql --idempotent` begins wherever the database is"))
            }
        }
    }
}

/// A target of `--sql`, which may say where it begins.
pub(crate) struct Range {
    from: Option<String>,
    to: String,
}

/// A range whose beginning is known.
pub(crate) struct Between {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Range {
    pub(crate) fn parse(text: &str) -> Range {
        match text.split_once(':') {
            None => Range {
                from: None,
                to: text.to_owned(),
            },
            Some((from, to)) => Range {
                from: Some(from.to_owned()).filter(|from| !from.is_empty()),
                to: to.to_owned(),
            },
        }
    }

    /// It begins at the base unless it says otherwise.
    pub(crate) fn or_base(self) -> Between {
        Between {
            from: self.from.unwrap_or_else(|| "base".to_owned()),
            to: self.to,
        }
    }

    /// It must say where it begins.
    pub(crate) fn with_from(self) -> Result<Between, Failure> {
        let Range { from, to } = self;
        match from {
            Some(from) => Ok(Between { from, to }),
            None => Err(
                Failure::usage("a script for a downgrade must be told where it begins").help(
                    format!("`head:{to}`, or `current:{to}` to ask the database"),
                ),
            ),
        }
    }
}
