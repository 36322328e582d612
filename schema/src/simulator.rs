//! What the checks need of a dialect: a schema that scripts can be tried on.
//!
//! SQLite is run for real ([`crate::sqlite`]); the others are read and applied to a model
//! ([`crate::model`]).

use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::script::Script;
use limbeck_core::source::FileId;

use crate::picture::Picture;

/// A revision's script for one dialect, with the file that it stands in.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(any(feature = "mysql", feature = "postgres")),
    allow(dead_code, reason = "SQLite's own needs less")
)]
pub(crate) struct Input<'a> {
    /// The revision's id, for messages where its file was not read.
    pub(crate) revision: &'a str,
    /// The file.
    pub(crate) file: FileId,
    /// The file's text; the script's ranges count in it.
    pub(crate) text: &'a str,
    /// The statements.
    pub(crate) script: &'a Script,
    /// What the author says about opaque statements: one entry for each `-- migrate: assume`.
    pub(crate) assumptions: &'a [Assumption<'a>],
}

/// `-- migrate: assume <effect>`.
#[derive(Clone, Debug)]
pub(crate) struct Assumption<'a> {
    /// The directive's place: byte offsets into the file's text.
    pub(crate) at: std::ops::Range<usize>,
    /// The SQL that the statement behind it is equal to; `nothing` for no effect on the schema.
    pub(crate) effect: &'a str,
    /// The index in the script's statements of the one that it is about.
    pub(crate) statement: usize,
}

/// What came of running a script.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Errors, in the order of the text.
    pub(crate) found: Vec<Diagnostic>,
    /// How many statements were not understood.
    pub(crate) opaque: usize,
    /// The note that says where the world opened, if it did for the first time.
    pub(crate) opened: Option<Diagnostic>,
}

impl Outcome {
    /// Whether anything that was found is an error.
    pub(crate) fn has_errors(&self) -> bool {
        let mut found = self.found.iter();
        found.any(|one| one.severity == Severity::Error)
    }
}

/// How a schema before a revision compares with the one after its upgrade and downgrade.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// Things that only one of the two has, told as a person would: ``table `users` is left behind``,
    /// ``index `i` on `users` is lost``; sorted.
    pub(crate) names: Vec<String>,
    /// Things that both have and that differ: ``column `age` of `users` is `int4`, was `int8` ``.
    pub(crate) details: Vec<String>,
    /// Whether something in the pair was not understood, so that nothing is certain.
    pub(crate) is_uncertain: bool,
}

/// A schema that scripts can be tried on.
pub(crate) trait Simulator {
    /// Runs a script and keeps what it did, also of a statement before one that failed. What a
    /// failed statement mentions is uncertain from then on.
    fn upgrade(&mut self, input: Input<'_>) -> Outcome;

    /// Tries `downgrade` on the schema after the last [`upgrade`](Self::upgrade), compares the
    /// result with the schema before that upgrade, and goes back to the schema after it.
    fn prove(&mut self, downgrade: Input<'_>) -> (Outcome, Difference);

    /// Returns the schema as it stands.
    fn picture(&self) -> Picture;

    /// Returns the schema as lines of text that [`restore`](Self::restore) reads; one thing a line.
    fn snapshot(&self) -> String;

    /// Starts from a snapshot. `false` if it cannot be read.
    fn restore(&mut self, snapshot: &str) -> bool;
}
