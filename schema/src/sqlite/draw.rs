//! Makes a picture of the schema: what SQLite tells about each table, and what only the texts say.

use limbeck_core::Dialect;
use limbeck_core::lexer::{Token, tokens};

use super::Sqlite;
use super::catalog::{is_virtual, is_word};
use super::engine::{Engine, Row};
use super::heading::{heading, name_of};
use super::list::{List, text};
use crate::picture::{Column, Constraint, ForeignKey, Index, Name, Picture, Table, Trigger, View};

impl Sqlite {
    /// Returns the schema as plain data.
    pub(super) fn draw(&self) -> Picture {
        let rows = self.catalog.rows();
        let mut picture = Picture {
            is_open: self.doubts.is_open,
            ..Picture::default()
        };
        let Ok(engine) = Engine::new() else {
            return picture;
        };
        for row in &rows {
            // What cannot be made again is not drawn whole: its columns are missing.
            let _ = engine.run(&row.sql);
        }
        for row in &rows {
            let name = plain(&row.name);
            match row.kind.as_str() {
                "table" => picture.tables.push(Table {
                    is_incomplete: self.doubts.is_about(&format!("\"{}\"", row.name)),
                    indexes: indexes(&engine, &rows, row),
                    triggers: triggers(&rows, row),
                    ..table(&engine, row)
                }),
                "view" => picture.views.push(View {
                    name,
                    columns: columns(&engine, row),
                    query: query(&row.sql),
                    ..View::default()
                }),
                _ => {}
            }
        }
        picture.tables.sort_by(|a, b| a.name.cmp(&b.name));
        picture.views.sort_by(|a, b| a.name.cmp(&b.name));
        picture
    }
}

fn plain(name: &str) -> Name {
    Name {
        schema: None,
        name: name.to_owned(),
    }
}

/// The columns of a view, if it works.
fn columns(engine: &Engine, view: &Row) -> Option<Vec<String>> {
    let columns = engine.table_columns(&view.name).ok()?;
    Some(columns.into_iter().map(|column| column.name).collect())
}

fn table(engine: &Engine, row: &Row) -> Table {
    let written: Vec<Token<'_>> = tokens(&row.sql, Dialect::Sqlite).collect();
    let list = List::first(if is_virtual(&row.sql) { &[] } else { &written });
    let mut table = Table {
        name: plain(&row.name),
        ..Table::default()
    };
    let mut keys = Vec::new();
    for known in engine.table_columns(&row.name).unwrap_or_default() {
        let named = |item: &&&[Token<'_>]| {
            let name = item.first().and_then(name_of);
            name.is_some_and(|name| name.eq_ignore_ascii_case(&known.name))
        };
        let item = list.items.iter().find(named).copied().unwrap_or_default();
        if known.primary_key > 0 {
            keys.push((known.primary_key, known.name.clone()));
        }
        let is_counter = item.iter().any(|token| is_word(token, "autoincrement"));
        table.columns.push(Column {
            data_type: Some(known.kind).filter(|kind| !kind.is_empty()),
            not_null: known.is_not_null,
            default: known.default,
            generated: generated(&row.sql, item).filter(|_| known.hidden > 1),
            identity: is_counter.then(|| "autoincrement".to_owned()),
            name: known.name,
        });
    }
    keys.sort();
    table.primary_key = keys.into_iter().map(|(_, name)| name).collect();
    if !table.primary_key.is_empty() {
        let columns = table.primary_key.clone();
        table.constraints.push(constraint("primary key", columns));
    }
    let uniques = engine.uniques(&row.name).unwrap_or_default();
    let uniques = uniques
        .into_iter()
        .map(|columns| constraint("unique", columns));
    table.constraints.extend(uniques);
    table
        .constraints
        .extend(list.items.iter().flat_map(|item| checks(&row.sql, item)));
    for known in engine.foreign_keys(&row.name).unwrap_or_default() {
        table.foreign_keys.push(ForeignKey {
            name: String::new(),
            columns: known.columns,
            table: plain(&known.table),
            referred: known.referred.into_iter().flatten().collect(),
            actions: known.actions,
        });
    }
    table
}

fn constraint(kind: &'static str, columns: Vec<String>) -> Constraint {
    Constraint {
        kind,
        columns,
        ..Constraint::default()
    }
}

/// The expression of a generated column, with how it is kept.
fn generated(sql: &str, item: &[Token<'_>]) -> Option<String> {
    let at = item.iter().position(|token| is_word(token, "as"))?;
    let bracket = bracket(item.get(at + 1..)?);
    let is_stored = item.iter().any(|token| is_word(token, "stored"));
    let how = if is_stored { "stored" } else { "virtual" };
    Some(format!("{} {how}", text(sql, bracket)))
}

/// The checks that a column or a constraint of a table declares.
fn checks(sql: &str, item: &[Token<'_>]) -> Vec<Constraint> {
    let mut found = Vec::new();
    for (at, token) in item.iter().enumerate() {
        if !is_word(token, "check") {
            continue;
        }
        let before = item.get(..at).unwrap_or_default();
        let name = match before {
            [.., word, name] if is_word(word, "constraint") => name_of(name),
            _ => None,
        };
        let bracket = bracket(item.get(at + 1..).unwrap_or_default());
        let inner = bracket
            .get(1..bracket.len().saturating_sub(1))
            .unwrap_or_default();
        found.push(Constraint {
            name: name.unwrap_or_default(),
            kind: "check",
            expression: text(sql, inner).to_owned(),
            ..Constraint::default()
        });
    }
    found
}

/// The bracket with which `tokens` begin.
fn bracket<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let mut depth = 0_usize;
    let end = tokens.iter().position(|token| {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    tokens
        .get(..end.map_or(0, |end| end + 1))
        .unwrap_or_default()
}

fn of_table<'r>(rows: &'r [&Row], kind: &'r str, table: &'r Row) -> impl Iterator<Item = &'r Row> {
    let belong = move |row: &&&Row| row.kind == kind && row.table.eq_ignore_ascii_case(&table.name);
    rows.iter().filter(belong).copied()
}

fn indexes(engine: &Engine, rows: &[&Row], table: &Row) -> Vec<Index> {
    let uniques = engine.unique_indexes(&table.name).unwrap_or_default();
    let mut indexes: Vec<Index> = of_table(rows, "index", table)
        .map(|row| {
            let written: Vec<Token<'_>> = tokens(&row.sql, Dialect::Sqlite).collect();
            let list = List::first(&written);
            Index {
                name: row.name.clone(),
                is_unique: uniques.contains(&row.name),
                parts: list
                    .items
                    .iter()
                    .map(|item| text(&row.sql, item).to_owned())
                    .collect(),
                details: text(&row.sql, list.rest).to_owned(),
            }
        })
        .collect();
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    indexes
}

fn triggers(rows: &[&Row], table: &Row) -> Vec<Trigger> {
    let mut triggers: Vec<Trigger> = of_table(rows, "trigger", table)
        .map(|row| {
            let subject = heading(&row.sql).subject;
            let start = subject.map_or(0, |(name, _)| name.at.end);
            Trigger {
                name: row.name.clone(),
                definition: row.sql.get(start..).unwrap_or_default().trim().to_owned(),
            }
        })
        .collect();
    triggers.sort_by(|a, b| a.name.cmp(&b.name));
    triggers
}

/// What stands behind the first `AS`.
fn query(sql: &str) -> String {
    let mut written = tokens(sql, Dialect::Sqlite);
    let start = written
        .find(|token| is_word(token, "as"))
        .map_or(0, |token| token.start + 2);
    sql.get(start..).unwrap_or_default().trim().to_owned()
}
