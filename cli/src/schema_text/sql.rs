//! A schema as statements that would make it: to be read and compared, not to be run, for tables are
//! in the order of their names.

use std::fmt::Write;

use limbeck_core::Dialect;
use limbeck_schema::picture::{Column, ForeignKey, Index, Name, Picture, Table, Type, View};

use super::spacing::tidy;

/// Returns the statements, ended by semicolons, with an empty line between.
pub(crate) fn sql(picture: &Picture, dialect: Dialect) -> String {
    let writer = Writer { dialect };
    let mut statements: Vec<String> = Vec::new();
    let extensions = picture.extensions.iter();
    statements.extend(extensions.map(|name| format!("CREATE EXTENSION {};", writer.word(name))));
    let schemas = picture.schemas.iter();
    statements.extend(schemas.map(|name| format!("CREATE SCHEMA {};", writer.word(name))));
    statements.extend(picture.types.iter().map(|one| writer.data_type(one)));
    let sequences = picture.sequences.iter();
    statements.extend(sequences.map(|name| format!("CREATE SEQUENCE {};", writer.name(name))));
    for table in &picture.tables {
        statements.push(writer.table(table));
    }
    statements.extend(picture.views.iter().map(|view| writer.view(view)));
    for routine in &picture.routines {
        let name = writer.name(&routine.name);
        statements.push(format!("-- {} {name}({})", routine.kind, routine.arguments));
    }
    if picture.is_open {
        statements.push("-- and what statements made that were not understood".to_owned());
    }
    statements.join("\n\n")
}

struct Writer {
    dialect: Dialect,
}

impl Writer {
    fn data_type(&self, one: &Type) -> String {
        let name = self.name(&one.name);
        if one.is_domain {
            return format!("CREATE DOMAIN {name} AS {};", one.definition);
        }
        if one.labels.is_empty() {
            return format!("CREATE TYPE {name} AS {};", one.definition);
        }
        let labels = one.labels.iter();
        let labels: Vec<String> = labels.map(|label| quoted(label, '\'')).collect();
        format!("CREATE TYPE {name} AS ENUM ({});", labels.join(", "))
    }

    fn table(&self, table: &Table) -> String {
        let name = self.name(&table.name);
        let mut lines: Vec<String> = table.columns.iter().map(|one| self.column(one)).collect();
        for constraint in &table.constraints {
            let columns = self.words(&constraint.columns);
            let what = match constraint.kind {
                "primary key" => format!("PRIMARY KEY ({columns})"),
                "unique" => format!("UNIQUE ({columns})"),
                "check" => format!("CHECK ({})", self.text(&constraint.expression)),
                _ => format!("EXCLUDE {}", self.text(&constraint.expression)),
            };
            lines.push(self.constraint(&constraint.name, &what));
        }
        let keys = table.foreign_keys.iter();
        lines.extend(keys.map(|key| self.constraint(&key.name, &self.foreign_key(key))));
        let mut text = format!("CREATE TABLE {name} (\n    {}\n);", lines.join(",\n    "));
        if table.is_incomplete {
            text.push_str("\n-- and perhaps other columns");
        }
        for index in &table.indexes {
            // Writing to a text cannot fail, here and below.
            let _ = write!(text, "\n{}", self.index(index, &name));
        }
        for trigger in &table.triggers {
            let word = self.word(&trigger.name);
            let _ = write!(text, "\n-- trigger {word}");
        }
        text
    }

    fn column(&self, column: &Column) -> String {
        let mut text = self.word(&column.name);
        if let Some(data_type) = column.data_type.as_ref().filter(|text| !text.is_empty()) {
            let _ = write!(text, " {data_type}");
        }
        if column.not_null {
            text.push_str(" NOT NULL");
        }
        if let Some(default) = &column.default {
            let _ = write!(text, " DEFAULT {}", self.text(default));
        }
        if let Some(generated) = &column.generated {
            let _ = write!(text, " GENERATED ALWAYS AS {}", self.text(generated));
        }
        if let Some(identity) = &column.identity {
            let identity = identity.to_ascii_uppercase();
            match self.dialect {
                Dialect::Postgres => {
                    let _ = write!(text, " GENERATED {identity} AS IDENTITY");
                }
                _ => {
                    let _ = write!(text, " {identity}");
                }
            }
        }
        text
    }

    fn constraint(&self, name: &str, what: &str) -> String {
        if name.is_empty() {
            return what.to_owned();
        }
        format!("CONSTRAINT {} {what}", self.word(name))
    }

    fn foreign_key(&self, key: &ForeignKey) -> String {
        let (columns, table) = (self.words(&key.columns), self.name(&key.table));
        let mut text = format!("FOREIGN KEY ({columns}) REFERENCES {table}");
        if !key.referred.is_empty() {
            let _ = write!(text, " ({})", self.words(&key.referred));
        }
        if !key.actions.is_empty() {
            let _ = write!(text, " {}", key.actions);
        }
        text
    }

    fn index(&self, index: &Index, table: &str) -> String {
        let unique = if index.is_unique { "UNIQUE " } else { "" };
        let (name, parts) = (self.word(&index.name), self.text(&index.parts.join(", ")));
        let mut text = format!("CREATE {unique}INDEX {name} ON {table} ({parts})");
        if !index.details.is_empty() {
            let _ = write!(text, " {}", self.text(&index.details));
        }
        text.push(';');
        text
    }

    fn view(&self, view: &View) -> String {
        let kind = if view.is_materialized {
            "MATERIALIZED VIEW"
        } else {
            "VIEW"
        };
        let name = self.name(&view.name);
        let mut text = format!("CREATE {kind} {name} AS {};", self.text(&view.query));
        for index in &view.indexes {
            let _ = write!(text, "\n{}", self.index(index, &name));
        }
        text
    }

    fn name(&self, name: &Name) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.word(schema), self.word(&name.name)),
            None => self.word(&name.name),
        }
    }

    /// An expression or a query.
    fn text(&self, text: &str) -> String {
        match self.dialect {
            // As its revision has it.
            Dialect::Sqlite => text.to_owned(),
            Dialect::Postgres | Dialect::Mysql => tidy(text, self.dialect),
        }
    }

    fn words(&self, names: &[String]) -> String {
        let words: Vec<String> = names.iter().map(|name| self.word(name)).collect();
        words.join(", ")
    }

    /// A name, in quotes where it needs them.
    fn word(&self, name: &str) -> String {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_digit = |c: char| c.is_ascii_digit();
        if !name.is_empty() && name.chars().all(is_plain) && !name.starts_with(is_digit) {
            return name.to_owned();
        }
        match self.dialect {
            Dialect::Mysql => quoted(name, '`'),
            Dialect::Postgres | Dialect::Sqlite => quoted(name, '"'),
        }
    }
}

fn quoted(text: &str, quote: char) -> String {
    let doubled = text.replace(quote, &format!("{quote}{quote}"));
    format!("{quote}{doubled}{quote}")
}
