//! A schema as an entity relationship diagram of Mermaid
//! (<https://mermaid.js.org/syntax/entityRelationshipDiagram.html>).

use std::fmt::Write;

use limbeck_schema::picture::{Column, ForeignKey, Name, Picture, Table};

/// Returns the diagram: a box for each table, a line for each foreign key.
pub(crate) fn mermaid(picture: &Picture) -> String {
    let mut text = String::from("erDiagram\n");
    for table in &picture.tables {
        // Writing to a text cannot fail, here and below.
        let _ = writeln!(text, "  {} {{", entity(&table.name));
        for column in &table.columns {
            let _ = writeln!(text, "    {}", attribute(table, column));
        }
        text.push_str("  }\n");
    }
    for table in &picture.tables {
        for key in &table.foreign_keys {
            let (from, to) = (entity(&table.name), entity(&key.table));
            let (parent, child) = ends(table, key);
            let label = quoted(&key.columns.join(", "));
            let _ = writeln!(text, "  {to} {parent}--{child} {from} : {label}");
        }
    }
    text
}

fn attribute(table: &Table, column: &Column) -> String {
    let data_type = column.data_type.as_deref().unwrap_or_default();
    let mut keys = Vec::new();
    if table.primary_key.contains(&column.name) {
        keys.push("PK");
    }
    let mut foreign_keys = table.foreign_keys.iter();
    if foreign_keys.any(|key| key.columns.contains(&column.name)) {
        keys.push("FK");
    }
    let mut text = format!("{} {}", word(data_type), word(&column.name));
    if !keys.is_empty() {
        let _ = write!(text, " {}", keys.join(", "));
    }
    text
}

/// How many rows there may be at both ends: of the table that is referred to, and of the other.
fn ends(table: &Table, key: &ForeignKey) -> (&'static str, &'static str) {
    let is_required = |name: &String| {
        let column = table.columns.iter().find(|column| column.name == *name);
        column.is_some_and(|column| column.not_null) || table.primary_key.contains(name)
    };
    let parent = if key.columns.iter().all(is_required) {
        "||"
    } else {
        "|o"
    };
    let uniques = table.constraints.iter();
    let mut uniques = uniques.filter(|one| matches!(one.kind, "unique" | "primary key"));
    let is_unique = uniques.any(|one| one.columns == key.columns);
    (parent, if is_unique { "o|" } else { "o{" })
}

/// An entity's name, which may be any text in quotes.
fn entity(name: &Name) -> String {
    match &name.schema {
        Some(schema) => quoted(&format!("{schema}.{}", name.name)),
        None => quoted(&name.name),
    }
}

fn quoted(text: &str) -> String {
    let plain = |c: char| if c == '"' || c.is_control() { ' ' } else { c };
    format!("\"{}\"", text.chars().map(plain).collect::<String>())
}

/// A type or an attribute's name: letters, digits, `_` and brackets, and a letter first.
fn word(text: &str) -> String {
    let plain = |c: char| {
        if c.is_alphanumeric() || "()[]".contains(c) {
            c
        } else {
            '_'
        }
    };
    let word: String = text.chars().map(plain).collect();
    if word.starts_with(char::is_alphabetic) {
        word
    } else {
        format!("x{word}")
    }
}
