//! What a run did.

use std::fmt;
use std::time::Duration;

use limbeck_core::Direction;

/// What a run did to the database; also inside an [`Error`](crate::Error), up to where it stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The steps that were taken and recorded, in order.
    pub steps: Vec<ReportedStep>,
    /// The applied revisions that no applied revision follows, after the run; sorted.
    pub heads: Vec<String>,
    /// How long the whole run took, waiting included.
    pub elapsed: Duration,
}

/// One step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportedStep {
    /// The revision.
    pub revision: String,
    /// Which way.
    pub direction: Direction,
    /// Whether it was only recorded, without running its SQL.
    pub stamped: bool,
    /// How long it took; `None` where several revisions shared one transaction, or nothing ran.
    pub duration: Option<Duration>,
}

impl Report {
    /// Whether there was nothing to do.
    pub fn is_up_to_date(&self) -> bool {
        self.steps.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = match self.heads.as_slice() {
            [] => "base".to_owned(),
            heads => heads.join(", "),
        };
        if self.is_up_to_date() {
            return write!(f, "up to date at {heads}");
        }
        let count = |direction, stamped| {
            let of = |step: &&ReportedStep| step.direction == direction && step.stamped == stamped;
            self.steps.iter().filter(of).count()
        };
        let parts = [
            ("upgraded", count(Direction::Upgrade, false)),
            ("downgraded", count(Direction::Downgrade, false)),
            ("stamped", count(Direction::Upgrade, true)),
            ("unstamped", count(Direction::Downgrade, true)),
        ];
        let mut separator = "";
        for (verb, number) in parts.into_iter().filter(|(_, number)| *number > 0) {
            let noun = if number == 1 { "revision" } else { "revisions" };
            write!(f, "{separator}{verb} {number} {noun}")?;
            separator = ", ";
        }
        let seconds = self.elapsed.as_secs_f64();
        write!(f, " in {seconds:.2} s, now at {heads}")
    }
}
