//! Which objects does the schema have, and which of them does a script need to be tried?
//!
//! A revision is tried on a database that holds only what it is about: the cost of a revision is
//! then that of its own SQL, however large the schema has become.

use std::collections::{BTreeSet, HashMap};

use limbeck_core::Dialect;
use limbeck_core::lexer::{Token, TokenKind, tokens};

use super::engine::Row;
use super::heading::name_of;
use crate::effect::Name;

/// What an object is found by. Triggers have names of their own; tables, views and indexes share
/// theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) is_trigger: bool,
    /// Lower case.
    pub(super) name: Name,
}

/// One row of `sqlite_schema`, and what follows from it.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) row: Row,
    /// The higher, the later it was made.
    pub(super) age: usize,
    /// The names in its text, lower case, that may be other objects'.
    mentions: BTreeSet<Name>,
}

impl Object {
    fn new(row: Row, age: usize) -> Self {
        let mut mentions = BTreeSet::new();
        match row.kind.as_str() {
            "view" | "trigger" => {
                mentions = tokens(&row.sql, Dialect::Sqlite)
                    .filter_map(|t| name_of(&t))
                    .collect();
            }
            "table" => parents(&row.sql, &mut mentions),
            _ => {}
        }
        Object { row, age, mentions }
    }

    /// Tables before views before indexes before triggers: each needs what stands before it.
    fn rank(&self) -> usize {
        const ORDER: [&str; 3] = ["table", "view", "index"];
        ORDER
            .iter()
            .position(|kind| *kind == self.row.kind)
            .unwrap_or(ORDER.len())
    }
}

/// Collects the tables that foreign keys of `sql` name.
fn parents(sql: &str, mentions: &mut BTreeSet<Name>) {
    // Most tables have none, and looking is cheaper than reading.
    if !sql
        .as_bytes()
        .windows(10)
        .any(|word| word.eq_ignore_ascii_case(b"references"))
    {
        return;
    }
    let mut is_next = false;
    for token in tokens(sql, Dialect::Sqlite) {
        if is_next {
            mentions.extend(name_of(&token));
        }
        is_next = is_word(&token, "references");
    }
}

/// Whether the text is a virtual table's.
pub(super) fn is_virtual(sql: &str) -> bool {
    let mut words = tokens(sql, Dialect::Sqlite);
    words.next().is_some() && words.next().is_some_and(|token| is_word(&token, "virtual"))
}

pub(super) fn is_word(token: &Token<'_>, word: &str) -> bool {
    token.kind == TokenKind::Word && token.text.eq_ignore_ascii_case(word)
}

/// Returns the key of a row.
pub(super) fn key(row: &Row) -> Key {
    Key {
        is_trigger: row.kind == "trigger",
        name: row.name.to_ascii_lowercase(),
    }
}

/// The objects of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalog {
    /// Tables, views and indexes, then triggers, by their names in lower case.
    objects: [HashMap<Name, Object>; 2],
    /// The indexes and triggers of each table and view, by its name in lower case.
    belongings: HashMap<Name, BTreeSet<Key>>,
    /// Objects whose text names others: views, triggers, tables with foreign keys.
    speakers: BTreeSet<Key>,
    /// Views and triggers that may not work any more; no column can be dropped nor anything renamed
    /// as long as one does not.
    strained: BTreeSet<Key>,
    age: usize,
}

/// What a script needs besides the objects that it names and what these are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Nothing.
    Own,
    /// Their indexes, which `ON CONFLICT` asks for, and triggers, which fire or go with them.
    Belongings,
    /// As well the views and triggers that name them, which `DROP COLUMN` checks.
    Queries,
    /// As well the tables with foreign keys on them, which renames rewrite.
    All,
}

impl Catalog {
    pub(super) fn get(&self, key: &Key) -> Option<&Object> {
        let [relations, triggers] = &self.objects;
        let kind = if key.is_trigger { triggers } else { relations };
        kind.get(&key.name)
    }

    fn kind_mut(&mut self, key: &Key) -> &mut HashMap<Name, Object> {
        let [relations, triggers] = &mut self.objects;
        if key.is_trigger { triggers } else { relations }
    }

    fn all(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().flat_map(HashMap::values)
    }

