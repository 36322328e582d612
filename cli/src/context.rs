//! What a command is given besides its own arguments.

use crate::args::Options;
use crate::database::Url;
use crate::environment::Environment;
use crate::exit::Failure;
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

    /// Returns the database that is meant, and the history for it.
    pub(crate) fn database(&mut self) -> Result<(Url, History), Failure> {
        let url = Url::find(self)?;
        let history = self.source.history(&self.options, Some(url.dialect()))?;
        Ok((url, history))
    }
}
