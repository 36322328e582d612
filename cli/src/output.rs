//! Prints: the only place that does.

use std::fmt;
use std::io::{self, ErrorKind, Stderr, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::render::render;
use limbeck_core::source::Sources;

use crate::exit::{Exit, Failure};

/// Standard output for answers, standard error for why there is none.
pub(crate) struct Output {
    answers: AutoStream<Stdout>,
    errors: AutoStream<Stderr>,
    /// Why standard output takes no more.
    closed: Option<io::Error>,
}

impl Output {
    /// Opens both streams; `Auto` decides for each by itself, and heeds `NO_COLOR`.
    pub(crate) fn new(color: ColorChoice) -> Output {
        Output {
            answers: AutoStream::new(io::stdout(), color),
            errors: AutoStream::new(io::stderr(), color),
            closed: None,
        }
    }

    /// Prints one line of the answer.
    pub(crate) fn line(&mut self, line: impl fmt::Display) {
        if self.closed.is_none() {
            self.closed = writeln!(self.answers, "{line}").err();
        }
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
                let _ = writeln!(self.errors, "{}: {message}", Styled(ERROR, "error"));
                for help in help {
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

/// Returns `1 revision` or `2 revisions`.
pub(crate) fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

/// Returns names in backticks, separated by commas and a final `and`.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
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
