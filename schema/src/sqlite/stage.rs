//! What stands in the engine's database: what a script needs is put there, and what became of it is
//! read back.

use std::collections::BTreeSet;
use std::ops::Range;

use limbeck_core::Dialect;
use limbeck_core::lexer::tokens;

use super::Sqlite;
use super::catalog::{Key, Reach, is_virtual, key};
use super::engine::{Engine, Row};
use super::heading::{Act, Heading, Trial, heading, name_of};
use crate::effect::Name;
use crate::simulator::Input;

/// What stands in the engine's database.
#[derive(Debug, Default)]
pub(super) struct Stage {
    pub(super) is_open: bool,
    pub(super) keys: BTreeSet<Key>,
}

impl Sqlite {
    /// Puts into the engine's database what a script with these `names` needs and is not there yet.
    pub(super) fn set_up(&mut self, names: &BTreeSet<Name>, reach: Reach) {
        if !self.stage.is_open {
            self.stage.is_open = self.engine.begin().is_ok();
        }
        for key in self.catalog.needed(names, reach) {
            if self.stage.keys.contains(&key) {
                continue;
            }
            let Some(object) = self.catalog.get(&key) else {
                continue;
            };
            if self.engine.run(&object.row.sql).is_ok() {
                self.stage.keys.insert(key);
            } else {
                self.doubts.add(key.name);
            }
        }
    }

    /// The objects that some of a script's statements name, and how far they reach.
    pub(super) fn mentions(
        &self,
        input: &Input<'_>,
        statements: Range<usize>,
    ) -> (BTreeSet<Name>, Reach) {
        let mut names = BTreeSet::new();
        let mut reach = Reach::Own;
        let assumed = input.assumptions.iter().map(|assumption| assumption.effect);
        let statements = input
            .script
            .statements
            .get(statements)
            .unwrap_or_default()
            .iter();
        let written = statements.filter_map(|statement| input.text.get(statement.range.clone()));
        for text in written.chain(assumed) {
            let heading = heading(text);
            reach = reach.max(needs(&heading));
            if let Some((subject, act)) = heading.subject {
                // Also what is not there yet: it may be named already.
                names.insert(subject.value);
                if let Act::Rename { to } = act {
                    names.insert(to.value);
                }
            }
            let words = tokens(text, Dialect::Sqlite).filter_map(|token| name_of(&token));
            names.extend(words.filter(|name| self.catalog.knows(name)));
        }
        (names, reach)
    }

    /// Empties the engine's database.
    pub(super) fn clear(&mut self) {
        if self.stage.is_open && !self.engine.is_intact() {
            // What ran outside the transaction cannot be undone.
            if let Ok(engine) = Engine::new() {
                self.engine = engine;
            }
        }
        self.engine.clear();
        self.stage = Stage::default();
    }

    /// Reads the engine's schema, without the tables in which virtual tables keep their data.
    pub(super) fn read_back(&self) -> Vec<Row> {
        let mut rows = self.engine.rows().unwrap_or_default();
        if rows.iter().any(|row| is_virtual(&row.sql)) {
            let shadows = self.engine.shadows().unwrap_or_default();
            rows.retain(|row| !shadows.contains(&row.name));
        }
        rows
    }

    /// Takes over what the engine's schema has become.
    pub(super) fn keep(&mut self) {
        let rows = self.read_back();
        // Views on views on views take long to compile.
        let is_small = rows.len() <= SMALL;
        let mut gone = std::mem::take(&mut self.stage.keys);
        for row in rows {
            let key = key(&row);
            gone.remove(&key);
            self.stage.keys.insert(key.clone());
            if self
                .catalog
                .get(&key)
                .is_none_or(|object| object.row != row)
            {
                let is_broken = is_small && row.kind == "view" && !self.engine.works(&row.name);
                let old = self.catalog.put(row);
                if is_broken {
                    self.catalog.strain(key.clone());
                }
                self.before.entry(key).or_insert(old);
            }
        }
        for key in gone {
            let old = self.catalog.remove(&key);
            self.catalog.strain_users(&key.name);
            self.before.entry(key).or_insert(old);
        }
    }
}

/// How far a statement reaches.
fn needs(heading: &Heading) -> Reach {
    match heading {
        Heading {
            trial: Trial::Run,
            subject: Some((_, act)),
            ..
        } => match act {
            Act::Create | Act::AddColumn { .. } | Act::Constrain | Act::Alter => Reach::Own,
            Act::Drop { .. } => Reach::Belongings,
            Act::DropColumn { .. } => Reach::Queries,
            Act::Rename { .. } | Act::RenameColumn { .. } => Reach::All,
        },
        _ => Reach::Belongings,
    }
}

/// With how many objects, at most, a view is compiled to see whether it works.
const SMALL: usize = 10;
