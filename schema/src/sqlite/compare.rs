//! How does the schema after a downgrade differ from the one before the upgrade?
//!
//! Texts that have the same tokens are equal. Tables with other texts are made once more, each alone,
//! and what SQLite tells about them is compared: neither the order of columns nor the way in which
//! something is written makes a difference.

use std::collections::{BTreeMap, BTreeSet};

use limbeck_core::Dialect;
use limbeck_core::lexer::{Token, TokenKind, tokens};

use super::Sqlite;
use super::catalog::{Key, is_virtual, is_word, key};
use super::engine::{Engine, Refused, Row};
use super::heading::name_of;
use super::pragma::Column;
use crate::simulator::Difference;

impl Sqlite {
    /// Compares what the objects in `keys` were before the last upgrade with `rows`.
    pub(super) fn difference(&self, keys: &BTreeSet<Key>, rows: &[Row]) -> Difference {
        let mut difference = Difference::default();
        let after: BTreeMap<Key, &Row> = rows.iter().map(|row| (key(row), row)).collect();
        let touched = keys.iter().chain(after.keys()).chain(self.before.keys());
        let touched: BTreeSet<&Key> = touched.collect();
        for key in touched {
            let before = match self.before.get(key) {
                Some(before) => before.as_ref(),
                None => self.catalog.get(key),
            };
            match (before.map(|object| &object.row), after.get(key)) {
                (Some(row), None) => self.tell(row, "lost", &after, &mut difference),
                (None, Some(row)) => self.tell(row, "left behind", &after, &mut difference),
                (Some(before), Some(after)) if before.sql != after.sql => {
                    compare(&self.engine, before, after, &mut difference);
                }
                _ => {}
            }
        }
        difference.names.sort();
        difference.details.sort();
        difference
    }

    /// Tells that a thing is only on one side, unless its table is as well.
    fn tell(
        &self,
        row: &Row,
        what: &str,
        after: &BTreeMap<Key, &Row>,
        difference: &mut Difference,
    ) {
        let name = &row.name;
        if row.table == *name && row.kind != "trigger" {
            difference
                .names
                .push(format!("{} `{name}` is {what}", row.kind));
            return;
        }
        let table = Key {
            is_trigger: false,
            name: row.table.to_ascii_lowercase(),
        };
        let before = match self.before.get(&table) {
            Some(before) => before.as_ref(),
            None => self.catalog.get(&table),
        };
        if before.is_some() == after.contains_key(&table) {
            let of = &row.table;
            difference
                .names
                .push(format!("{} `{name}` on `{of}` is {what}", row.kind));
        }
    }
}

fn compare(engine: &Engine, before: &Row, after: &Row, difference: &mut Difference) {
    if normal(&before.sql) == normal(&after.sql) {
        return;
    }
    let is_table = |row: &Row| row.kind == "table" && !is_virtual(&row.sql);
    if !is_table(before) || !is_table(after) {
        let (kind, name) = (&after.kind, &after.name);
        difference
            .details
            .push(format!("{kind} `{name}` is not what it was"));
        return;
    }
    let (Some(was), Some(is)) = (Shape::read(engine, before), Shape::read(engine, after)) else {
        difference.is_uncertain = true;
        return;
    };
    was.compare(&is, &after.name, difference);
}

/// What a table is, however it is written.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    /// By the name in lower case; types and defaults in one spelling.
    columns: BTreeMap<String, Column>,
    foreign_keys: BTreeSet<String>,
    uniques: BTreeSet<String>,
    options: Vec<(bool, bool)>,
    /// What the pragmas do not tell: checks, generated columns, collations.
    clauses: Vec<String>,
}

impl Shape {
    /// Makes the table and reads it back.
    fn read(engine: &Engine, row: &Row) -> Option<Shape> {
        engine.begin().ok()?;
        let shape = Shape::made(engine, row);
        engine.clear();
        shape.ok()
    }

    fn made(engine: &Engine, row: &Row) -> Result<Shape, Refused> {
        engine.run(&row.sql)?;
        let columns = engine.table_columns(&row.name)?.into_iter().map(|column| {
            let default = column.default.as_deref().map(default_text);
            let column = Column {
                kind: normal(&column.kind).to_ascii_uppercase(),
                default: default.filter(|text| text != "null"),
                ..column
            };
            (column.name.to_ascii_lowercase(), column)
        });
        let foreign_keys = engine.foreign_keys(&row.name)?.into_iter().map(|key| {
            let pairs = key.columns.iter().zip(&key.referred);
            let pairs: Vec<String> = pairs
                .map(|(from, to)| format!("{from} {}", to.as_deref().unwrap_or_default()))
                .collect();
            let text = format!("{} {}", key.table, pairs.join(","));
            format!("{} {}", text.to_ascii_lowercase(), key.actions)
        });
        let uniques = engine.uniques(&row.name)?.into_iter();
        Ok(Shape {
            columns: columns.collect(),
            foreign_keys: foreign_keys.collect(),
            uniques: uniques
                .map(|columns| columns.join(",").to_ascii_lowercase())
                .collect(),
            options: engine.table_options(&row.name)?,
            clauses: clauses(&row.sql),
        })
    }

