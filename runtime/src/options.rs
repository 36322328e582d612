//! How a run goes about it: what a migrator is set to.

use std::fmt;
use std::time::Duration;

use limbeck_core::packed::Packed;

use crate::event::Observer;
use crate::stop::StopSignal;

/// What to do when the database has revisions that this binary does not know: another, newer
/// release has been there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ahead {
    /// Stop with [`ErrorKind::Ahead`](crate::ErrorKind::Ahead).
    #[default]
    Refuse,
    /// Go on as if they were not there, for rolling deploys whose new revisions leave old binaries
    /// working. They are never undone.
    Continue,
}

/// What a run needs to know besides its session.
#[derive(Clone)]
pub(crate) struct Options<'o> {
    /// The compiled revisions.
    pub(crate) history: Packed,
    /// The folder they came from, in debug builds.
    pub(crate) folder: Option<&'static str>,
    /// The table of revisions, without its schema.
    pub(crate) table: String,
    /// The table's schema, if it is set.
    pub(crate) schema: Option<String>,
    /// How long to wait for another runner.
    pub(crate) lock_wait: Duration,
    /// How long a statement may wait for a table.
    pub(crate) lock_timeout: Duration,
    /// What to do about revisions that are not compiled.
    pub(crate) ahead: Ahead,
    /// The program and version to record.
    pub(crate) applied_by: String,
    /// Who is told what happens.
    pub(crate) observer: Option<&'o dyn Observer>,
    /// Who may ask the run to stop.
    pub(crate) stop: Option<&'o StopSignal>,
}

impl Options<'_> {
    /// The defaults for a compiled history.
    pub(crate) fn new(
        history: Packed,
        folder: Option<&'static str>,
        applied_by: &'static str,
    ) -> Self {
        let schema = history.schema_name();
        Options {
            history,
            folder,
            table: history.table_name().to_owned(),
            schema: (!schema.is_empty()).then(|| schema.to_owned()),
            lock_wait: Duration::from_secs(600),
            lock_timeout: Duration::from_secs(3),
            ahead: Ahead::default(),
            applied_by: applied_by.to_owned(),
            observer: None,
            stop: None,
        }
    }

    /// Whether somebody wants to be told of each statement, or may stop the run after it.
    pub(crate) fn is_watched(&self) -> bool {
        self.observer.is_some() || self.stop.is_some()
    }

    /// Whether the run was asked to stop.
    pub(crate) fn is_stop_requested(&self) -> bool {
        self.stop.is_some_and(StopSignal::is_requested)
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("revisions", &self.history.len())
            .field("table", &self.table)
            .field("schema", &self.schema)
            .field("lock_wait", &self.lock_wait)
            .field("lock_timeout", &self.lock_timeout)
            .field("ahead", &self.ahead)
            .field("applied_by", &self.applied_by)
            .finish_non_exhaustive()
    }
}
