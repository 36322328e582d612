//! The schema as lines of text: one row of `sqlite_schema`, one object that may not work, or one doubt, a line.

use super::catalog::{Catalog, Key};
use super::doubt::Doubts;
use super::engine::Row;

/// Writes the schema down.
pub(super) fn write(catalog: &Catalog, doubts: &Doubts) -> String {
    let mut text = String::new();
    for row in catalog.rows() {
        line(&mut text, [&row.kind, &row.name, &row.table, &row.sql]);
    }
    for key in catalog.strained() {
        let kind = if key.is_trigger { "trigger" } else { "view" };
        line(&mut text, [STRAINED, kind, &key.name]);
    }
    for name in doubts.names() {
        line(&mut text, [DOUBT, name]);
    }
    if doubts.is_open {
        line(&mut text, [OPEN]);
    }
    text
}

/// Reads what [`write`] has written; `None` if it is something else.
pub(super) fn read(text: &str) -> Option<(Catalog, Doubts)> {
    let mut catalog = Catalog::default();
    let mut doubts = Doubts::default();
    for line in text.lines() {
        let fields: Vec<String> = line.split('\t').map(unescape).collect::<Option<_>>()?;
        match fields.as_slice() {
            [kind, name, table, sql] if KINDS.contains(&kind.as_str()) => {
                catalog.put(Row {
                    kind: kind.clone(),
                    name: name.clone(),
                    table: table.clone(),
                    sql: sql.clone(),
                });
            }
            [strained, kind, name] if strained == STRAINED => catalog.strain(Key {
                is_trigger: kind == "trigger",
                name: name.clone(),
            }),
            [kind, name] if kind == DOUBT => doubts.add(name.clone()),
            [kind] if kind == OPEN => doubts.is_open = true,
            _ => return None,
        }
    }
    Some((catalog, doubts))
}

const KINDS: [&str; 4] = ["table", "view", "index", "trigger"];
const STRAINED: &str = "strained";
const DOUBT: &str = "doubt";
const OPEN: &str = "open";

fn line<'a>(
    text: &mut String,
    fields: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>,
) {
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        for c in field.as_ref().chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                '\t' => text.push_str("\\t"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                c => text.push(c),
            }
        }
    }
    text.push('\n');
}

fn unescape(field: &str) -> Option<String> {
    let mut text = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '\\' => match chars.next()? {
                '\\' => '\\',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            c => c,
        });
    }
    Some(text)
}
