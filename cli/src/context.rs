//! What a command is given besides its own arguments.

use limbeck::Report;

use crate::args::{AnswerArgs, Options};
use crate::database::Url;
use crate::environment::{DATABASE_URL, Environment};
use crate::exit::Failure;
use crate::json;
use crate::output::Output;
use crate::source::{History, Source};

/// What a command is given besides its own arguments.
#[derive(Debug)]
pub(crate) struct Context {
    /// What every command can be told.
    pub(crate) options: Options,
    /// Where the revisions come from.
    pub(crate) source: Source,
    /// What the process and `.env` say.
    pub(crate) environment: Environment,
    /// Where answers and errors go.
    pub(crate) output: Output,
}

impl Context {
    pub(crate) fn new(options: Options, source: Source) -> Context {
        let output = Output::new(options.color.into(), options.quiet);
        Context {
            options,
            source,
            environment: Environment,
            output,
        }
    }

    /// Returns the address of the database that the options name, else the environment, else
    /// `.env`.
    pub(crate) fn url(&mut self) -> Result<Url, Failure> {
        self.url_if_named()?.ok_or_else(|| {
            Failure::usage("no database is named").help(format!(
                "set {DATABASE_URL} in the environment or in `.env`, or say `--database-url sqlite:app.db`"
            ))
        })
    }

    /// As [`Context::url`], for what can do without.
    pub(crate) fn url_if_named(&mut self) -> Result<Option<Url>, Failure> {
        let text = match &self.options.database_url {
            Some(url) => Some(url.clone()),
            None => self.environment.variable(DATABASE_URL)?,
        };
        let Some(text) = text else {
            return Ok(None);
        };
        self.output.keep_secret(&text);
        Url::parse(text).map(Some)
    }

    /// Says what a run did to the database.
    pub(crate) fn report(&mut self, report: &Report, answer: AnswerArgs) {
        if answer.json {
            self.output.json(&json::Report::from(report));
        } else {
            self.output.done(report);
        }
    }

    /// Returns the database that is meant, and the history for it.
    pub(crate) fn database(&mut self) -> Result<(Url, History), Failure> {
        let url = self.url()?;
        let history = self.source.history(&self.options, Some(url.dialect()))?;
        Ok((url, history))
    }
}
