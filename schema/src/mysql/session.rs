//! What earlier statements have set for later ones.

use limbeck_core::lexer::TokenKind;

use super::cursor::{Cursor, Parsed, Stop};
use super::dynamic::Dynamic;
use super::names;
use super::neighbours;
use crate::effect::{Constraint, ConstraintBody, Effect, Located, NewTable, Path};

/// The variables of a session that change what statements mean.
#[derive(Debug)]
pub(super) struct Session {
    /// Whether a foreign key needs the table that it refers to.
    foreign_key_checks: bool,
    /// Statements that are kept as texts.
    pub(super) dynamic: Dynamic,
}

impl Default for Session {
    fn default() -> Session {
        Session {
            foreign_key_checks: true,
            dynamic: Dynamic::default(),
        }
    }
}

impl Session {
    /// Reads what follows `SET`: variables are noted, everything else is passed over.
    pub(super) fn set(&mut self, cursor: &mut Cursor<'_>) -> Parsed<()> {
        if cursor.at("STATEMENT") {
            return Err(Stop::NotUnderstood);
        }
        // `SET PASSWORD`, `SET ROLE` and others assign nothing, or something of their own.
        if cursor.at_any(APART) && cursor.peek_at(1).is_none_or(|token| token.text != "=") {
            return Ok(());
        }
        neighbours::check(cursor)?;
        if cursor.is_done() {
            return Err(cursor.expected("a variable"));
        }
        while !cursor.is_done() {
            self.assign(&mut cursor.until_comma())?;
        }
        Ok(())
    }

    fn assign(&mut self, part: &mut Cursor<'_>) -> Parsed<()> {
        let _ = part.eat_any(&["SESSION", "GLOBAL", "LOCAL", "PERSIST", "PERSIST_ONLY"]);
        if part.at_any(APART) {
            part.rest();
            return Ok(());
        }
        let name = match part.peek() {
            Some(token) if token.kind == TokenKind::Parameter => {
                part.bump();
                token.text.to_owned()
            }
            _ => part.name()?.value,
        };
        let mut last = names::folded(&name);
        while part.eat_mark(".") {
            last = part.name()?.value;
        }
        if !part.eat_mark("=") && !part.eat_mark(":=") {
            return Err(part.expected("`=`"));
        }
        if part.is_done() {
            return Err(part.expected("a value"));
        }
        if last.trim_start_matches('@') == "foreign_key_checks" {
            // What was saved before the checks went off is that they were on.
            self.foreign_key_checks = !part.at_mark("0") && !part.at_any(&["OFF", "FALSE"]);
        } else if name.starts_with('@') && !name.starts_with("@@") {
            self.dynamic.set(&name, part.remaining());
        }
        Ok(())
    }

    /// Whether foreign keys are not checked.
    pub(super) fn is_unchecked(&self) -> bool {
        !self.foreign_key_checks
    }

    /// Where foreign keys are not checked, the table that one refers to may be anything.
    pub(super) fn unchecked(
        &self,
        table: &Path,
        constraint: &Located<Constraint>,
    ) -> Option<Located<Effect>> {
        let ConstraintBody::ForeignKey(key) = &constraint.value.body else {
            return None;
        };
        if self.foreign_key_checks || key.table == *table {
            return None;
        }
        let table = NewTable {
            path: key.table.clone(),
            if_not_exists: true,
            temporary: false,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            sources: Vec::new(),
            is_complete: false,
            options: Vec::new(),
        };
        let at = constraint.at.clone();
        Some(Located {
            at: at.clone(),
            value: Effect::Maybe(vec![Located {
                at,
                value: Effect::CreateTable(table),
            }]),
        })
    }
}

/// What `SET` can be followed by that is no variable.
const APART: &[&str] = &[
    "CHARACTER",
    "CHARSET",
    "CHAR",
    "DEFAULT",
    "NAMES",
    "PASSWORD",
    "RESOURCE",
    "ROLE",
    "TRANSACTION",
];