    fn compare(&self, is: &Shape, table: &str, difference: &mut Difference) {
        let only = |these: &Shape, those: &Shape| -> Vec<String> {
            let columns = these
                .columns
                .iter()
                .filter(|(key, _)| !those.columns.contains_key(*key));
            columns.map(|(_, column)| column.name.clone()).collect()
        };
        for name in only(self, is) {
            difference
                .names
                .push(format!("column `{name}` of `{table}` is lost"));
        }
        for name in only(is, self) {
            difference
                .names
                .push(format!("column `{name}` of `{table}` is left behind"));
        }
        let mut tell = |text: String| difference.details.push(text);
        for (key, is) in &is.columns {
            if let Some(was) = self.columns.get(key) {
                let subject = format!("column `{}` of `{table}`", is.name);
                compare_columns(was, is, &subject, &mut tell);
            }
        }
        for (what, differs) in [
            ("foreign keys", self.foreign_keys != is.foreign_keys),
            ("unique constraints", self.uniques != is.uniques),
            ("options", self.options != is.options),
            ("checks or generated columns", self.clauses != is.clauses),
        ] {
            if differs {
                tell(format!(
                    "the {what} of table `{table}` are not what they were"
                ));
            }
        }
    }
}

fn compare_columns(was: &Column, is: &Column, subject: &str, tell: &mut impl FnMut(String)) {
    let shown = |text: &str| {
        if text.is_empty() {
            "untyped".to_owned()
        } else {
            format!("`{text}`")
        }
    };
    if was.kind != is.kind {
        tell(format!(
            "{subject} is {}, was {}",
            shown(&is.kind),
            shown(&was.kind)
        ));
    }
    if was.is_not_null != is.is_not_null {
        let what = if is.is_not_null {
            "is `NOT NULL`, was not"
        } else {
            "is not `NOT NULL` any more"
        };
        tell(format!("{subject} {what}"));
    }
    if was.default != is.default {
        let shown = |text: &Option<String>| {
            text.as_ref()
                .map_or("no default".to_owned(), |text| format!("default `{text}`"))
        };
        tell(format!(
            "{subject} has {}, had {}",
            shown(&is.default),
            shown(&was.default)
        ));
    }
    if (was.primary_key, was.hidden) != (is.primary_key, is.hidden) {
        tell(format!(
            "{subject} is not the key or computed column that it was"
        ));
    }
}

/// One spelling for defaults: a name in quotes is a string there.
fn default_text(sql: &str) -> String {
    match sql
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        // Strings keep their case.
        Some(text) => format!("'{}'", text.replace('\'', "''")),
        None => normal(sql),
    }
}

/// One spelling for texts that mean the same: words in lower case, names without quotes, blanks and
/// comments gone.
fn normal(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    for token in tokens(sql, Dialect::Sqlite) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&spelling(&token));
    }
    text
}

fn spelling(token: &Token<'_>) -> String {
    match token.kind {
        TokenKind::Word | TokenKind::QuotedIdentifier => {
            name_of(token).unwrap_or_else(|| token.text.to_owned())
        }
        _ => token.text.to_owned(),
    }
}

/// The clauses of a table that its pragmas do not tell, in one order.
fn clauses(sql: &str) -> Vec<String> {
    let tokens: Vec<Token<'_>> = tokens(sql, Dialect::Sqlite).collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at..).unwrap_or_default();
        let clause = if is_word(token, "check") || is_word(token, "as") {
            bracketed(rest)
        } else if is_word(token, "collate") || is_word(token, "initially") {
            rest.iter().take(2).map(spelling).collect()
        } else if is_word(token, "autoincrement") || is_word(token, "deferrable") {
            vec![spelling(token)]
        } else if is_word(token, "conflict") {
            rest.iter().take(2).map(spelling).collect()
        } else {
            continue;
        };
        found.push(clause.join(" "));
    }
    found.sort();
    found
}

/// The first token and the bracket behind it.
fn bracketed(tokens: &[Token<'_>]) -> Vec<String> {
    let mut depth = 0_usize;
    let mut texts = Vec::new();
    for token in tokens {
        texts.push(spelling(token));
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && texts.len() > 1 {
            break;
        }
    }
    texts
}
