//! What another tool's folder of migrations holds, whichever tool it is.
//!
//! ```text
//! files --sqlx | diesel | refinery | golang_migrate | goose | dbmate--> Found     what each tool reads
//!    | prepare: own transactions, directives, what runs nothing
//!    v
//! Found --write--> revision files                                               a chain, read back
//! ```

use std::cmp::Ordering;
use std::fmt;

use clap::ValueEnum;
use limbeck_core::Dialect;
use limbeck_core::lexer::{statements, tokens};
use serde::Serialize;

mod dbmate;
mod diesel;
mod directives;
mod files;
mod golang_migrate;
mod goose;
mod pairs;
mod prepare;
mod refinery;
mod sqlx;
mod transaction;
mod write;

pub(crate) use files::{File, list};
pub(crate) use write::{Target, Written, findings, write};

/// A tool whose migrations can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tool {
    /// `1_users.sql`, or `1_users.up.sql` and `1_users.down.sql`
    Sqlx,
    /// `2024-01-01-000000_users/up.sql` and `down.sql`
    Diesel,
    /// `V1__users.sql` and `U1__users.sql`, also in sub-folders
    Refinery,
    /// `1_users.up.sql` and `1_users.down.sql`
    GolangMigrate,
    /// `1_users.sql` with `-- +goose Up` and `-- +goose Down`
    Goose,
    /// `1_users.sql` with `-- migrate:up` and `-- migrate:down`
    Dbmate,
}

impl Tool {
    /// Reads the migrations among `files`, in the order in which the tool applies them.
    pub(crate) fn read(self, files: &[File]) -> Found {
        let mut found = match self {
            Tool::Sqlx => sqlx::read(files),
            Tool::Diesel => diesel::read(files),
            Tool::Refinery => refinery::read(files),
            Tool::GolangMigrate => golang_migrate::read(files),
            Tool::Goose => goose::read(files),
            Tool::Dbmate => dbmate::read(files),
        };
        found.mark_twins();
        found.mark_records(self.table());
        found
    }

    /// The table in which the tool keeps its record, unless told otherwise.
    fn table(self) -> &'static str {
        match self {
            Tool::Sqlx => "_sqlx_migrations",
            Tool::Diesel => "__diesel_schema_migrations",
            Tool::Refinery => "refinery_schema_history",
            Tool::GolangMigrate | Tool::Dbmate => "schema_migrations",
            Tool::Goose => "goose_db_version",
        }
    }

    /// Returns the tool's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Tool::Sqlx => "sqlx",
            Tool::Diesel => "diesel",
            Tool::Refinery => "refinery",
            Tool::GolangMigrate => "golang-migrate",
            Tool::Goose => "goose",
            Tool::Dbmate => "dbmate",
        }
    }
}

/// What a folder holds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// In the order in which the tool applies them.
    pub(crate) migrations: Vec<Foreign>,
    /// Files that are no migrations to the tool.
    pub(crate) passed_over: Vec<String>,
    /// What cannot be imported, and why.
    pub(crate) refused: Vec<Remark>,
}

/// Another tool's migration.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// Its version, as the tool writes it in names.
    pub(crate) version: String,
    /// What it is for, as its name says; may be empty.
    pub(crate) description: String,
    /// The way up.
    pub(crate) up: Script,
    /// The way down, if there is one.
    pub(crate) down: Option<Script>,
    /// Whether the way up is written in a language that is not SQL; the script is empty then.
    pub(crate) is_code: bool,
    /// Whether another migration has this version, too: most tools refuse to run the two, but not to
    /// keep them.
    pub(crate) is_twin: bool,
}

/// The SQL of one direction.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// The file that it comes from, as messages show it.
    pub(crate) path: String,
    /// The text, without the tool's own directives.
    pub(crate) text: String,
    /// How the tool runs it.
    pub(crate) transaction: Transaction,
    /// Where the tool ends a statement even if no semicolon does: byte offsets, ascending, each at
    /// the beginning of a line or the end of the text.
    pub(crate) ends: Vec<usize>,
    /// What the tool does with the text and limbeck does not.
    pub(crate) remarks: Vec<&'static str>,
}

/// How a tool runs a script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Transaction {
    /// In one transaction.
    #[default]
    Whole,
    /// Without.
    None,
    /// As the server does with a text of several statements: in one transaction, unless the
    /// statements cannot run in any.
    Implicit,
}

/// Something to say about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Remark {
    /// The file, as messages show it, perhaps with a line: `a.sql:3`.
    path: String,
    /// What there is to say.
    text: String,
}

impl Remark {
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Remark {
        let (path, text) = (path.into(), text.into());
        Remark { path, text }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.text)
    }
}

impl Foreign {
    fn new(version: &str, description: &str, up: Script, down: Option<Script>) -> Foreign {
        Foreign {
            version: version.to_owned(),
            description: description.replace('_', " ").trim().to_owned(),
            up,
            down,
            is_code: false,
            is_twin: false,
        }
    }

    /// A migration that `file` does in a program.
    fn code(version: &str, description: &str, file: &File) -> Foreign {
        let up = Script {
            path: file.shown.clone(),
            ..Script::default()
        };
        Foreign {
            is_code: true,
            ..Foreign::new(version, description, up, None)
        }
    }
}

impl Found {
    /// Puts the migrations in the order of their versions as numbers of any length.
    fn sort_by_number(&mut self) {
        self.migrations
            .sort_by(|a, b| by_number(&a.version, &b.version));
    }

    /// Some migrations mend the tool's own record of them.
    fn mark_records(&mut self, table: &str) {
        for migration in &mut self.migrations {
            for script in std::iter::once(&mut migration.up).chain(&mut migration.down) {
                if script.text.contains(table) {
                    script.remarks.push(OWN_TABLE);
                }
            }
        }
    }

    fn mark_twins(&mut self) {
        let mut places: Vec<usize> = (0..self.migrations.len()).collect();
        let version = |place: &usize| self.migrations[*place].version.as_str();
        places.sort_by(|a, b| by_number(version(a), version(b)));
        let twins = places
            .chunk_by(|a, b| by_number(version(a), version(b)).is_eq())
            .filter(|same| same.len() > 1);
        for place in twins.flatten().copied().collect::<Vec<_>>() {
            self.migrations[place].is_twin = true;
        }
    }
}

const OWN_TABLE: &str =
    "names the table in which the tool keeps its record, which a new database will not have";

/// Compares versions as numbers of any length; what is no number comes behind, as text.
fn by_number(a: &str, b: &str) -> Ordering {
    match (digits(a), digits(b)) {
        (Some(a), Some(b)) => a.len().cmp(&b.len()).then(a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}

/// The digits that count of what is a number.
fn digits(version: &str) -> Option<&str> {
    let is_number = version.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| version.trim_start_matches('0'))
}

/// Whether a text has no statement, whichever database reads it.
fn is_comment(text: &str) -> bool {
    tokens(text, Dialect::Postgres).next().is_none()
}

/// Returns the database that the scripts are read for, where nothing says which: the first one
/// whose lexical rules all of them follow.
pub(crate) fn guess_dialect(migrations: &[Foreign]) -> Dialect {
    let follows = |dialect: &Dialect| {
        let scripts = migrations
            .iter()
            .flat_map(|one| [Some(&one.up), one.down.as_ref()]);
        let mut scripts = scripts.flatten();
        scripts.all(|script| statements(&script.text, *dialect).is_ok())
    };
    let mut dialects = Dialect::ALL.into_iter();
    dialects.find(follows).unwrap_or(Dialect::Postgres)
}

#[cfg(test)]
mod tests;
