//! What a run did.

use limbeck_core::Direction;
use serde::Serialize;

/// What a run did.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'r> {
    steps: Vec<Step<'r>>,
    /// The applied revisions that no applied revision follows, after the run.
    heads: &'r [String],
    elapsed_us: u128,
}

#[derive(Debug, Serialize)]
struct Step<'r> {
    revision: &'r str,
    direction: &'static str,
    /// Whether it was only recorded.
    stamped: bool,
    /// Nothing where several revisions shared one transaction, or nothing ran.
    duration_us: Option<u128>,
}

impl<'r> From<&'r limbeck::Report> for Report<'r> {
    fn from(report: &'r limbeck::Report) -> Report<'r> {
        let step = |step: &'r limbeck::ReportedStep| Step {
            revision: &step.revision,
            direction: Direction::name(step.direction),
            stamped: step.stamped,
            duration_us: step.duration.map(|duration| duration.as_micros()),
        };
        Report {
            steps: report.steps.iter().map(step).collect(),
            heads: &report.heads,
            elapsed_us: report.elapsed.as_micros(),
        }
    }
}
