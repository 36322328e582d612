//! Counts verdicts.

use std::collections::BTreeMap;
use std::fmt;

use super::case::Case;
use super::departures::DEPARTURES;
use super::judge::Verdict;

/// How many cases passed and failed, by command and kind.
#[derive(Debug, Default)]
pub struct Tally {
    /// Passed, departures among them.
    pub passed: usize,
    pub failed: usize,
    /// Match cases.
    pub matches: usize,
    /// Departures by their kind.
    pub departures: BTreeMap<&'static str, usize>,
    /// Passed, departed and failed, by command and kind of case.
    by_command: BTreeMap<(String, &'static str), [usize; 3]>,
}

impl Tally {
    /// Counts one case.
    pub fn count(&mut self, case: &Case, verdict: &Verdict) {
        let kind = match (case.is_beat(), case.expect.error.is_some()) {
            (true, _) => "beat",
            (false, true) => "match, error",
            (false, false) => "match",
        };
        self.matches += usize::from(!case.is_beat());
        let counts = self.by_command.entry((case.command.clone(), kind));
        let counts = counts.or_default();
        match verdict {
            Verdict::Passed => {
                self.passed += 1;
                counts[0] += 1;
            }
            Verdict::Departed(name) => {
                self.passed += 1;
                *self.departures.entry(name).or_default() += 1;
                counts[1] += 1;
            }
            Verdict::Failed { .. } => {
                self.failed += 1;
                counts[2] += 1;
            }
        }
    }

    /// The number of departures.
    pub fn departed(&self) -> usize {
        self.departures.values().sum()
    }

    /// The figures by command and kind, and the departures by name.
    pub fn figures(&self) -> impl fmt::Display + '_ {
        Figures(self)
    }
}

struct Figures<'t>(&'t Tally);

impl fmt::Display for Figures<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:10} {:14} {:>6} {:>8} {:>6}",
            "command", "kind", "as is", "departed", "failed"
        )?;
        for ((command, kind), [passed, departed, failed]) in &self.0.by_command {
            writeln!(
                f,
                "{command:10} {kind:14} {passed:6} {departed:8} {failed:6}"
            )?;
        }
        for departure in DEPARTURES {
            let count = self.0.departures.get(departure.name).unwrap_or(&0);
            writeln!(
                f,
                "departure, {}: {count} ({})",
                departure.name, departure.reason
            )?;
        }
        Ok(())
    }
}
