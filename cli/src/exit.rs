//! How a command can end.

use std::fmt;
use std::process::{ExitCode, Termination};

use limbeck_core::authoring::AuthoringError;
use limbeck_core::compile::Compilation;
use limbeck_core::target::TargetError;

use crate::wording::listed;

/// How a command ended; as a process's exit code, its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum Exit {
    /// 0: all done, nothing found.
    Done = 0,
    /// 1: the revisions, the manifest or the database are not as they should be, or something is
    /// pending.
    Findings = 1,
    /// 2: the command cannot be what was meant.
    Usage = 2,
    /// 3: the database could not be reached, or refused.
    Database = 3,
    /// 4: what should have worked did not, such as writing a file.
    Internal = 4,
    /// 130: stopped by the user, as shells count an interrupt.
    Stopped = 130,
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

    pub(crate) fn database(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Database, message.into())
    }

    pub(crate) fn stopped(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Stopped, message.into())
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

impl Failure {
    /// Takes apart a message as the libraries write it: lines with `help:` are advice.
    pub(crate) fn from_text(exit: Exit, text: &str) -> Failure {
        let mut message = String::new();
        let mut help = Vec::new();
        for line in text.lines() {
            match line.strip_prefix("help: ") {
                Some(advice) => help.push(advice.to_owned()),
                None if message.is_empty() => message.push_str(line),
                None => {
                    message.push('\n');
                    message.push_str(line);
                }
            }
        }
        Failure::Message {
            exit,
            message,
            help,
        }
    }
}

impl From<AuthoringError> for Failure {
    fn from(error: AuthoringError) -> Failure {
        fn names(ids: &[String]) -> String {
            listed(ids.iter().map(String::as_str))
        }
        if let AuthoringError::NotAHead {
            revision,
            children,
            heads,
        } = &error
        {
            let follow = match children.len() {
                1 => "follows",
                _ => "follow",
            };
            let children = names(children);
            let message = format!("`{revision}` is no head: {children} {follow} it");
            return Failure::usage(message)
                .help(format!("choose from the heads: {}", names(heads)))
                .help("to begin a branch there, add `--splice`");
        }
        Failure::from_text(Exit::Usage, &error.to_string())
    }
}

impl From<TargetError> for Failure {
    fn from(error: TargetError) -> Failure {
        let failure = Failure::from_text(Exit::Usage, &error.to_string());
        match error {
            TargetError::SeveralHeads { .. } => {
                failure.help("`limbeck merge` joins them, `limbeck heads` shows them")
            }
            _ => failure,
        }
    }
}
