//! Where the model keeps its objects, and how changes to it are taken back.
//!
//! Every change is logged with what was there before, so a mark costs nothing and going back costs
//! what was changed: no copy of the schema is ever made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::certainty::{Serial, World};
use super::id::Id;
use super::object::{Grave, Object};
use crate::effect::Name;

/// Which names exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Space {
    Schema,
    /// Tables, views, sequences, and, where they share it, indexes.
    Relation,
    /// Types and domains.
    Type,
    Routine,
    Constraint,
    Index,
    /// Columns have no ids; only their graves have keys.
    Column,
    Trigger,
    Policy,
    Rule,
    Extension,
    Statistics,
    Collation,
    Event,
    Other,
}

/// Within what a name is unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Scope {
    /// The database.
    Global,
    Schema(Name),
    Table(Id),
}

/// A name with all that makes it unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) space: Space,
    pub(super) scope: Scope,
    pub(super) name: Name,
}

/// A point in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(usize);

/// What was there before a change.
#[derive(Clone, Debug)]
enum Change {
    Object(Id, Option<Arc<Object>>),
    Name(Key, Option<Id>),
    Grave(Key, Option<Grave>),
    Fog(Name, Option<Serial>),
    World(Box<World>),
}

#[derive(Clone, Debug, Default)]
struct Slot {
    object: Option<Arc<Object>>,
    /// The mark's age at which its former state was logged; nothing is logged twice for one mark.
    logged: u32,
}

/// What the changes since a mark have touched, as it was at that mark.
#[derive(Debug, Default)]
pub(super) struct Before {
    pub(super) objects: BTreeMap<Id, Option<Arc<Object>>>,
    pub(super) names: BTreeMap<Key, Option<Id>>,
    pub(super) graves: BTreeMap<Key, Option<Grave>>,
}

/// The objects, their names, and the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    slots: Vec<Slot>,
    names: BTreeMap<Key, Id>,
    graves: BTreeMap<Key, Grave>,
    fog: BTreeMap<Name, Serial>,
    world: World,
    log: Vec<Change>,
    /// Bumped by every mark.
    age: u32,
}

impl Store {
    /// Starts to log afresh: there is no way back behind this.
    pub(super) fn forget_past(&mut self) {
        self.log.clear();
        self.age += 1;
    }

    pub(super) fn mark(&mut self) -> Mark {
        self.age += 1;
        Mark(self.log.len())
    }

    /// Takes back everything since `mark`.
    pub(super) fn rollback(&mut self, mark: Mark) {
        while self.log.len() > mark.0 {
            match self.log.pop() {
                Some(Change::Object(id, before)) => self.slots[id.0 as usize].object = before,
                Some(Change::Name(key, before)) => put(&mut self.names, key, before),
                Some(Change::Grave(key, before)) => put(&mut self.graves, key, before),
                Some(Change::Fog(name, before)) => put(&mut self.fog, name, before),
                Some(Change::World(before)) => {
                    // Serials only ever grow, or what is taken back would be taken for new.
                    let now = self.world.now;
                    self.world = *before;
                    self.world.now = now;
                }
                None => return,
            }
        }
        // What was logged after the mark is not logged any more.
        self.age += 1;
    }

    /// Returns what was touched since `mark`, as it was then.
    pub(super) fn before(&self, mark: Mark) -> Before {
        let mut before = Before::default();
        for change in self.log.iter().skip(mark.0) {
            match change {
                Change::Object(id, object) => {
                    before.objects.entry(*id).or_insert_with(|| object.clone());
                }
                Change::Name(key, id) => {
                    before.names.entry(key.clone()).or_insert(*id);
                }
                Change::Grave(key, grave) => {
                    before
                        .graves
                        .entry(key.clone())
                        .or_insert_with(|| grave.clone());
                }
                Change::Fog(..) | Change::World(_) => {}
            }
        }
        before
    }

    pub(super) fn get(&self, id: Id) -> Option<&Object> {
        self.slots.get(id.0 as usize)?.object.as_deref()
    }

    pub(super) fn shared(&self, id: Id) -> Option<Arc<Object>> {
        self.slots.get(id.0 as usize)?.object.clone()
    }

