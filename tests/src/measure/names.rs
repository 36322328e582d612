//! Which words of a statement name tables and columns, as the server knows them.

use std::collections::BTreeSet;

use limbeck_core::Dialect;
use limbeck_core::lexer::{Token, TokenKind, tokens};

use super::server::Fingerprint;

/// The names in a schema, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    tables: BTreeSet<String>,
    columns: BTreeSet<String>,
}

/// Words before a table's name.
const BEFORE_TABLE: [&str; 11] = [
    "table",
    "into",
    "on",
    "from",
    "update",
    "references",
    "join",
    "exists",
    "only",
    "to",
    "of",
];

impl Names {
    /// Adds what a fingerprint tells of.
    pub(super) fn add(&mut self, fingerprint: &Fingerprint) {
        for line in fingerprint {
            let mut words = line.split(' ');
            let kind = words.next().unwrap_or_default();
            let name = words.next().unwrap_or_default().to_ascii_lowercase();
            let last = name.rsplit('.').next().unwrap_or_default().to_owned();
            match kind {
                "table" | "relation" => self.tables.insert(last),
                "column" => self.columns.insert(last),
                _ => false,
            };
        }
    }

    /// The tokens of `statement` that name a table.
    pub(super) fn tables<'a>(&self, statement: &'a str, dialect: Dialect) -> Vec<Token<'a>> {
        self.places(statement, dialect, |name, before| {
            let is_column = self.columns.contains(name);
            self.tables.contains(name) && (!is_column || BEFORE_TABLE.contains(&before))
        })
    }

    /// The tokens of `statement` that name a column.
    pub(super) fn columns<'a>(&self, statement: &'a str, dialect: Dialect) -> Vec<Token<'a>> {
        self.places(statement, dialect, |name, before| {
            self.columns.contains(name) && !BEFORE_TABLE.contains(&before)
        })
    }

    fn places<'a>(
        &self,
        statement: &'a str,
        dialect: Dialect,
        is_one: impl Fn(&str, &str) -> bool,
    ) -> Vec<Token<'a>> {
        let mut before = String::new();
        let mut places = Vec::new();
        for token in tokens(statement, dialect) {
            let name = bare(token.text).to_ascii_lowercase();
            let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdentifier);
            if is_name && is_one(&name, &before) {
                places.push(token);
            }
            before = name;
        }
        places
    }

    /// Whether something has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.tables.contains(&name) || self.columns.contains(&name)
    }
}

/// A name without its quotes.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(['"', '`', '[', ']'])
}
