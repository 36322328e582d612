//! The figures of several histories, as tables.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use limbeck_core::Dialect;

use super::mutate::Kind;
use super::report::{Report, Trial};
use super::server::Round;
use super::verdict::Class;

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
