//! `ALTER TABLE`.
//!
//! Actions are read one by one, so that what is not understood about one spoils no other. MySQL
//! works them all out against the table as it was; put in an order (what is dropped first, then
//! what is changed, then what is added), they can be applied one after the other.

mod order;

use super::column::{self, Declared};
use super::cursor::{Cursor, Parsed, Stop};
use super::index;
use super::session::Session;
use super::table::{self, Element};
use crate::effect::{ColumnChange, Constraint, Effect, Located, Name, Path, TableAction};

/// What is read of the actions of one statement.
#[derive(Debug, Default)]
struct Actions {
    actions: Vec<Located<TableAction>>,
    /// The columns of `AFTER`.
    positions: Vec<Located<Name>>,
    /// Foreign keys that one server makes and the other does not.
    perhaps: Vec<Located<Constraint>>,
    /// Whether some action was not understood.
    is_opaque: bool,
    /// `RENAME TO database.table`.
    moved: bool,
}

/// Reads what follows `ALTER [IGNORE] TABLE`.
pub(super) fn alter(cursor: &mut Cursor<'_>, session: &Session) -> Parsed<Vec<Located<Effect>>> {
    let if_exists = cursor.if_exists();
    let table = cursor.path()?;
    wait(cursor)?;
    let mut read = Actions::default();
    while !cursor.is_done() {
        if is_about_partitions(cursor) {
            partitions(cursor, &table, &mut read);
            break;
        }
        let mut part = cursor.until_comma();
        if part.is_done() {
            return Err(part.expected("an action"));
        }
        let read_action = action(&mut part, &table.value, &mut read);
        // Partitions may follow without a comma.
        if read_action.is_ok() && is_about_partitions(&part) {
            partitions(cursor, &table, &mut read);
            break;
        }
        match read_action.and_then(|()| part.finish()) {
            Ok(()) => {}
            Err(Stop::NotUnderstood) => read.is_opaque = true,
            Err(refused) => return Err(refused),
        }
        if cursor.is_done() && ends_in_comma(cursor) {
            return Err(cursor.expected("an action"));
        }
    }
    Ok(order::effects(table, if_exists, read, session))
}

fn ends_in_comma(cursor: &Cursor<'_>) -> bool {
    cursor.last().is_some_and(|token| token.text == ",")
}

fn action(part: &mut Cursor<'_>, table: &Path, read: &mut Actions) -> Parsed<()> {
    if part.eat("ADD") {
        add(part, table, read)
    } else if part.eat("DROP") {
        drop_something(part, read)
    } else if part.eat("CHANGE") {
        part.eat("COLUMN");
        let if_exists = part.if_exists();
        let name = part.name()?;
        replace(part, table, read, Some(name), if_exists)
    } else if part.eat("MODIFY") {
        part.eat("COLUMN");
        let if_exists = part.if_exists();
        replace(part, table, read, None, if_exists)
    } else if part.eat("ALTER") {
        alter_something(part, read)
    } else if part.eat("RENAME") {
        rename(part, read)
    } else {
        rest(part, read)
    }
}

fn add(part: &mut Cursor<'_>, table: &Path, read: &mut Actions) -> Parsed<()> {
    if part.eat("SYSTEM VERSIONING") {
        return Ok(());
    }
    let is_column = part.eat("COLUMN");
    if !is_column && let Some(element) = table::element(part, table)? {
        let value = match element.value {
            Element::Constraint {
                constraint,
                if_not_exists,
            } => TableAction::AddConstraint {
                constraint,
                if_not_exists,
            },
            Element::Index(index) => TableAction::AddIndex { index },
            Element::Period => return Ok(()),
        };
        read.actions.push(Located {
            at: element.at,
            value,
        });
        return Ok(());
    }
    let if_not_exists = part.if_not_exists();
    if !part.at_mark("(") {
        let declared = column::definition(part, table)?;
        position(part, read)?;
        push_column(declared, if_not_exists, read);
        return Ok(());
    }
    let mut inside = part.group()?;
    loop {
        match table::element(&mut inside, table)? {
            Some(Located { at, value }) => match value {
                Element::Index(index) => read.actions.push(Located {
                    at,
                    value: TableAction::AddIndex { index },
                }),
                Element::Constraint {
                    constraint,
                    if_not_exists,
                } => read.actions.push(Located {
                    at,
                    value: TableAction::AddConstraint {
                        constraint,
                        if_not_exists,
                    },
                }),
                Element::Period => {}
            },
            None => {
                let declared = column::definition(&mut inside, table)?;
                push_column(declared, if_not_exists, read);
            }
        }
        if inside.is_done() {
            return Ok(());
        }
        inside.require_mark(",")?;
    }
}

