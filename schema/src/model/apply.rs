//! Applies the effects of a statement, one after the other.

use std::ops::Range;

use limbeck_core::code::Code;

use super::id::Id;
use super::object::{Body, Object};
use super::run::{Done, Found, Run, State, TEMPORARY, schema_key};
use super::store::{Key, Scope, Space};
use crate::effect::{Effect, Kind, Located, Name, NewObject, NewSequence, Path};

impl Run<'_> {
    /// Applies the effects of one statement; what is impossible is told, and what it mentions is
    /// uncertain from then on.
    pub(super) fn statement(&mut self, effects: &[Located<Effect>]) {
        let mut rest = effects;
        while let [first, tail @ ..] = rest {
            self.store.tick();
            if matches!(first.value, Effect::Drop { .. }) {
                // What one statement drops may depend on each other.
                let is_drop =
                    |effect: &Located<Effect>| matches!(effect.value, Effect::Drop { .. });
                let drops = rest.iter().take_while(|effect| is_drop(effect)).count();
                let (group, tail) = rest.split_at(drops);
                self.drop_all(group);
                rest = tail;
            } else {
                let done = self.effect(first);
                self.tell(done);
                rest = tail;
            }
        }
    }

    /// Keeps what is wrong, unless the same was said of this statement already.
    pub(super) fn tell(&mut self, done: Done) {
        let Err(problem) = done else { return };
        for name in &problem.names {
            self.fog(name);
        }
        let said = |known: &limbeck_core::diagnostic::Diagnostic| {
            known.code == problem.diagnostic.code && known.message == problem.diagnostic.message
        };
        if !self.found.iter().any(said) {
            self.found.push(problem.diagnostic);
        }
    }

    fn effect(&mut self, effect: &Located<Effect>) -> Done {
        let at = &effect.at;
        match &effect.value {
            Effect::CreateTable(new) => self.create_table(new, at),
            Effect::AlterTable {
                table,
                kind,
                if_exists,
                actions,
            } => self.alter_table(table, *kind, *if_exists, actions, at),
            Effect::CreateIndex(new) => self.create_index(new, None, at).map(|_| ()),
            Effect::CreateView(new) => self.create_view(new, at),
            Effect::CreateSequence(new) => self.create_sequence(new, at),
            Effect::OwnSequence {
                sequence,
                owner,
                if_exists,
            } => self.own_sequence(sequence, owner.as_ref(), *if_exists, at),
            Effect::CreateType(new) => self.create_type(new, at),
            Effect::AlterType { path, change } => self.alter_type(path, change, at),
            Effect::CreateRoutine(new) => self.create_routine(new, at),
            Effect::CreateTrigger(new) => self.create_trigger(new, at),
            Effect::CreateObject(new) => self.create_object(new, at),
            Effect::Drop { .. } => {
                self.drop_all(std::slice::from_ref(effect));
                Ok(())
            }
            Effect::Rename {
                kind,
                path,
                on,
                signature,
                to,
                if_exists,
            } => {
                let thing = Thing {
                    kind: *kind,
                    path,
                    on: on.as_ref(),
                    signature: signature.as_deref(),
                };
                self.rename(&thing, to, *if_exists, at)
            }
            Effect::SetSchema {
                kind,
                path,
                signature,
                to,
                if_exists,
            } => {
                let thing = Thing {
                    kind: *kind,
                    path,
                    on: None,
                    signature: signature.as_deref(),
                };
                self.set_schema(&thing, to, *if_exists, at)
            }
            Effect::Uses { relation, columns } => self.uses(relation, columns, at),
            Effect::UsesAny { relations, columns } => self.uses_any(relations, columns),
            Effect::NotInScope {
                name,
                column_of,
                known,
            } => Err(self.not_in_scope(name, column_of.as_ref(), known, at)),
            Effect::Needs { kind, path, on } => {
                let thing = Thing {
                    kind: *kind,
                    path,
                    on: on.as_ref(),
                    signature: None,
                };
                self.needs(&thing, at)
            }
            Effect::Calls(routines) => {
                self.calls(routines);
                Ok(())
            }
            Effect::SearchPath { schemas, local } => {
                self.set_path(schemas, *local);
                Ok(())
            }
            Effect::Maybe(effects) => {
                self.maybe(effects);
                Ok(())
            }
            Effect::Lenient(effects) => {
                self.lenient(effects);
                Ok(())
            }
            Effect::Opaque(paths) => {
                for path in paths {
                    self.fog(&path.name);
                    self.fog_indexes(path);
                }
                self.doubted = true;
                Ok(())
            }
            Effect::OpenNames => {
                let now = self.now();
                self.store.world_mut().open = now;
                self.doubted = true;
                Ok(())
            }
            Effect::OpenWorld => {
                let now = self.now();
                let world = self.store.world_mut();
                world.open = now;
                world.doubt = now;
                self.doubted = true;
                Ok(())
            }
        }
    }

    fn uses(&mut self, relation: &Path, columns: &[Located<Name>], at: &Range<usize>) -> Done {
        let Some(id) = self.relation(relation, at, Kind::Table, false)? else {
            return Ok(());
        };
        for column in columns {
            let done = match self.readable(id, &column.value) {
                State::Missing => Err(self.unknown_column(id, &column.value, &column.at)),
                _ => Ok(()),
            };
            self.tell(done);
        }
        Ok(())
    }

    /// Each column has to be in one of the relations.
    fn uses_any(&mut self, relations: &[Path], columns: &[Located<Name>]) -> Done {
        let mut ids = Vec::with_capacity(relations.len());
        for relation in relations {
            match self.find(Space::Relation, relation) {
                Found::Sure(id) => ids.push(id),
                _ => return Ok(()),
            }
        }
        let Some(first) = ids.first().copied() else {
            return Ok(());
        };
        for column in columns {
            let states = ids.iter().map(|id| self.readable(*id, &column.value));
            if states.into_iter().all(|state| state == State::Missing) {
                let problem = match ids.as_slice() {
                    [_] => self.unknown_column(first, &column.value, &column.at),
                    _ => self.unknown_column_of_all(&ids, &column.value, &column.at),
                };
                self.tell(Err(problem));
            }
        }
        Ok(())
    }

    /// Returns what is known of a column that a query reads.
    fn readable(&self, id: Id, name: &str) -> State {
        // A row can be given to a function as if that were its column, and be named itself.
        let is_function = || {
            self.store.names_in(Space::Routine).contains(name)
                || self.get(id).is_some_and(|object| object.path.name == name)
        };
        let state = match self.get(id).map(|object| &object.body) {
            Some(Body::View(view)) if self.is_sure(id) => match &view.columns {
                Some(columns) if !columns.iter().any(|column| column == name) => State::Missing,
                Some(_) => State::Sure,
                None => State::Maybe,
            },
            Some(Body::Table(_)) => self.column_state(id, name),
            _ => State::Maybe,
        };
        if state == State::Missing && (is_function() || is_system_column(name)) {
            return State::Maybe;
        }
        state
    }

    fn create_sequence(&mut self, new: &NewSequence, at: &Range<usize>) -> Done {
        let Some(key) = self.claim_relation(&new.path, at, new.if_not_exists, "SEQUENCE")? else {
            return Ok(());
        };
        let object = Object {
            kind: Kind::Sequence,
            path: self.full(&new.path),
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Sequence {
                owner: None,
                options: new.options.clone(),
            },
            dependents: Vec::new(),
        };
        let id = self.add(key, object);
        if let Some(owner) = &new.owner {
            self.set_owner(id, Some(owner), at)?;
        }
        Ok(())
    }

    fn own_sequence(
        &mut self,
        sequence: &Path,
        owner: Option<&(Path, Name)>,
        if_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        let Some(id) = self.relation(sequence, at, Kind::Sequence, if_exists)? else {
            return Ok(());
        };
        self.set_owner(id, owner, at)
    }

    fn set_owner(&mut self, id: Id, owner: Option<&(Path, Name)>, at: &Range<usize>) -> Done {
        let mut found = None;
        if let Some((table, column)) = owner
            && let Some(table) = self.relation(table, at, Kind::Table, false)?
        {
            self.column(table, column, at)?;
            self.depend(table, id);
            found = Some((table, column.clone()));
        }
        if let Some(Body::Sequence { owner, .. }) =
            self.store.get_mut(id).map(|object| &mut object.body)
        {
            *owner = found;
        }
        Ok(())
    }

    fn create_object(&mut self, new: &NewObject, at: &Range<usize>) -> Done {
        let table = match &new.on {
            Some(table) => self.relation(table, at, Kind::Table, false)?,
            None => None,
        };
        if new.on.is_some() && table.is_none() {
            return Ok(());
        }
        if new.kind == Kind::Extension
            && !super::rules::PLAIN_EXTENSIONS.contains(&new.path.name.as_str())
        {
            self.store.world_mut().has_foreign_extension = true;
        }
        if new.kind == Kind::Schema && self.rules.path.contains(&new.path.name.as_str()) {
            // It is there from the beginning.
            return match new.if_not_exists {
                true => Ok(()),
                false => {
                    let message = format!("schema `{}` already exists", new.path.name);
                    Err(self.problem(Code::AlreadyExists, at, message, &[]))
                }
            };
        }
        let key = self.object_key(new.kind, &new.path, table);
        match self.find_key(&key) {
            Found::Sure(_) if new.if_not_exists => return Ok(()),
            Found::Sure(_) if new.or_replace => {}
            // Of these nothing more is known than a name: an operator, a cast.
            Found::Sure(_) if new.kind == Kind::Other => {}
            Found::Sure(id) => {
                let help = "remove the statement, or drop it before";
                return Err(self.object_exists(id, at, help));
            }
            _ => {}
        }
        let object = Object {
            kind: new.kind,
            path: new.path.clone(),
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Other {
                table,
                definition: new.definition.clone(),
            },
            dependents: Vec::new(),
        };
        let id = self.add(key, object);
        if let Some(table) = table {
            self.depend(table, id);
        }
        Ok(())
    }

    /// Something has to exist.
    fn needs(&mut self, thing: &Thing<'_>, at: &Range<usize>) -> Done {
        if thing.kind == Kind::Type {
            return self.column_type(Some(thing.path), at).map(|_| ());
        }
        self.thing(thing, at, false).map(|_| ())
    }

    fn set_path(&mut self, schemas: &[Name], local: bool) {
        let world = self.store.world_mut();
        world.path = schemas
            .iter()
            .filter(|name| *name != "$user")
            .cloned()
            .collect();
        if !local {
            // A later revision may run in the same session or in a fresh one.
            world.path_after = world.path.clone();
        }
    }

    /// Ends a revision: what holds for a transaction only is over, and what holds for a session
    /// may be.
    pub(super) fn end_revision(&mut self) {
        if self.store.world().has_temporary {
            let scope = Scope::Schema(TEMPORARY.to_owned());
            let keys = self.store.names().map(|(key, _)| key);
            let temporary: Vec<Key> = keys.filter(|key| key.scope == scope).cloned().collect();
            for key in temporary {
                let world = self.store.world_mut();
                if !world.hidden.contains(&key.name) {
                    world.hidden.push(key.name.clone());
                }
                self.store.set_name(key, None);
            }
            self.store.world_mut().has_temporary = false;
        }
        let world = self.store.world();
        if world.path != world.path_after {
            let after = world.path_after.clone();
            self.store.world_mut().path = after;
        }
        let home = self.rules.path;
        if self
            .store
            .world()
            .path
            .iter()
            .map(String::as_str)
            .ne(home.iter().copied())
        {
            let world = self.store.world_mut();
            for schema in home {
                if !world.path.iter().any(|known| known == schema) {
                    world.path.push((*schema).to_owned());
                }
            }
            world.path_after = world.path.clone();
        }
    }

    /// Whether the schema of a new thing is known to be missing.
    pub(super) fn schema_of(&mut self, path: &Path, at: &Range<usize>) -> Done {
        let Some(schema) = &path.schema else {
            return Ok(());
        };
        if self.rules.path.contains(&schema.as_str()) || self.find_schema(schema) != Found::Missing
        {
            return Ok(());
        }
        let path = Path {
            schema: None,
            name: schema.clone(),
        };
        let mut problem = self.unknown(Kind::Schema, Space::Schema, &path, at);
        if let Some(grave) = self.store.grave(&schema_key(schema)).cloned() {
            problem.diagnostic.notes.extend(
                grave
                    .origin
                    .span
                    .is_none()
                    .then(|| "it was dropped before".to_owned()),
            );
        }
        Err(problem)
    }
}

/// A thing as statements name it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thing<'a> {
    pub(super) kind: Kind,
    pub(super) path: &'a Path,
    pub(super) on: Option<&'a Path>,
    pub(super) signature: Option<&'a str>,
}

fn is_system_column(name: &str) -> bool {
    matches!(
        name,
        "ctid" | "xmin" | "xmax" | "cmin" | "cmax" | "tableoid" | "oid"
    )
}
