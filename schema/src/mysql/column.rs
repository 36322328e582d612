//! Columns, and what is declared beside them.

use limbeck_core::lexer::TokenKind;

use super::cursor::{Cursor, Parsed, Stop};
use super::data_type::data_type;
use super::index;
use super::{canonical, expression, neighbours, words};
use crate::effect::{Column, Constraint, ConstraintBody, Located, NewIndex, Path};

/// A column, and what its declaration makes besides.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) column: Column,
    pub(super) constraints: Vec<Located<Constraint>>,
    pub(super) indexes: Vec<Located<NewIndex>>,
    /// `REFERENCES`, which MySQL 8 reads and forgets and MariaDB 10.5 obeys.
    pub(super) foreign_keys: Vec<Located<Constraint>>,
}

/// Reads `name type attributes`, a column of `table`; stops before what is no attribute.
pub(super) fn definition(cursor: &mut Cursor<'_>, table: &Path) -> Parsed<Located<Declared>> {
    let name = cursor.name()?;
    let at = name.at.clone();
    let mut declared = Declared {
        column: Column {
            name: name.value,
            data_type: None,
            uses_type: None,
            not_null: false,
            default: None,
            generated: None,
            identity: None,
            owns_sequence: false,
            options: Vec::new(),
        },
        constraints: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
    };
    if cursor.at("SERIAL") {
        cursor.bump();
        declared.column.data_type = Some("bigint unsigned".to_owned());
        serial(&mut declared, table, &at);
    } else {
        declared.column.data_type = Some(data_type(cursor)?);
    }
    while attribute(cursor, &mut declared, table, &at)? {}
    declared.column.options.sort();
    Ok(Located {
        at,
        value: declared,
    })
}

