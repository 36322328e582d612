//! One statement's run over the schema: looking things up, and saying what is missing or there
//! already.

use std::ops::Range;
use std::sync::Arc;

use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::source::{FileId, Span};

use super::certainty::Serial;
use super::id::Id;
use super::object::{Body, Grave, Object, Origin, Table};
pub(super) use super::problem::{Done, Problem};
use super::rules::{FOREIGN_TABLES, Rules, is_system_schema};
use super::store::{Key, Scope, Space, Store};
use crate::effect::{Kind, Name, Path};

/// Where a statement stands.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// The file that ranges count in; `None` if the revision was not read.
    pub(crate) file: Option<FileId>,
    /// The revision's id.
    pub(crate) revision: Arc<str>,
    /// Where everything is said to stand whose own ranges count in another text.
    pub(crate) place: Option<Range<usize>>,
}

impl Site {
    /// Returns the place of what stands at `at` in the statement's text.
    pub(crate) fn span(&self, at: &Range<usize>) -> Option<Span> {
        let range = self.place.as_ref().unwrap_or(at).clone();
        self.file.map(|file| Span { file, range })
    }
}

/// The schema of temporary tables.
pub(super) const TEMPORARY: &str = "pg_temp";

/// What is known of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Sure(Id),
    Unsure(Id),
    /// Not known, and it may be there all the same.
    Maybe,
    Missing,
}

/// What is known of a part of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Sure,
    Unsure,
    Maybe,
    Missing,
}

/// A statement that is being applied.
pub(super) struct Run<'a> {
    pub(super) store: &'a mut Store,
    pub(super) rules: Rules,
    pub(super) site: &'a Site,
    pub(super) found: Vec<Diagnostic>,
    /// Whether something was looked up that is not certain.
    pub(super) doubted: bool,
    /// How many routines have called each other.
    pub(super) depth: usize,
}