fn push_column(declared: Located<Declared>, if_not_exists: bool, read: &mut Actions) {
    let Located { at, value } = declared;
    let Declared {
        column,
        constraints,
        indexes,
        foreign_keys,
    } = value;
    read.actions.push(Located {
        at,
        value: TableAction::AddColumn {
            column,
            constraints,
            if_not_exists,
        },
    });
    // Where the column is there already, its index is not made either.
    if !if_not_exists {
        push_indexes(indexes, read);
        read.perhaps.extend(foreign_keys);
    } else if !indexes.is_empty() || !foreign_keys.is_empty() {
        read.is_opaque = true;
    }
}

fn push_indexes(indexes: Vec<Located<crate::effect::NewIndex>>, read: &mut Actions) {
    for index in indexes {
        read.actions.push(Located {
            at: index.at,
            value: TableAction::AddIndex { index: index.value },
        });
    }
}

fn replace(
    part: &mut Cursor<'_>,
    table: &Path,
    read: &mut Actions,
    name: Option<Located<Name>>,
    if_exists: bool,
) -> Parsed<()> {
    let declared = column::definition(part, table)?;
    position(part, read)?;
    let Located { at, value } = declared;
    let Declared {
        column,
        constraints,
        indexes,
        foreign_keys,
    } = value;
    let name = name.unwrap_or_else(|| Located {
        at,
        value: column.name.clone(),
    });
    read.actions.push(Located {
        at: name.at,
        value: TableAction::ReplaceColumn {
            name: name.value,
            column,
            constraints,
            if_exists,
        },
    });
    push_indexes(indexes, read);
    read.perhaps.extend(foreign_keys);
    Ok(())
}

fn position(part: &mut Cursor<'_>, read: &mut Actions) -> Parsed<()> {
    if part.eat("AFTER") {
        read.positions.push(part.name()?);
    } else {
        part.eat("FIRST");
    }
    Ok(())
}

fn drop_something(part: &mut Cursor<'_>, read: &mut Actions) -> Parsed<()> {
    let here = part.here();
    if part.eat("PRIMARY KEY") {
        let if_exists = part.if_exists();
        if if_exists {
            return Err(Stop::NotUnderstood);
        }
        read.actions.push(Located {
            at: here,
            value: TableAction::DropPrimaryKey,
        });
        return Ok(());
    }
    if part.eat("SYSTEM VERSIONING") {
        return Ok(());
    }
    if part.eat("PERIOD") {
        return Err(Stop::NotUnderstood);
    }
    enum What {
        ForeignKey,
        Index,
        Constraint,
        Column,
    }
    let what = if part.eat("FOREIGN KEY") {
        What::ForeignKey
    } else if part.eat("INDEX") || part.eat("KEY") {
        What::Index
    } else if part.eat("CONSTRAINT") || part.eat("CHECK") {
        What::Constraint
    } else {
        part.eat("COLUMN");
        What::Column
    };
    let if_exists = part.if_exists();
    let name = part.name()?;
    let is_primary = name.value.eq_ignore_ascii_case("PRIMARY");
    let (at, name) = (name.at, name.value);
    let value = match what {
        What::Index | What::Constraint if is_primary && !if_exists => TableAction::DropPrimaryKey,
        What::Index | What::Constraint if is_primary => return Err(Stop::NotUnderstood),
        What::ForeignKey => TableAction::DropForeignKey { name, if_exists },
        What::Index => TableAction::DropIndex { name, if_exists },
        What::Constraint => TableAction::DropConstraint {
            name,
            if_exists,
            cascade: false,
        },
        What::Column => {
            let _ = part.eat("RESTRICT") || part.eat("CASCADE");
            TableAction::DropColumn {
                name,
                if_exists,
                cascade: false,
            }
        }
    };
    read.actions.push(Located { at, value });
    Ok(())
}

fn alter_something(part: &mut Cursor<'_>, read: &mut Actions) -> Parsed<()> {
    if part.eat_any(&["INDEX", "KEY"]).is_some() {
        let if_exists = part.if_exists();
        let name = part.name()?;
        if part.eat_any(&["VISIBLE", "INVISIBLE", "IGNORED"]).is_none() {
            part.require("NOT IGNORED")?;
        }
        if !if_exists {
            read.actions.push(Located {
                at: name.at,
                value: TableAction::NeedsIndex { name: name.value },
            });
        }
        return Ok(());
    }
    if part.eat_any(&["CHECK", "CONSTRAINT"]).is_some() {
        let name = part.name()?;
        let not = part.eat("NOT");
        part.require("ENFORCED")?;
        read.actions.push(Located {
            at: name.at,
            value: TableAction::AlterConstraint {
                name: name.value,
                timing: if not { "not enforced" } else { "" }.to_owned(),
            },
        });
        return Ok(());
    }
    part.eat("COLUMN");
    let if_exists = part.if_exists();
    let name = part.name()?;
    let change = if part.eat("DROP DEFAULT") {
        ColumnChange::Default(None)
    } else if part.eat("SET DEFAULT") {
        let begin = part.clone();
        column::operand(part)?;
        let text = super::canonical::default(part.since(&begin));
        ColumnChange::Default((text != "null").then_some(text))
    } else if part.eat("SET VISIBLE") || part.eat("SET INVISIBLE") {
        ColumnChange::Option {
            key: "visible".to_owned(),
            value: None,
        }
    } else {
        return Err(part.expected("`SET DEFAULT` or `DROP DEFAULT`"));
    };
    read.actions.push(Located {
        at: name.at,
        value: TableAction::AlterColumn {
            name: name.value,
            change,
            if_exists,
        },
    });
    Ok(())
}

