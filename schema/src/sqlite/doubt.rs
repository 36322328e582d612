//! Which names is nothing certain about?

use std::collections::BTreeSet;

use limbeck_core::Dialect;
use limbeck_core::config::DEFAULT_TABLE;
use limbeck_core::lexer::tokens;

use super::heading::name_of;
use crate::effect::Name;

/// What a mistake or a statement that was not understood leaves behind: names, lower case, that
/// may stand for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Doubts {
    names: BTreeSet<Name>,
    /// Whether anything may have happened.
    pub(super) is_open: bool,
}

impl Doubts {
    pub(super) fn add(&mut self, name: Name) {
        self.names.insert(name);
    }

    /// What is made anew is known again.
    pub(super) fn settle(&mut self, name: &str) {
        self.names.remove(name);
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether a text names something that is in doubt.
    pub(super) fn is_about(&self, text: &str) -> bool {
        self.is_open
            || tokens(text, Dialect::Sqlite)
                .filter_map(|token| name_of(&token))
                .any(|name| self.has(&name))
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(name) || FOREIGN.contains(&name) || name.starts_with("sqlite_")
    }
}

/// Tables that migration tools make for themselves: a history may touch them and does not make them.
const FOREIGN: &[&str] = &[
    DEFAULT_TABLE,
    "__diesel_schema_migrations",
    "_sqlx_migrations",
    "goose_db_version",
    "refinery_schema_history",
    "schema_migration",
    "schema_migrations",
];