impl Run<'_> {
    pub(super) fn now(&self) -> Serial {
        self.store.world().now
    }

    pub(super) fn origin(&self, at: &Range<usize>, verb: &'static str) -> Origin {
        Origin {
            span: self.site.span(at),
            revision: self.site.revision.clone(),
            verb,
        }
    }

    pub(super) fn lookup(&self, key: &Key) -> Option<Id> {
        let id = self.store.lookup(key)?;
        self.store.get(id).map(|_| id)
    }

    pub(super) fn get(&self, id: Id) -> Option<&Object> {
        self.store.get(id)
    }

    pub(super) fn table(&self, id: Id) -> Option<&Table> {
        self.store.get(id)?.table()
    }

    pub(super) fn table_mut(&mut self, id: Id) -> Option<&mut Table> {
        self.store.get_mut(id)?.table_mut()
    }

    /// Returns the schema in which a name without one is made.
    pub(super) fn home(&self, schema: Option<&Name>) -> Name {
        match (schema, self.store.world().path.first()) {
            (Some(schema), _) => schema.clone(),
            (None, Some(first)) => first.clone(),
            (None, None) => self.rules.path[0].to_owned(),
        }
    }

    /// Returns the key of `path` as something that is made now.
    pub(super) fn key(&self, space: Space, path: &Path) -> Key {
        Key {
            space,
            scope: Scope::Schema(self.home(path.schema.as_ref())),
            name: path.name.clone(),
        }
    }

    /// Returns whether an object is certain to exist.
    pub(super) fn is_sure(&self, id: Id) -> bool {
        self.get(id).is_some_and(|object| {
            // What hangs on a table is as doubtful as that is.
            let owner = object.hangs_on().and_then(|owner| self.get(owner));
            let owner = owner.map(|owner| self.store.doubt(&owner.path.name));
            object.sure > self.doubt(object).max(owner.unwrap_or_default())
        })
    }

    /// Returns since when nothing is certain about an object.
    pub(super) fn doubt(&self, object: &Object) -> Serial {
        self.store.doubt(&object.path.name)
    }

    fn present(&self, id: Id) -> Found {
        if self.is_sure(id) {
            Found::Sure(id)
        } else {
            Found::Unsure(id)
        }
    }

    /// Returns what is known of exactly this name.
    pub(super) fn find_key(&self, key: &Key) -> Found {
        if let Some(id) = self.lookup(key) {
            return self.present(id);
        }
        let opened = self.store.opened(&key.name);
        let is_gone = || {
            self.store
                .grave(key)
                .is_some_and(|grave| grave.since > opened)
        };
        if opened == Serial::default() || is_gone() {
            Found::Missing
        } else {
            Found::Maybe
        }
    }

    /// Returns what is known of a name that a statement mentions.
    pub(super) fn find(&mut self, space: Space, path: &Path) -> Found {
        let found = self.search(space, path);
        if matches!(found, Found::Unsure(_) | Found::Maybe) {
            self.doubted = true;
        }
        found
    }

    fn search(&self, space: Space, path: &Path) -> Found {
        if let Some(schema) = &path.schema {
            let found = self.find_key(&self.key(space, path));
            return match found {
                Found::Missing if self.may_hide(schema) => Found::Maybe,
                found => found,
            };
        }
        let mut best = Found::Missing;
        let world = self.store.world();
        // Temporary tables hide others of their name.
        let temporary = world.has_temporary.then_some(TEMPORARY);
        let schemas = world.path.iter().map(String::as_str);
        for schema in temporary.into_iter().chain(schemas) {
            let key = Key {
                space,
                scope: Scope::Schema(schema.to_owned()),
                name: path.name.clone(),
            };
            match self.find_key(&key) {
                found @ Found::Sure(_) => return found,
                found @ Found::Unsure(_) => best = found,
                Found::Maybe if best == Found::Missing && schema != TEMPORARY => {
                    best = Found::Maybe;
                }
                Found::Maybe | Found::Missing => {}
            }
        }
        let may_be_there = path.name.starts_with("pg_") && space == Space::Relation
            || FOREIGN_TABLES.contains(&path.name.as_str())
            || self
                .store
                .world()
                .path
                .iter()
                .any(|schema| self.may_hide(schema));
        match best {
            Found::Missing if may_be_there => Found::Maybe,
            Found::Missing
                if self.rules.indexes_per_table
                    && space == Space::Relation
                    && self.may_be_known(&path.name) =>
            {
                Found::Maybe
            }
            best => best,
        }
    }

    /// Returns whether a schema may hold things that no revision made.
    fn may_hide(&self, schema: &str) -> bool {
        if self.rules.path.contains(&schema) {
            return false;
        }
        let is_known = || matches!(self.find_schema(schema), Found::Sure(_) | Found::Missing);
        is_system_schema(schema) || !is_known()
    }

    /// Returns what is known of a schema: one that no revision made may come from elsewhere.
    pub(super) fn find_schema(&self, name: &str) -> Found {
        let key = schema_key(name);
        match self.find_key(&key) {
            Found::Missing if self.store.grave(&key).is_none() => Found::Maybe,
            found => found,
        }
    }

    /// Returns what is known of a table's column.
    pub(super) fn column_state(&self, id: Id, name: &str) -> State {
        let Some(object) = self.get(id) else {
            return State::Maybe;
        };
        let Some(table) = object.table() else {
            return State::Maybe;
        };
        let doubt = self.doubt(object);
        match table.column(name) {
            Some(column) if column.sure > doubt => State::Sure,
            Some(_) => State::Unsure,
            None => self.absence(id, table, Space::Column, name, doubt),
        }
    }

    /// Returns what is known of a table's constraint.
    pub(super) fn constraint_state(&self, id: Id, name: &str) -> State {
        let Some(object) = self.get(id) else {
            return State::Maybe;
        };
        let Some(table) = object.table() else {
            return State::Maybe;
        };
        let doubt = self.doubt(object);
        match table.constraint(name) {
            Some(known) if known.sure > doubt => State::Sure,
            Some(_) => State::Unsure,
            // PostgreSQL 18 gives names to these, older ones do not.
            None if name.contains("_not_null") => State::Maybe,
            None if self.rules.indexes_per_table && self.may_be_made_up(id, name) => State::Maybe,
            None => self.absence(id, table, Space::Constraint, name, doubt),
        }
    }

    fn absence(&self, id: Id, table: &Table, space: Space, name: &str, doubt: Serial) -> State {
        let key = table_key(space, id, name);
        let is_gone = || {
            self.store
                .grave(&key)
                .is_some_and(|grave| grave.since > doubt)
        };
        if table.complete > doubt || is_gone() {
            State::Missing
        } else {
            State::Maybe
        }
    }

    /// Looks up a relation that a statement cannot do without; `None` if it may be missing.
    ///
    /// What is not certain is certain afterwards: the statement would have failed without it.
    pub(super) fn relation(
        &mut self,
        path: &Path,
        at: &Range<usize>,
        kind: Kind,
        if_exists: bool,
    ) -> Done<Option<Id>> {
        match self.find(Space::Relation, path) {
            Found::Sure(id) => Ok(Some(id)),
            Found::Unsure(id) => {
                if !if_exists {
                    self.confirm(id);
                }
                Ok(Some(id))
            }
            Found::Maybe | Found::Missing if if_exists => Ok(None),
            Found::Maybe if is_foreign(path) => Ok(None),
            Found::Maybe => Ok(Some(self.adopt(path, at))),
            Found::Missing => Err(self.unknown(kind, Space::Relation, path, at)),
        }
    }

    pub(super) fn confirm(&mut self, id: Id) {
        let now = self.now();
        if let Some(object) = self.store.get_mut(id) {
            object.sure = now;
        }
    }

    /// Adds a relation that must have been there, of which nothing else is known.
    fn adopt(&mut self, path: &Path, at: &Range<usize>) -> Id {
        let key = self.key(Space::Relation, path);
        let object = Object {
            // Neither a table nor a view for certain.
            kind: Kind::Other,
            path: self.full(path),
            sure: self.now(),
            origin: self.origin(at, "used"),
            body: Body::Table(Table::default()),
            dependents: Vec::new(),
        };
        self.add(key, object)
    }

    /// Returns the path with the schema in which it is made.
    pub(super) fn full(&self, path: &Path) -> Path {
        Path {
            schema: Some(self.home(path.schema.as_ref())),
            name: path.name.clone(),
        }
    }

    /// Adds an object under a name that is free.
    pub(super) fn add(&mut self, key: Key, object: Object) -> Id {
        // What is replaced stays the same thing.
        if let (Some(id), Body::Trigger { .. } | Body::Other { .. }) =
            (self.lookup(&key), &object.body)
        {
            self.store.set(id, Some(Arc::new(object)));
            return id;
        }
        let id = self.store.add(object);
        self.store.set_name(key, Some(id));
        id
    }

    /// Remembers that `dependent` mentions `id`.
    pub(super) fn depend(&mut self, id: Id, dependent: Id) {
        let is_known = |object: &Object| object.dependents.contains(&dependent);
        if self.get(id).is_none_or(is_known) {
            return;
        }
        if let Some(object) = self.store.get_mut(id) {
            object.dependents.push(dependent);
        }
    }

    /// Makes everything about a name uncertain.
    pub(super) fn fog(&mut self, name: &str) {
        let now = self.now();
        self.store.set_fog(name, now);
    }

    pub(super) fn bury(&mut self, key: Key, at: &Range<usize>, renamed_to: Option<Name>) {
        let verb = if renamed_to.is_some() {
            "renamed"
        } else {
            "dropped"
        };
        let grave = Grave {
            since: self.now(),
            origin: self.origin(at, verb),
            renamed_to,
        };
        self.store.set_grave(key, Some(grave));
    }

    /// Checks that a column exists; a column that may be missing is confirmed.
    pub(super) fn column(&mut self, table: Id, name: &str, at: &Range<usize>) -> Done<()> {
        match self.column_state(table, name) {
            State::Sure => Ok(()),
            State::Unsure | State::Maybe => {
                self.doubted = true;
                Ok(())
            }
            State::Missing => Err(self.unknown_column(table, name, at)),
        }
    }
}

/// Whether a relation belongs to the server, an extension or another tool.
fn is_foreign(path: &Path) -> bool {
    path.schema.as_deref().is_some_and(is_system_schema)
        || path.name.starts_with("pg_")
        || FOREIGN_TABLES.contains(&path.name.as_str())
}

pub(super) fn schema_key(name: &str) -> Key {
    Key {
        space: Space::Schema,
        scope: Scope::Global,
        name: name.to_owned(),
    }
}

pub(super) fn table_key(space: Space, table: Id, name: &str) -> Key {
    Key {
        space,
        scope: Scope::Table(table),
        name: name.to_owned(),
    }
}
