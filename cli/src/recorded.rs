//! What a database records of revisions, beside what they say: for `current` and `status`.

use std::time::Duration;

use limbeck::AppliedRevision;
use limbeck_core::graph::Index;
use serde::Serialize;

use crate::database::{self, Access, Url, with_connection};
use crate::exit::Failure;
use crate::json;
use crate::line::{Form, Lines, visible};
use crate::source::History;

/// A revision that the history has, or the database, or both.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) id: String,
    /// Where the history has it.
    pub(crate) at: Option<Index>,
    /// What the database says of it.
    pub(crate) applied: Option<AppliedRevision>,
}

/// What is true of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Applied,
    /// Its run was cut off.
    Partial,
    Pending,
    /// Applied, and these revisions do not have it.
    Unknown,
}

impl Recorded {
    /// Asks the database for the ids of its current revisions, and for all that it records.
    pub(crate) fn read(
        url: &Url,
        history: &History,
    ) -> Result<(Vec<String>, Vec<Recorded>), Failure> {
        let migrator = history.migrations.migrator();
        let (current, applied) = database::run(url, Access::Read, async |database| {
            let current = with_connection!(&mut *database, c => migrator.current(&mut *c).await)?;
            let applied = with_connection!(database, c => migrator.applied(c).await)?;
            Ok((current, applied))
        })?;
        let current = current.into_iter().map(|row| row.revision);
        Ok((current.collect(), Recorded::all(history, applied)))
    }

    /// Returns each revision of the history after what it follows, then what only the database has.
    fn all(history: &History, mut applied: Vec<AppliedRevision>) -> Vec<Recorded> {
        let compiled = history.graph.order().iter().map(|&at| {
            let id = history.revision(at).id();
            let row = applied.iter().position(|row| row.revision == id);
            Recorded {
                id: id.to_owned(),
                at: Some(at),
                applied: row.map(|row| applied.remove(row)),
            }
        });
        let mut all: Vec<Recorded> = compiled.collect();
        all.extend(applied.into_iter().map(|row| Recorded {
            id: row.revision.clone(),
            at: None,
            applied: Some(row),
        }));
        all
    }

    pub(crate) fn state(&self) -> State {
        match (&self.applied, self.at) {
            (None, _) => State::Pending,
            (Some(_), None) => State::Unknown,
            (Some(row), Some(_)) if row.partial.is_some() => State::Partial,
            (Some(_), Some(_)) => State::Applied,
        }
    }

    /// Its message, and what is odd about it.
    pub(crate) fn message(&self, history: &History) -> String {
        let message = self.at.map_or("", |at| history.revision(at).message());
        let odd = self.oddities();
        let separator = if message.is_empty() || odd.is_empty() {
            ""
        } else {
            " "
        };
        format!("{}{separator}{odd}", visible(message))
    }

    fn oddities(&self) -> String {
        let unknown = self
            .at
            .is_none()
            .then(|| "(unknown to these revisions)".to_owned());
        let partial = self.partial();
        let partial =
            partial.map(|(done, total)| format!("(partial: {done} of {total} statements)"));
        let both: Vec<String> = unknown.into_iter().chain(partial).collect();
        both.join(" ")
    }

    /// Returns its line, and what is odd about it.
    pub(crate) fn line(&self, lines: &Lines<'_>) -> String {
        let line = match self.at {
            Some(at) => lines.line(at, Form::Short).to_string(),
            None => self.id.clone(),
        };
        match self.oddities() {
            odd if odd.is_empty() => line,
            odd => format!("{line} {odd}"),
        }
    }

    fn partial(&self) -> Option<(usize, usize)> {
        self.applied.as_ref().and_then(|row| row.partial)
    }

    pub(crate) fn json(&self, history: &History) -> Answer {
        Answer {
            id: self.id.clone(),
            revision: self.at.map(|at| json::Revision::of(history, at)),
            applied: self.applied.as_ref().map(|row| Row {
                at: row.applied_at.clone(),
                by: row.applied_by.clone(),
                duration_us: row
                    .duration
                    .and_then(|it| u64::try_from(it.as_micros()).ok()),
                checksum: row.checksum.clone(),
                partial: row.partial.map(|(done, total)| Partial { done, total }),
            }),
        }
    }
}

/// A revision and its row, in JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    id: String,
    /// `null` if the revisions do not have it.
    revision: Option<json::Revision>,
    /// `null` if it is pending.
    applied: Option<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    at: String,
    by: String,
    /// `null` where several revisions shared one transaction, or nothing ran.
    duration_us: Option<u64>,
    checksum: String,
    /// How far it got before it was cut off.
    partial: Option<Partial>,
}

#[derive(Debug, Serialize)]
struct Partial {
    done: usize,
    total: usize,
}

/// Returns `12.3 ms` or `4.56 s`; `-` if it is not known.
pub(crate) fn duration(duration: Option<Duration>) -> String {
    match duration {
        None => "-".to_owned(),
        Some(short) if short < Duration::from_secs(1) => {
            format!("{:.1} ms", short.as_secs_f64() * 1e3)
        }
        Some(long) => format!("{:.2} s", long.as_secs_f64()),
    }
}
