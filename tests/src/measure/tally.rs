//! What came of it, counted and told.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter, Write};

use limbeck_core::Dialect;

use super::History;
use super::checker::Said;
use super::mutate::Kind;
use super::server::Round;
use super::verdict::{Class, Fault};

/// What came of one history.
#[derive(Debug)]
pub struct Report {
    name: String,
    dialect: Dialect,
    revisions: usize,
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
    examples: Vec<Example>,
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

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.message)
    }
}

/// The figures of several histories.
#[derive(Debug, Default)]
pub struct Tally {
    histories: Vec<String>,
    recall: BTreeMap<(Dialect, Class, bool), Share>,
    kinds: BTreeMap<(Dialect, Kind), Share>,
    alarms: BTreeMap<(Dialect, Option<Kind>), Share>,
}

/// Some of all.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    some: usize,
    all: usize,
}

impl Share {
    fn count(&mut self, is_one: bool) {
        self.some += usize::from(is_one);
        self.all += 1;
    }
}

impl Display for Share {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Share { some, all } = self;
        let percent = 100.0 * *some as f64 / (*all).max(1) as f64;
        write!(f, "{some}/{all} = {percent:.2} %")
    }
}

impl Tally {
    /// Adds a history.
    pub fn add(&mut self, report: &Report) {
        let Report {
            name,
            dialect,
            revisions,
            statements,
            opaque,
            ..
        } = report;
        let errors: Vec<_> = report
            .found
            .iter()
            .filter(|found| found.said.is_error())
            .collect();
        let is_false = errors.iter().filter(|found| !found.is_true).count();
        let rounds = report.rounds.len();
        let back = report
            .rounds
            .iter()
            .filter(|(_, round)| matches!(round, Round::Same))
            .count();
        self.histories.push(format!(
            "| {name} | {dialect} | {revisions} | {statements} | {} | {opaque} | {} | {is_false} | {} | {back}/{rounds} | {} |",
            statements.saturating_sub(*opaque), errors.len(), report.faults.len(), report.examples.len(),
        ));
        for example in &report.examples {
            match &example.trial {
                Trial::Refused {
                    class, is_caught, ..
                } => {
                    let key = (*dialect, *class, example.is_closed);
                    self.recall.entry(key).or_default().count(*is_caught);
                    self.kinds
                        .entry((*dialect, example.kind))
                        .or_default()
                        .count(*is_caught);
                }
                Trial::Accepted { is_alarm } => {
                    for key in [Some(example.kind), None] {
                        self.alarms
                            .entry((*dialect, key))
                            .or_default()
                            .count(*is_alarm);
                    }
                }
            }
        }
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| history | dialect | revisions | statements | read | opaque | errors | of these false | the server's | downgrades that lead back | mistakes |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|---|---|---|---|")?;
        for line in &self.histories {
            writeln!(f, "{line}")?;
        }
        writeln!(
            f,
            "\n| dialect | what the server saw | caught, closed world | caught, whole histories |\n|---|---|---|---|"
        )?;
        for dialect in Dialect::ALL {
            for class in Class::ALL {
                let closed = self
                    .recall
                    .get(&(dialect, class, true))
                    .copied()
                    .unwrap_or_default();
                let open = self
                    .recall
                    .get(&(dialect, class, false))
                    .copied()
                    .unwrap_or_default();
                let whole = Share {
                    some: closed.some + open.some,
                    all: closed.all + open.all,
                };
                if whole.all > 0 {
                    writeln!(f, "| {dialect} | {} | {closed} | {whole} |", class.name())?;
                }
            }
        }
        writeln!(
            f,
            "\n| dialect | mistake | caught of those the server refuses | false alarms of those it takes |\n|---|---|---|---|"
        )?;
        for dialect in Dialect::ALL {
            for kind in Kind::ALL {
                let caught = self
                    .kinds
                    .get(&(dialect, kind))
                    .copied()
                    .unwrap_or_default();
                let alarms = self
                    .alarms
                    .get(&(dialect, Some(kind)))
                    .copied()
                    .unwrap_or_default();
                if caught.all + alarms.all > 0 {
                    writeln!(f, "| {dialect} | {} | {caught} | {alarms} |", kind.name())?;
                }
            }
            if let Some(alarms) = self.alarms.get(&(dialect, None)) {
                writeln!(f, "| {dialect} | all | | {alarms} |")?;
            }
        }
        Ok(())
    }
}
