//! What happens during a run, as it happens. The library prints nothing: an observer may.

use std::time::Duration;

use limbeck_core::Direction;

/// One thing that happened during a run.
///
/// Of each step: `StepStarted`, a `StatementDone` for each statement, `StepDone`. Where revisions
/// share a transaction, their `StepDone`s follow together once it is committed, and if it fails all
/// of them start again, one by one; a step that is [retried](Event::Retrying) begins its statements
/// anew. So a step counts as done when it is told to be done, and `step` says which is under way.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another runner holds the lock. Told at once, then every five seconds.
    Waiting {
        /// Who holds it, as far as the database tells.
        holder: Option<&'a str>,
        /// How long this runner has waited.
        waited: Duration,
    },
    /// The plan is made; this many steps follow.
    Planned {
        /// The number of steps.
        steps: usize,
    },
    /// A step begins.
    StepStarted {
        /// The revision.
        revision: &'a str,
        /// Which way.
        direction: Direction,
        /// Its position among the steps, from 1.
        step: usize,
        /// The number of steps.
        steps: usize,
        /// How many statements it runs.
        statements: usize,
        /// How many of them an earlier run has done already.
        resumed_at: usize,
    },
    /// A statement has run.
    StatementDone {
        /// The revision.
        revision: &'a str,
        /// How many of the revision's statements are done now.
        done: usize,
        /// How many it has.
        statements: usize,
    },
    /// A step is recorded.
    StepDone {
        /// The revision.
        revision: &'a str,
        /// Which way.
        direction: Direction,
        /// How long it took; `None` where several revisions shared one transaction.
        duration: Option<Duration>,
    },
    /// Several revisions shared a transaction that failed; nothing of it was kept, and they follow
    /// one by one.
    SharedTransactionFailed {
        /// The number of revisions.
        revisions: usize,
        /// What the database said.
        reason: &'a str,
    },
    /// A step could not get its locks in time and will be tried again.
    Retrying {
        /// The revision.
        revision: &'a str,
        /// What the database said.
        reason: &'a str,
    },
    /// The folder has changed since this binary was built (debug builds look).
    Stale {
        /// What differs.
        difference: &'a str,
    },
}

/// Is told what happens during a run.
///
/// Implemented for every `Fn(&Event<'_>)` that can be shared between threads.
pub trait Observer: Send + Sync {
    /// Takes one event; the run goes on when it returns.
    fn observe(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn observe(&self, event: &Event<'_>) {
        self(event);
    }
}

/// Tells an event to `tracing` and to the observer, if there is one.
pub(crate) fn tell(observer: Option<&dyn Observer>, event: &Event<'_>) {
    match event {
        Event::Waiting { holder, waited } => {
            tracing::info!(holder, ?waited, "waiting for another runner");
        }
        Event::Planned { steps } => tracing::debug!(steps, "planned"),
        Event::StepStarted {
            revision,
            direction,
            ..
        } => tracing::debug!(revision, direction = direction.name(), "step started"),
        Event::StatementDone {
            revision,
            done,
            statements,
        } => tracing::trace!(revision, done, statements, "statement done"),
        Event::StepDone {
            revision,
            direction,
            duration,
        } => tracing::info!(
            revision,
            direction = direction.name(),
            ?duration,
            "step done"
        ),
        Event::SharedTransactionFailed { revisions, reason } => {
            tracing::warn!(
                revisions,
                reason,
                "shared transaction failed, going one by one"
            );
        }
        Event::Retrying { revision, reason } => tracing::warn!(revision, reason, "retrying"),
        Event::Stale { difference } => tracing::warn!(difference, "this binary is stale"),
    }
    if let Some(observer) = observer {
        observer.observe(event);
    }
}
