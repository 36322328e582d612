//! Why a run stopped, and how far it got.

use std::fmt;
use std::time::Duration;

use limbeck_core::target::TargetError;
use limbeck_core::{Dialect, Direction};

use crate::report::Report;

/// Why a run stopped, with what it had done by then.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    report: Report,
}

impl Error {
    /// Returns why the run stopped.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns what had been done and recorded by then; it stays.
    pub fn report(&self) -> &Report {
        &self.0.report
    }

    pub(crate) fn with_report(mut self, report: Report) -> Self {
        self.0.report = report;
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Box::new(Inner {
            kind,
            report: Report::default(),
        }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)?;
        match self.0.report.steps.len() {
            0 => Ok(()),
            1 => write!(f, "\nnote: one step before it is done and stays"),
            steps => write!(f, "\nnote: {steps} steps before it are done and stay"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0.kind)
    }
}

/// The reasons why a run stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The database could not be reached or refused one of limbeck's own statements.
    #[error("the database refused to {what}: {}", said(.source))]
    Database {
        /// What limbeck wanted.
        what: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A statement of a revision failed.
    #[error("{}", statement_message(.revision, .direction, .path, .line, .sql, .source, .kept))]
    Statement {
        /// The revision.
        revision: String,
        /// Which way it was to go.
        direction: Direction,
        /// The revision's file, relative to the workspace root.
        path: String,
        /// The statement's first line in the file, 1-based.
        line: u32,
        /// The statement.
        sql: String,
        /// How many of the revision's statements stay done: none in a transaction.
        kept: usize,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A revision's statements ran, but the database refused to commit them.
    #[error(
        "{direction} of revision `{revision}` ({path}) could not be committed: {}\nhelp: {}",
        said(.source), commit_help(.source)
    )]
    Commit {
        /// The revision.
        revision: String,
        /// Which way it was to go.
        direction: Direction,
        /// The revision's file.
        path: String,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A revision that ran with foreign keys switched off left rows without their parent (SQLite).
    #[error(
        "revision `{revision}` ({path}) leaves {count} rows of `{table}` without their parent\nhelp: nothing of it was kept; `PRAGMA foreign_key_check` shows such rows"
    )]
    ForeignKeys {
        /// The revision.
        revision: String,
        /// The revision's file.
        path: String,
        /// The first table with such rows.
        table: String,
        /// How many rows of all tables.
        count: usize,
    },
    /// The target names no place in the graph.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The way down crosses a revision that has none.
    #[error(
        "revision `{revision}` is irreversible: {reason}\nhelp: nothing was done; restore a backup, or write a new revision that goes forward"
    )]
    Irreversible {
        /// The revision.
        revision: String,
        /// The reason that its header gives.
        reason: String,
    },
    /// The database has revisions that this binary does not know.
    #[error("the database is ahead of this binary: {}\nhelp: run the newer release, or let this one go on with `Ahead::Continue`", list(.unknown))]
    Ahead {
        /// The ids of the unknown revisions, sorted.
        unknown: Vec<String>,
    },
    /// Revisions that this binary does not know stand on what would be taken back.
    #[error("what would be taken back is needed by revisions that this binary does not know: {}\nhelp: take them back first, with the release that knows them", list(.unknown))]
    InTheWay {
        /// The ids of the unknown revisions, sorted.
        unknown: Vec<String>,
    },
    /// An applied revision is not what this binary has compiled.
    #[error(
        "revision `{revision}` ({path}) was applied at {applied_at} and {} since\nhelp: put the file back and write the change as a new revision\nhelp: if the database is right as it is, `stamp` records the file as it is now",
        if .recorded == .compiled { "got other parents" } else { "has been edited" }
    )]
    Edited {
        /// The first revision, in the graph's order, that differs.
        revision: String,
        /// Its file.
        path: String,
        /// When it was applied, by the database's clock: RFC 3339, UTC.
        applied_at: String,
        /// The checksum that the database has.
        recorded: String,
        /// The checksum that this binary has.
        compiled: String,
    },
    /// The folder of revisions has changed since this binary was built.
    #[error(
        "this binary is stale: {difference}\nhelp: build it again; if cargo does not notice, run `limbeck manifest` or touch the file that has `migrations!`\nnote: {instead}"
    )]
    Stale {
        /// What differs between the folder and the binary.
        difference: String,
        /// What would have been said if the binary were fresh.
        instead: String,
    },
    /// A revision without transaction was left half done in the other direction.
    #[error(
        "{direction} of revision `{revision}` stopped after {done} of {total} statements\nhelp: finish it first: run the {direction} again"
    )]
    Partial {
        /// The revision.
        revision: String,
        /// Which way it was going.
        direction: Direction,
        /// How many statements are done.
        done: usize,
        /// How many there are.
        total: usize,
    },
    /// Another runner held the lock for too long.
    #[error("gave up after {} s of waiting for another runner{}\nhelp: wait until it is done, or end it; `lock_wait` sets how long to wait", .waited.as_secs(), by(.holder))]
    LockHeld {
        /// Who holds it, as far as the database tells.
        holder: Option<String>,
        /// How long this runner has waited.
        waited: Duration,
    },
    /// The run was asked to stop; see [`Migrator::stop_on`](crate::Migrator::stop_on).
    #[error("{}", stopped_message(.revision, .kept, .statements))]
    Stopped {
        /// The revision that was under way; `None` before the first step and between two.
        revision: Option<String>,
        /// How many of the revision's statements stay done: none in a transaction.
        kept: usize,
        /// How many statements the revision has in this direction.
        statements: usize,
    },
    /// The database does not accept writes, and something is to be done.
    #[error(
        "the database is read-only, and {pending} steps are to be taken\nhelp: run them where the database can be written"
    )]
    ReadOnly {
        /// The number of steps.
        pending: usize,
    },
    /// The table of revisions was written by a newer limbeck.
    #[error(
        "table `{table}` has format {found}, this limbeck knows up to {known}\nhelp: update limbeck"
    )]
    NewerTable {
        /// The table.
        table: String,
        /// Its format.
        found: u32,
        /// The newest format that is known.
        known: u32,
    },
    /// The table of revisions holds what limbeck never writes.
    #[error("table `{table}` cannot be understood: {what}")]
    BadTable {
        /// The table.
        table: String,
        /// What is wrong with it.
        what: String,
    },
    /// The connection is in a transaction already.
    #[error(
        "the connection is in a transaction\nhelp: limbeck begins and ends its own; pass a connection that is in none"
    )]
    InTransaction,
    /// The history was not compiled for this database.
    #[error(
        "the migrations were not compiled for {dialect}\nhelp: turn on limbeck's feature `{dialect}`, and name it under `[dialects]` in limbeck.toml if there are any"
    )]
    NotCompiledFor {
        /// The database's dialect.
        dialect: Dialect,
    },
    /// The rows kept changing under the run: another runner works without the lock.
    #[error(
        "the table of revisions changed while revision `{revision}` was under way\nhelp: another runner is at work without the lock, or a pooler moves the session; connect directly"
    )]
    Overtaken {
        /// The revision.
        revision: String,
    },
}