fn rename(part: &mut Cursor<'_>, read: &mut Actions) -> Parsed<()> {
    let is_column = part.eat("COLUMN");
    if is_column || part.eat_any(&["INDEX", "KEY"]).is_some() {
        let if_exists = part.if_exists();
        let name = part.name()?;
        part.require("TO")?;
        let to = part.name()?.value;
        let value = match (is_column, if_exists) {
            (true, _) => TableAction::RenameColumn {
                name: name.value,
                to,
                if_exists,
            },
            (false, false) => TableAction::RenameIndex {
                name: name.value,
                to,
            },
            (false, true) => return Err(Stop::NotUnderstood),
        };
        read.actions.push(Located { at: name.at, value });
        return Ok(());
    }
    let _ = part.eat("TO") || part.eat("AS") || part.eat_mark("=");
    let to = part.path()?;
    read.moved |= to.value.schema.is_some();
    read.actions.push(Located {
        at: to.at,
        value: TableAction::RenameTable { to: to.value.name },
    });
    Ok(())
}

/// Reads what concerns the table as a whole.
fn rest(part: &mut Cursor<'_>, read: &mut Actions) -> Parsed<()> {
    if part.eat("CONVERT TO") {
        if !(part.eat("CHARACTER SET") || part.eat("CHARSET") || part.eat("CHAR SET")) {
            return Err(part.expected("`CHARACTER SET`"));
        }
        if !part.eat("DEFAULT") && !part.eat("BINARY") {
            index::value(part)?;
        }
        if part.eat("COLLATE") {
            part.eat_mark("=");
            if !part.eat("DEFAULT") && !part.eat("BINARY") {
                index::value(part)?;
            }
        }
        return Ok(());
    }
    let plain = [
        "DISABLE KEYS",
        "ENABLE KEYS",
        "DISCARD TABLESPACE",
        "IMPORT TABLESPACE",
        "FORCE",
        "WITH VALIDATION",
        "WITHOUT VALIDATION",
        "SECONDARY_LOAD",
        "SECONDARY_UNLOAD",
        "DROP SYSTEM VERSIONING",
        "NOWAIT",
    ];
    if plain.into_iter().any(|words| part.eat(words)) {
        return Ok(());
    }
    if part.eat("LOCK") || part.eat("ALGORITHM") {
        part.eat_mark("=");
        if !part.eat("DEFAULT") {
            index::value(part)?;
        }
        return Ok(());
    }
    let mut found = false;
    while let Some((key, value)) = table::option(part)? {
        found = true;
        if matches!(key.as_str(), "engine" | "comment") {
            read.actions.push(Located {
                at: part.here(),
                value: TableAction::SetOption {
                    key,
                    value: Some(value),
                },
            });
        }
    }
    match found {
        true => Ok(()),
        false => Err(part.expected("an action")),
    }
}

/// Whether the rest of the statement is about partitions or the order of rows.
fn is_about_partitions(cursor: &Cursor<'_>) -> bool {
    [
        "PARTITION BY",
        "ORDER BY",
        "ADD PARTITION",
        "DROP PARTITION",
        "REORGANIZE PARTITION",
        "COALESCE PARTITION",
        "TRUNCATE PARTITION",
        "EXCHANGE PARTITION",
        "ANALYZE PARTITION",
        "CHECK PARTITION",
        "OPTIMIZE PARTITION",
        "REBUILD PARTITION",
        "REPAIR PARTITION",
        "DISCARD PARTITION",
        "IMPORT PARTITION",
        "CONVERT PARTITION",
        "CONVERT TABLE",
        "REMOVE PARTITIONING",
        "UNION",
    ]
    .into_iter()
    .any(|words| cursor.at(words))
}

/// Partitions are no part of the model: that they are touched makes the table's option unknown.
fn partitions(cursor: &mut Cursor<'_>, table: &Located<Path>, read: &mut Actions) {
    read.is_opaque |= cursor.at("CONVERT PARTITION") || cursor.at("CONVERT TABLE");
    let is_order = cursor.at("ORDER BY");
    cursor.rest();
    if !is_order {
        read.actions.push(Located {
            at: table.at.clone(),
            value: TableAction::SetOption {
                key: "partition".to_owned(),
                value: None,
            },
        });
    }
}

/// Moves past `NOWAIT` and `WAIT n`.
pub(super) fn wait(cursor: &mut Cursor<'_>) -> Parsed<()> {
    if !cursor.eat("NOWAIT") && cursor.eat("WAIT") {
        index::value(cursor)?;
    }
    Ok(())
}