/// Reads one attribute; `false` if none comes next.
fn attribute(
    cursor: &mut Cursor<'_>,
    declared: &mut Declared,
    table: &Path,
    at: &std::ops::Range<usize>,
) -> Parsed<bool> {
    let column = &mut declared.column;
    let name = column.name.clone();
    if cursor.eat("NOT NULL") {
        column.not_null = true;
    } else if cursor.eat("NULL") {
        column.not_null = false;
    } else if cursor.eat("DEFAULT") {
        let begin = cursor.clone();
        operand(cursor)?;
        let text = canonical::default(cursor.since(&begin));
        column.default = (text != "null").then_some(text);
    } else if cursor.eat("ON UPDATE") {
        operand(cursor)?;
        column
            .options
            .push(("on update".to_owned(), "now".to_owned()));
    } else if cursor.eat("AUTO_INCREMENT") {
        column.identity = Some("auto_increment".to_owned());
    } else if cursor.eat("SERIAL DEFAULT VALUE") {
        serial(declared, table, at);
    } else if cursor.eat("UNIQUE") {
        let _ = cursor.eat("KEY") || cursor.eat("INDEX");
        if declared.indexes.is_empty() {
            declared.indexes.push(unique(&name, table, at));
        }
    } else if cursor.eat("PRIMARY KEY") || cursor.eat("KEY") {
        column.not_null = true;
        let mut known = declared.constraints.iter();
        if known.any(|known| matches!(known.value.body, ConstraintBody::PrimaryKey { .. })) {
            return Ok(true);
        }
        declared.constraints.push(Located {
            at: at.clone(),
            value: constraint(
                None,
                ConstraintBody::PrimaryKey {
                    columns: vec![name],
                    using_index: None,
                },
            ),
        });
    } else if cursor.eat("COMMENT") {
        let comment = cursor.string()?;
        column.options.push(("comment".to_owned(), comment));
    } else if cursor.eat("CHARACTER SET")
        || cursor.eat("CHARSET")
        || cursor.eat("CHAR SET")
        || cursor.eat("COLLATE")
    {
        cursor.eat_mark("=");
        if !cursor.eat("BINARY") {
            index::value(cursor)?;
        }
    } else if cursor.eat("GENERATED ALWAYS AS") || cursor.eat("AS") {
        generated(cursor, declared)?;
    } else if cursor.at("CHECK") || cursor.at("CONSTRAINT") {
        check(cursor, declared)?;
    } else if cursor.at("REFERENCES") {
        let place = cursor.here();
        let columns = vec![Located {
            at: at.clone(),
            value: name,
        }];
        let key = index::references(cursor, columns, None)?;
        declared.foreign_keys.push(Located {
            at: place,
            value: constraint(None, ConstraintBody::ForeignKey(key)),
        });
    } else if cursor
        .eat_any(&[
            "COLUMN_FORMAT",
            "STORAGE",
            "SRID",
            "COMPRESSED",
            "REF_SYSTEM_ID",
        ])
        .is_some()
    {
        let _ = cursor.eat_mark("=");
        let _ = cursor.eat("DEFAULT")
            || cursor.peek().is_some_and(super::cursor::is_value) && cursor.bump().is_some();
    } else if cursor.eat("WITH SYSTEM VERSIONING")
        || cursor.eat("WITHOUT SYSTEM VERSIONING")
        || cursor
            .eat_any(&[
                "ASCII",
                "UNICODE",
                "BYTE",
                "BINARY",
                "VISIBLE",
                "INVISIBLE",
                "UNSIGNED",
                "SIGNED",
                "ZEROFILL",
            ])
            .is_some()
    {
        // Nothing of it is compared.
    } else if index::is_assignment(cursor)
        || cursor.at_any(&["ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"])
    {
        cursor.bump();
        cursor.eat_mark("=");
        index::value(cursor)?;
    } else if cursor.at("AUTO_RANDOM") {
        // TiDB.
        return Err(Stop::NotUnderstood);
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn generated(cursor: &mut Cursor<'_>, declared: &mut Declared) -> Parsed<()> {
    if cursor.eat("ROW START") || cursor.eat("ROW END") {
        return Ok(());
    }
    let begin = cursor.clone();
    let inside = cursor.group()?;
    neighbours::check(&inside)?;
    let text = canonical::expression(cursor.since(&begin));
    let kind = match cursor.eat_any(&["VIRTUAL", "STORED", "PERSISTENT"]) {
        Some("STORED" | "PERSISTENT") => "stored",
        _ => "virtual",
    };
    declared.column.generated = Some(format!("{text} {kind}"));
    Ok(())
}

/// Reads `[CONSTRAINT [name]] CHECK (expression)`.
fn check(cursor: &mut Cursor<'_>, declared: &mut Declared) -> Parsed<()> {
    let place = cursor.here();
    let name = match cursor.eat("CONSTRAINT") {
        true if !cursor.at("CHECK") => Some(cursor.name()?.value),
        _ => None,
    };
    if !cursor.at("CHECK") {
        // MariaDB takes other attributes here as well.
        return Ok(());
    }
    let value = check_constraint(cursor, name)?;
    declared.constraints.push(Located { at: place, value });
    Ok(())
}

/// Reads `CHECK (expression) [[NOT] ENFORCED]`.
pub(super) fn check_constraint(
    cursor: &mut Cursor<'_>,
    name: Option<String>,
) -> Parsed<Constraint> {
    cursor.require("CHECK")?;
    let inside = cursor.group()?;
    neighbours::check(&inside)?;
    let mut columns = Vec::new();
    for operand in expression::operands(inside.remaining()) {
        if !columns.contains(&operand.column.value) {
            columns.push(operand.column.value);
        }
    }
    let _ = cursor.eat("NOT ENFORCED") || cursor.eat("ENFORCED");
    Ok(constraint(
        name,
        ConstraintBody::Check {
            columns,
            expression: canonical::expression(inside.remaining()),
        },
    ))
}

/// Reads a default: a literal, a call, an expression in parentheses; MariaDB takes others as well.
pub(super) fn operand(cursor: &mut Cursor<'_>) -> Parsed<()> {
    term(cursor)?;
    while cursor
        .peek()
        .is_some_and(|token| token.kind == TokenKind::Operator)
        || cursor.at_any(&["DIV", "MOD"])
    {
        cursor.bump();
        term(cursor)?;
    }
    Ok(())
}

fn term(cursor: &mut Cursor<'_>) -> Parsed<()> {
    while cursor.eat_any(&["NOT", "INTERVAL"]).is_some()
        || cursor.eat_mark("-")
        || cursor.eat_mark("+")
        || cursor.eat_mark("~")
    {}
    if cursor.eat("NEXT VALUE FOR") || cursor.eat("PREVIOUS VALUE FOR") {
        cursor.path()?;
        return Ok(());
    }
    match cursor.peek() {
        Some(token) if token.text == "(" => {
            let inside = cursor.group()?;
            neighbours::check(&inside)?;
        }
        Some(token) if token.kind == TokenKind::String => {
            cursor.string()?;
        }
        Some(token) if token.kind == TokenKind::Word && token.text.starts_with('_') => {
            cursor.bump();
            if cursor
                .peek()
                .is_some_and(|token| token.kind == TokenKind::String)
            {
                cursor.string()?;
            }
        }
        Some(token)
            if super::cursor::is_value(token)
                || token.kind == TokenKind::Word && words::listed(VALUES, token.text) =>
        {
            cursor.bump();
            while cursor.eat_mark(".") {
                cursor.name()?;
            }
            if cursor.at_mark("(") {
                cursor.group()?;
            }
        }
        _ => return Err(cursor.expected("a value")),
    }
    Ok(())
}

/// A constraint that is checked at once.
pub(super) fn constraint(name: Option<String>, body: ConstraintBody) -> Constraint {
    Constraint {
        name,
        body,
        not_valid: false,
        timing: String::new(),
    }
}

fn serial(declared: &mut Declared, table: &Path, at: &std::ops::Range<usize>) {
    declared.column.not_null = true;
    declared.column.identity = Some("auto_increment".to_owned());
    let index = unique(&declared.column.name, table, at);
    declared.indexes.push(index);
}

fn unique(column: &str, table: &Path, at: &std::ops::Range<usize>) -> Located<NewIndex> {
    Located {
        at: at.clone(),
        value: NewIndex {
            name: None,
            table: table.clone(),
            if_not_exists: false,
            unique: true,
            parts: vec![column.to_ascii_lowercase()],
            columns: vec![Located {
                at: at.clone(),
                value: column.to_owned(),
            }],
            naming: vec![column.to_owned()],
            details: String::new(),
        },
    }
}

/// Reserved words that can be a value, or call for one.
const VALUES: &[&str] = &[
    "CHAR",
    "CONVERT",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "CURRENT_USER",
    "FALSE",
    "IF",
    "INSERT",
    "LEFT",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "MOD",
    "NULL",
    "REPEAT",
    "REPLACE",
    "RIGHT",
    "TRUE",
    "UTC_DATE",
    "UTC_TIME",
    "UTC_TIMESTAMP",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_are_sorted() {
        assert!(VALUES.is_sorted());
    }
}
