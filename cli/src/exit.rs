//! How a command can end.

use std::fmt;
use std::process::{ExitCode, Termination};

use limbeck_core::compile::Compilation;
use limbeck_core::target::TargetError;

/// How a command ended; as a process's exit code, its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum Exit {
    /// 0: all done, nothing found.
    Done = 0,
    /// 1: the revisions or the manifest are not as they should be.
    Findings = 1,
    /// 2: the command cannot be what was meant.
    Usage = 2,
    // 3 is kept for databases.
    /// 4: what should have worked did not, such as writing a file.
    Internal = 4,
}

impl Exit {
    /// Returns the process's exit code.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

/// Why a command stopped before it was done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The project has findings that stand in the way.
    Findings {
        compilation: Box<Compilation>,
        /// What was not done because of them.
        undone: &'static str,
    },
    /// Anything else, in one message.
    Message {
        exit: Exit,
        /// Lower case, without final period.
        message: String,
        /// What to do.
        help: Vec<String>,
    },
}

impl Failure {
    pub(crate) fn findings(compilation: Compilation, undone: &'static str) -> Failure {
        Failure::Findings {
            compilation: Box::new(compilation),
            undone,
        }
    }

    pub(crate) fn found(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Findings, message.into())
    }

    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, message.into())
    }

    /// `what` could not be done, because of `cause`.
    pub(crate) fn internal(what: impl fmt::Display, cause: impl fmt::Display) -> Failure {
        Failure::new(Exit::Internal, format!("{what}: {cause}"))
    }

    fn new(exit: Exit, message: String) -> Failure {
        Failure::Message {
            exit,
            message,
            help: Vec::new(),
        }
    }

    /// Adds advice.
    #[must_use]
    pub(crate) fn help(mut self, text: impl Into<String>) -> Failure {
        if let Failure::Message { help, .. } = &mut self {
            help.push(text.into());
        }
        self
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Failure::Findings { .. } => Exit::Findings,
            Failure::Message { exit, .. } => *exit,
        }
    }
}

impl From<TargetError> for Failure {
    fn from(error: TargetError) -> Failure {
        let text = error.to_string();
        let mut lines = text.lines();
        let failure = Failure::usage(lines.next().unwrap_or_default());
        lines.fold(failure, |failure, line| {
            failure.help(line.strip_prefix("help: ").unwrap_or(line))
        })
    }
}