    /// Returns the object to be changed; its state is logged.
    pub(super) fn get_mut(&mut self, id: Id) -> Option<&mut Object> {
        let slot = self.slots.get_mut(id.0 as usize)?;
        if slot.logged != self.age {
            slot.logged = self.age;
            self.log.push(Change::Object(id, slot.object.clone()));
        }
        slot.object.as_mut().map(Arc::make_mut)
    }

    /// Adds an object without a name.
    pub(super) fn add(&mut self, object: Object) -> Id {
        let id = Id(u32::try_from(self.slots.len()).unwrap_or(u32::MAX));
        self.log.push(Change::Object(id, None));
        self.slots.push(Slot {
            object: Some(Arc::new(object)),
            logged: self.age,
        });
        id
    }

    /// Puts an object, or nothing, in the place of another.
    pub(super) fn set(&mut self, id: Id, object: Option<Arc<Object>>) {
        if let Some(slot) = self.slots.get_mut(id.0 as usize) {
            let before = std::mem::replace(&mut slot.object, object);
            if slot.logged != self.age {
                slot.logged = self.age;
                self.log.push(Change::Object(id, before));
            }
        }
    }

    pub(super) fn lookup(&self, key: &Key) -> Option<Id> {
        self.names.get(key).copied()
    }

    pub(super) fn set_name(&mut self, key: Key, id: Option<Id>) {
        let before = match id {
            Some(id) => self.names.insert(key.clone(), id),
            None => self.names.remove(&key),
        };
        self.log.push(Change::Name(key, before));
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (&Key, Id)> {
        self.names.iter().map(|(key, id)| (key, *id))
    }

    pub(super) fn grave(&self, key: &Key) -> Option<&Grave> {
        self.graves.get(key)
    }

    pub(super) fn graves(&self) -> impl Iterator<Item = (&Key, &Grave)> {
        self.graves.iter()
    }

    pub(super) fn set_grave(&mut self, key: Key, grave: Option<Grave>) {
        let before = self.graves.get(&key).cloned();
        if before.is_none() && grave.is_none() {
            return;
        }
        put(&mut self.graves, key.clone(), grave);
        self.log.push(Change::Grave(key, before));
    }

    /// Returns since when nothing is certain about the things of this name.
    pub(super) fn doubt(&self, name: &str) -> Serial {
        match self.world.hidden.iter().any(|hidden| hidden == name) {
            true => Serial::NEVER,
            false => self.world.doubt.max(self.fog(name)),
        }
    }

    /// Returns until when something of this name may have come into being without notice.
    pub(super) fn opened(&self, name: &str) -> Serial {
        match self.world.hidden.iter().any(|hidden| hidden == name) {
            true => Serial::NEVER,
            false => self.world.open.max(self.fog(name)),
        }
    }

    /// Returns since when nothing that `name` says is certain.
    pub(super) fn fog(&self, name: &str) -> Serial {
        self.fog.get(name).copied().unwrap_or_default()
    }

    pub(super) fn fogs(&self) -> impl Iterator<Item = (&Name, Serial)> {
        self.fog.iter().map(|(name, since)| (name, *since))
    }

    pub(super) fn set_fog(&mut self, name: &str, since: Serial) {
        let before = self.fog.insert(name.to_owned(), since);
        self.log.push(Change::Fog(name.to_owned(), before));
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    pub(super) fn world_mut(&mut self) -> &mut World {
        self.log.push(Change::World(Box::new(self.world.clone())));
        &mut self.world
    }

    /// Returns the serial of the next event.
    pub(super) fn tick(&mut self) -> Serial {
        self.world.now = self.world.now.next();
        self.world.now
    }

    /// Returns the names in use in `space`, for suggestions.
    pub(super) fn names_in(&self, space: Space) -> BTreeSet<&str> {
        let keys = self.names.keys();
        keys.filter(|key| key.space == space)
            .map(|key| key.name.as_str())
            .collect()
    }
}

fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, value: Option<V>) {
    match value {
        Some(value) => map.insert(key, value),
        None => map.remove(&key),
    };
}
