//! Prints: the only place that does.

use std::fmt;
use std::io::{self, ErrorKind, Stderr, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::render::render;
use limbeck_core::source::Sources;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::secrets::{passwords, without};
use crate::wording::count;

/// Standard output for answers, standard error for why there is none.
pub(crate) struct Output {
    answers: AutoStream<Stdout>,
    errors: AutoStream<Stderr>,
    remarks: Remarks,
    /// Why standard output takes no more.
    closed: Option<io::Error>,
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}

impl Output {
    /// Opens both streams; `Auto` decides for each by itself, and heeds `NO_COLOR`.
    pub(crate) fn new(color: ColorChoice, quiet: bool) -> Output {
        Output {
            answers: AutoStream::new(io::stdout(), color),
            errors: AutoStream::new(io::stderr(), color),
            remarks: Remarks {
                quiet,
                color,
                secrets: Vec::new(),
            },
            closed: None,
        }
    }

    /// Prints one line of the answer.
    pub(crate) fn line(&mut self, line: impl fmt::Display) {
        if self.closed.is_none() {
            let line = without(&self.remarks.secrets, line.to_string());
            self.closed = writeln!(self.answers, "{line}").err();
        }
    }

    /// Prints an answer in JSON.
    pub(crate) fn json(&mut self, answer: &impl Serialize) {
        // Only maps with keys that are no texts and failing writers can fail, and these are neither.
        if let Ok(text) = serde_json::to_string_pretty(answer) {
            self.line(text);
        }
    }

    /// Prints one line of an answer that is JSON in each line.
    pub(crate) fn json_line(&mut self, answer: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(answer) {
            self.line(text);
        }
    }

    /// Says what was done, unless quiet.
    pub(crate) fn done(&mut self, line: impl fmt::Display) {
        if !self.remarks.quiet {
            self.line(line);
        }
    }

    /// Says something beside the answer, on standard error, unless quiet.
    pub(crate) fn note(&mut self, line: impl fmt::Display) {
        self.remarks.note(line);
    }

    /// Returns what can say things beside the answer while a command is under way.
    pub(crate) fn remarks(&self) -> Remarks {
        self.remarks.clone()
    }

    /// Asks on standard error, also when quiet; the answer is awaited in the same line.
    pub(crate) fn question(&mut self, text: &str) {
        let text = without(&self.remarks.secrets, text.to_owned());
        let _ = write!(self.errors, "{text} ").and_then(|()| self.errors.flush());
    }

    /// Keeps the password in a database's URL out of all that is printed from now on.
    pub(crate) fn keep_secret(&mut self, url: &str) {
        self.remarks.secrets.extend(passwords(url));
    }

    /// Prints a text that ends its own lines.
    pub(crate) fn text(&mut self, text: &str) {
        self.line(text.trim_end_matches('\n'));
    }

    /// Prints findings as the answer, an empty line after each.
    pub(crate) fn findings(&mut self, found: &[Diagnostic], sources: &Sources) {
        for diagnostic in found {
            self.line(format_args!("{}\n", render(diagnostic, sources, true)));
        }
    }

    /// Says why a command stopped. Nobody is left to hear that this could not be printed.
    pub(crate) fn failure(&mut self, failure: &Failure) {
        match failure {
            Failure::Findings {
                compilation,
                undone,
            } => {
                let Err(found) = &compilation.result else {
                    return;
                };
                for diagnostic in found {
                    let text = render(diagnostic, &compilation.sources, true);
                    let _ = writeln!(self.errors, "{text}\n");
                }
                let _ = writeln!(self.errors, "{}, {undone}", count(found.len(), "error"));
            }
            Failure::Message { message, help, .. } => {
                let message = without(&self.remarks.secrets, message.clone());
                let _ = writeln!(self.errors, "{}: {message}", Styled(ERROR, "error"));
                for help in help {
                    let help = without(&self.remarks.secrets, help.clone());
                    let _ = writeln!(self.errors, "{}: {help}", Styled(HELP, "help"));
                }
            }
        }
    }

    /// Ends the output. A reader who went away has read what they wanted; another reason why not
    /// all was written turns a success into a failure.
    pub(crate) fn finish(mut self, exit: Exit) -> Exit {
        let closed = self.closed.take().or_else(|| self.answers.flush().err());
        match closed {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                self.failure(&Failure::internal("the output cannot be written", error));
                if exit == Exit::Done {
                    Exit::Internal
                } else {
                    exit
                }
            }
            _ => exit,
        }
    }
}

/// Says things beside the answer, on standard error; from wherever something happens.
#[derive(Clone, Debug)]
pub(crate) struct Remarks {
    /// Whether to say only what was asked for.
    quiet: bool,
    color: ColorChoice,
    /// What must not be printed.
    secrets: Vec<String>,
}

impl Remarks {
    /// Whether nothing is to be said.
    pub(crate) fn are_quiet(&self) -> bool {
        self.quiet
    }

    /// Says one line, unless quiet.
    pub(crate) fn note(&self, line: impl fmt::Display) {
        if !self.quiet {
            let line = without(&self.secrets, line.to_string());
            let _ = writeln!(AutoStream::new(io::stderr(), self.color), "{line}");
        }
    }
}

struct Styled(Style, &'static str);

impl fmt::Display for Styled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Styled(style, text) = self;
        write!(f, "{style}{text}{style:#}")
    }
}

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const HELP: Style = AnsiColor::BrightCyan.on_default().bold();