impl ErrorKind {
    pub(crate) fn database(what: &'static str) -> impl Fn(sqlx::Error) -> Error {
        move |source| ErrorKind::Database { what, source }.into()
    }
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn by(holder: &Option<String>) -> String {
    holder
        .as_ref()
        .map_or(String::new(), |who| format!(": {who}"))
}

/// What the database said, in its own words. sqlx adds a line of PostgreSQL's own source code, which
/// looks like one of the revision.
fn said(source: &sqlx::Error) -> String {
    match source.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => source.to_string(),
    }
}

/// A database that answers has rolled back; where the connection broke, nobody knows.
fn commit_help(source: &sqlx::Error) -> &'static str {
    if source.as_database_error().is_some() {
        "nothing of it was kept; deferred constraints are checked here"
    } else {
        "whether it was kept is not known; run again, the table of revisions tells"
    }
}

fn stopped_message(revision: &Option<String>, kept: &usize, statements: &usize) -> String {
    match (revision, kept) {
        (None, _) => "stopped as asked\nhelp: run again to go on".to_owned(),
        (Some(revision), 0) => format!(
            "stopped as asked within revision `{revision}`, of which nothing was kept\n\
             help: run again to go on"
        ),
        (Some(revision), kept) => format!(
            "stopped as asked within revision `{revision}`, after {kept} of {statements} statements\n\
             help: these stay done; run again to go on from there"
        ),
    }
}

fn statement_message(
    revision: &str,
    direction: &Direction,
    path: &str,
    line: &u32,
    sql: &str,
    source: &sqlx::Error,
    kept: &usize,
) -> String {
    // Long statements are told by their beginning; the place leads to the rest.
    const SHOWN: usize = 12;
    let mut lines: Vec<&str> = sql.split('\n').collect();
    let cut = lines.len() > SHOWN;
    lines.truncate(SHOWN);
    if cut {
        lines.push("...");
    }
    let sql: String = lines.iter().map(|line| format!("\n  | {line}")).collect();
    let help = match kept {
        0 => "nothing of it was kept; mend the cause and run again".to_owned(),
        1 => "its first statement stays done; mend the cause and run again to go on from here"
            .to_owned(),
        kept => format!(
            "its first {kept} statements stay done; mend the cause and run again to go on from here"
        ),
    };
    format!(
        "{direction} of revision `{revision}` failed at {path}:{line}: {}{sql}\nhelp: {help}",
        said(source)
    )
}