    /// Whether an object has this name, which is in lower case.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.objects.iter().any(|kind| kind.contains_key(name))
    }

    /// Whether the name, in lower case, may be that of a table in which a virtual one keeps its data.
    pub(super) fn is_shadow(&self, name: &str) -> bool {
        let [relations, _] = &self.objects;
        let ends = name.match_indices('_').filter_map(|(at, _)| name.get(..at));
        let mut owners = ends.filter_map(|owner| relations.get(owner));
        owners.any(|owner| is_virtual(&owner.row.sql))
    }

    /// The names of all objects of these kinds.
    pub(super) fn names<'a>(&'a self, kinds: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let named = self
            .all()
            .filter(|object| kinds.contains(&object.row.kind.as_str()));
        named.map(|object| object.row.name.as_str())
    }

    /// All rows, what is needed before what needs it, else the oldest first.
    pub(super) fn rows(&self) -> Vec<&Row> {
        let mut objects: Vec<&Object> = self.all().collect();
        objects.sort_by_key(|object| (object.rank(), object.age));
        objects.into_iter().map(|object| &object.row).collect()
    }

    /// Puts `row` in the place of the object of its name; returns what stood there.
    pub(super) fn put(&mut self, row: Row) -> Option<Object> {
        let key = key(&row);
        let old = self.remove(&key);
        self.age += 1;
        // What is only rewritten keeps its place.
        let age = old.as_ref().map_or(self.age, |old| old.age);
        self.insert(key, Object::new(row, age));
        old
    }

    fn insert(&mut self, key: Key, object: Object) {
        if matches!(object.row.kind.as_str(), "index" | "trigger") {
            let table = object.row.table.to_ascii_lowercase();
            self.belongings
                .entry(table)
                .or_default()
                .insert(key.clone());
        }
        if !object.mentions.is_empty() {
            self.speakers.insert(key.clone());
        }
        self.kind_mut(&key).insert(key.name, object);
    }

    pub(super) fn remove(&mut self, key: &Key) -> Option<Object> {
        let object = self.kind_mut(key).remove(&key.name)?;
        if let Some(keys) = self
            .belongings
            .get_mut(&object.row.table.to_ascii_lowercase())
        {
            keys.remove(key);
        }
        self.speakers.remove(key);
        self.strained.remove(key);
        Some(object)
    }

    /// Notes that a view or trigger may not work.
    pub(super) fn strain(&mut self, object: Key) {
        self.strained.insert(object);
    }

    /// The views and triggers that may not work.
    pub(super) fn strained(&self) -> impl Iterator<Item = &Key> {
        self.strained.iter()
    }

    /// Notes that the views and triggers that name `gone`, in lower case, may not work any more.
    pub(super) fn strain_users(&mut self, gone: &str) {
        let users = self.speakers.iter().filter(|key| {
            let user = self.get(key);
            user.is_some_and(|user| user.row.kind != "table" && user.mentions.contains(gone))
        });
        let users: Vec<Key> = users.cloned().collect();
        self.strained.extend(users);
    }

    /// Returns what has to exist so that a script with these `names` runs as on the whole schema:
    /// what is needed first comes first.
    pub(super) fn needed(&self, names: &BTreeSet<Name>, reach: Reach) -> Vec<Key> {
        let mut needed: BTreeSet<Key> = BTreeSet::new();
        let mut open: Vec<Key> = names.iter().flat_map(|name| self.keys(name)).collect();
        for key in self.speakers.iter().filter(|_| reach >= Reach::Queries) {
            let Some(object) = self.get(key) else {
                continue;
            };
            let is_in_reach = reach == Reach::All || object.row.kind != "table";
            if is_in_reach && names.iter().any(|name| object.mentions.contains(name)) {
                open.push(key.clone());
            }
        }
        if reach >= Reach::Queries {
            open.extend(self.strained.iter().cloned());
        }
        while let Some(key) = open.pop() {
            let Some(object) = self.get(&key) else {
                continue;
            };
            if needed.contains(&key) {
                continue;
            }
            match object.row.kind.as_str() {
                "index" | "trigger" => {
                    open.extend(self.keys(&object.row.table.to_ascii_lowercase()));
                }
                _ if reach >= Reach::Belongings => {
                    open.extend(self.belongings(&key).cloned());
                }
                _ => {}
            }
            // A table stands without the parents that it names.
            if object.row.kind != "table" {
                open.extend(object.mentions.iter().flat_map(|name| self.keys(name)));
            }
            needed.insert(key);
        }
        let mut needed: Vec<Key> = needed.into_iter().collect();
        needed.sort_by_key(|key| self.get(key).map(|object| (object.rank(), object.age)));
        needed
    }

    /// The indexes and triggers of a table or view.
    pub(super) fn belongings(&self, key: &Key) -> impl Iterator<Item = &Key> {
        let of_it = self.belongings.get(&key.name).filter(|_| !key.is_trigger);
        of_it.into_iter().flatten()
    }

    /// Whether there are views or triggers.
    pub(super) fn has_queries(&self) -> bool {
        let mut speakers = self.speakers.iter().filter_map(|key| self.get(key));
        speakers.any(|object| object.row.kind != "table")
    }

    /// The keys of the objects with this name, which is in lower case.
    fn keys(&self, name: &str) -> Vec<Key> {
        let keys = [false, true].map(|is_trigger| Key {
            is_trigger,
            name: name.to_owned(),
        });
        keys.into_iter()
            .filter(|key| self.get(key).is_some())
            .collect()
    }
}
