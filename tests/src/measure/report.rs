//! What came of one history.

use std::fmt::Write;

use limbeck_core::Dialect;

use super::History;
use super::checker::Said;
use super::mutate::Kind;
use super::server::Round;
use super::verdict::{Class, Fault};

/// What came of one history.
#[derive(Debug)]
pub struct Report {
    pub(super) name: String,
    pub(super) dialect: Dialect,
    pub(super) revisions: usize,
    pub(super) statements: usize,
    pub(super) opaque: usize,
    /// What is said of the history as it is.
    pub(super) found: Vec<Found>,
    /// What the server says of the history as it is, with places.
    pub(super) faults: Vec<(String, Fault)>,
    /// For each revision with a downgrade, whether it leads back.
    pub(super) rounds: Vec<(String, Round)>,
    /// Mistakes that found no place.
    pub(super) skipped: usize,
    pub(super) examples: Vec<Example>,
}

/// A finding on a history as it is, and whether the server has a fault there too.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) said: Said,
    pub(super) is_true: bool,
}

/// One mistake and what came of it.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) kind: Kind,
    pub(super) trial: Trial,
    /// Whether everything up to and with the revision was understood.
    pub(super) is_closed: bool,
    pub(super) place: String,
    pub(super) shown: String,
    pub(super) said: Vec<Said>,
}

/// Both verdicts.
#[derive(Debug)]
pub(super) enum Trial {
    /// The server refuses it.
    Refused {
        class: Class,
        is_caught: bool,
        by: Fault,
    },
    /// The server takes it.
    Accepted { is_alarm: bool },
}

impl Report {
    pub(super) fn new(history: &History) -> Report {
        Report {
            name: history.name.clone(),
            dialect: history.dialect,
            revisions: history.steps.len(),
            statements: 0,
            opaque: 0,
            found: Vec::new(),
            faults: Vec::new(),
            rounds: Vec::new(),
            skipped: 0,
            examples: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, example: Example) {
        self.examples.push(example);
    }

    /// The findings that the server does not share, what the server refuses, and the mistakes that
    /// were missed or alarmed at without reason.
    pub fn details(&self) -> String {
        let mut text = String::new();
        for Found { said, is_true } in &self.found {
            let server = if *is_true {
                "the server agrees"
            } else {
                "the server does not"
            };
            let severity = said.severity.name();
            let _ = writeln!(
                text,
                "{severity}[{}] {}: {} ({server})",
                said.code, said.place, said.message
            );
        }
        for (place, fault) in &self.faults {
            let _ = writeln!(text, "server {place}: {fault}");
        }
        for (place, round) in &self.rounds {
            let _ = match round {
                Round::Same => Ok(()),
                Round::Differs(lines) => {
                    writeln!(text, "downgrade {place} differs: {}", lines.join(" | "))
                }
                Round::DowngradeFails(fault) => writeln!(text, "downgrade {place} fails: {fault}"),
                Round::UpgradeFails(fault) => {
                    writeln!(text, "downgrade {place} has no upgrade: {fault}")
                }
            };
        }
        for example in &self.examples {
            let _ = match &example.trial {
                Trial::Refused {
                    class,
                    is_caught: false,
                    by,
                } => {
                    let world = if example.is_closed { "closed" } else { "open" };
                    writeln!(
                        text,
                        "MISSED {} [{}, {world}] {}: {by}\n    {}",
                        class.name(),
                        example.kind.name(),
                        example.place,
                        example.shown.replace('\n', "\n    ")
                    )
                }
                Trial::Accepted { is_alarm: true } => {
                    let said: Vec<&str> = example
                        .said
                        .iter()
                        .map(|said| said.message.as_str())
                        .collect();
                    writeln!(
                        text,
                        "ALARM [{}] {}: {}\n    {}",
                        example.kind.name(),
                        example.place,
                        said.join("; "),
                        example.shown.replace('\n', "\n    ")
                    )
                }
                _ => Ok(()),
            };
        }
        text
    }
}
