//! `RENAME` and `SET SCHEMA`.

use std::ops::Range;

use limbeck_core::Dialect;

use super::apply::Thing;
use super::column_name::rename_word;
use super::id::Id;
use super::object::Body;
use super::run::{Done, Found, Run, table_key};
use super::store::{Key, Scope, Space};
use crate::effect::{Kind, Name, Path};

impl Run<'_> {
    pub(super) fn rename(
        &mut self,
        thing: &Thing<'_>,
        to: &Name,
        if_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        let found = match thing.kind {
            // `ALTER TABLE` and `ALTER INDEX` rename any relation.
            Kind::Table => self.relation(thing.path, at, Kind::Table, if_exists)?,
            Kind::Index if thing.on.is_none() => match self.find(Space::Relation, thing.path) {
                Found::Sure(id) | Found::Unsure(id) => Some(id),
                _ => self.thing(thing, at, if_exists)?,
            },
            _ => self.thing(thing, at, if_exists)?,
        };
        let Some(id) = found else {
            // Whatever it was, it may have the new name now.
            if !if_exists {
                self.fog(to);
            }
            return Ok(());
        };
        match thing.kind {
            Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::Routine => {
                self.rename_routine(id, thing, to, at)
            }
            Kind::Schema => {
                self.rename_schema(id, to, at);
                Ok(())
            }
            Kind::Constraint => self.rename_constraint(id, &thing.path.name, to, at),
            _ => self.rename_relation(id, to, at),
        }
    }

    /// Gives an object that stands for itself another name.
    pub(super) fn rename_relation(&mut self, id: Id, to: &Name, at: &Range<usize>) -> Done {
        let Some(object) = self.get(id) else {
            return Ok(());
        };
        let path = Path {
            schema: object.path.schema.clone(),
            name: to.clone(),
        };
        let (kind, table) = (object.kind, object.hangs_on());
        let space = self.key_of(kind, &object.path, table).space;
        let key = self.new_key(space, &path, table, kind);
        // PostgreSQL's relations and types cannot even have their own names again.
        let may_stay = self.rules.dialect != Dialect::Postgres
            || !matches!(space, Space::Relation | Space::Type);
        if let Found::Sure(taken) = self.find_key(&key)
            && !(may_stay && taken == id)
        {
            return Err(self.object_exists(taken, at, "choose another name"));
        }
        self.row_type_is_free(space, kind, &path, at)?;
        let constraint = object
            .index()
            .filter(|index| index.is_constraint)
            .map(|index| index.table);
        let name = object.path.name.clone();
        let is_table = object.table().is_some();
        self.move_to(id, space, path, at);
        if is_table && self.rules.indexes_per_table {
            self.rename_made_up(id, &name, to);
        }
        if let Some(table) = constraint {
            self.change_constraint_name(table, &name, to, at);
        }
        Ok(())
    }

    /// Tables and views have row types, which types may not be called like.
    fn row_type_is_free(&self, space: Space, kind: Kind, path: &Path, at: &Range<usize>) -> Done {
        let other = match (space, kind) {
            (Space::Type, _) => Space::Relation,
            (Space::Relation, Kind::Table | Kind::View | Kind::MaterializedView) => Space::Type,
            _ => return Ok(()),
        };
        if !self.rules.rows_are_types {
            return Ok(());
        }
        let Found::Sure(taken) = self.find_key(&self.key(other, path)) else {
            return Ok(());
        };
        let has_row_type = self.get(taken).is_some_and(|object| {
            !matches!(object.kind, Kind::Index | Kind::Sequence | Kind::Other)
        });
        if has_row_type {
            return Err(self.object_exists(taken, at, "tables and types share their names"));
        }
        Ok(())
    }

    fn new_key(&self, space: Space, path: &Path, table: Option<Id>, kind: Kind) -> Key {
        match (space, table) {
            (Space::Index, Some(table)) => table_key(Space::Index, table, &path.name),
            (Space::Relation | Space::Type | Space::Routine, _) => self.key(space, path),
            _ => self.object_key(kind, path, table),
        }
    }

    pub(super) fn rename_table_index(
        &mut self,
        table: Id,
        name: &str,
        to: &Name,
        at: &Range<usize>,
    ) -> Done {
        if let Some(index) = self.table_index(table, name, at, false)? {
            if name != to
                && let Found::Sure(taken) = self.find_key(&table_key(Space::Index, table, to))
            {
                return Err(self.object_exists(taken, at, "choose another name"));
            }
            return self.rename_relation(index, to, at);
        }
        Ok(())
    }

    /// Moves an object to another name; what was doubted about it still is.
    pub(super) fn move_to(&mut self, id: Id, space: Space, to: Path, at: &Range<usize>) {
        let Some(object) = self.get(id) else { return };
        let (from, kind, table) = (object.path.clone(), object.kind, object.hangs_on());
        let doubt = self.store.fog(&from.name).max(self.store.fog(&to.name));
        let old = self.new_key(space, &from, table, kind);
        let new = self.new_key(space, &to, table, kind);
        if self.store.lookup(&old) == Some(id) {
            self.store.set_name(old.clone(), None);
        }
        self.bury(old, at, Some(to.name.clone()));
        self.store.set_name(new, Some(id));
        if doubt > self.store.fog(&to.name) {
            self.store.set_fog(&to.name, doubt);
        }
        self.count_with(id, &from.name, &to.name);
        self.type_columns(id, &from.name, &to.name);
        let now = self.now();
        let origin = self.origin(at, "renamed");
        if let Some(object) = self.store.get_mut(id) {
            if object.path.name != to.name {
                object.origin = origin;
            }
            object.path = to;
            object.sure = now;
        }
    }

    /// The columns of a type follow it.
    fn type_columns(&mut self, id: Id, from: &str, to: &str) {
        let dependents = match self.get(id) {
            Some(object) if matches!(object.body, Body::Type(_)) => object.dependents.clone(),
            _ => return,
        };
        for dependent in dependents {
            let Some(table) = self.table_mut(dependent) else {
                continue;
            };
            let columns = table.columns.iter_mut();
            for column in columns.filter(|column| column.uses_type == Some(id)) {
                if let Some(data_type) = &mut column.data_type {
                    *data_type = rename_word(data_type, from, to);
                }
            }
        }
    }

    /// The default of the column that owns a sequence follows it.
    fn count_with(&mut self, sequence: Id, from: &str, to: &str) {
        let Some(object) = self.get(sequence) else {
            return;
        };
        let Body::Sequence {
            owner: Some((table, column)),
            ..
        } = &object.body
        else {
            return;
        };
        let (table, column) = (*table, column.clone());
        let old = format!("nextval('{from}')");
        let known = self
            .table_mut(table)
            .and_then(|table| table.column_mut(&column));
        if let Some(known) = known.filter(|known| known.default.as_ref() == Some(&old)) {
            known.default = Some(format!("nextval('{to}')"));
        }
    }

    fn rename_routine(&mut self, id: Id, thing: &Thing<'_>, to: &Name, at: &Range<usize>) -> Done {
        let Some(object) = self.store.shared(id) else {
            return Ok(());
        };
        let Body::Routines(routines) = &object.body else {
            return Ok(());
        };
        let (moved, left): (Vec<_>, Vec<_>) = routines
            .iter()
            .cloned()
            .partition(|routine| thing.means(routine));
        let path = Path {
            schema: object.path.schema.clone(),
            name: to.clone(),
        };
        let target = self.lookup(&self.key(Space::Routine, &path));
        if let Some(target) = target.filter(|target| self.is_sure(*target))
            && let Some(Body::Routines(known)) = self.get(target).map(|object| &object.body)
            && let Some(taken) = known.iter().find(|known| {
                moved
                    .iter()
                    .any(|routine| routine.signature == known.signature)
            })
        {
            let what = format!("{} `{to}({})`", taken.kind.word(), taken.signature);
            let origin = taken.origin.clone();
            return Err(self.exists(&what, to, at, &origin, &[to], "choose another name"));
        }
        match target {
            None if left.is_empty() => self.move_to(id, Space::Routine, path, at),
            None => {
                let mut copy = object.as_ref().clone();
                copy.path = path.clone();
                copy.body = Body::Routines(moved);
                copy.origin = self.origin(at, "renamed");
                self.add(self.key(Space::Routine, &path), copy);
                self.set_routines(id, left);
            }
            Some(target) => {
                let mut all = match self.get(target).map(|object| &object.body) {
                    Some(Body::Routines(routines)) => routines.clone(),
                    _ => Vec::new(),
                };
                all.extend(moved);
                self.set_routines(target, all);
                if left.is_empty() {
                    self.fall(id, at);
                } else {
                    self.set_routines(id, left);
                }
            }
        }
        Ok(())
    }

    pub(super) fn set_routines(&mut self, id: Id, routines: Vec<super::object::Routine>) {
        if let Some(object) = self.store.get_mut(id) {
            object.body = Body::Routines(routines);
        }
    }

    fn rename_schema(&mut self, id: Id, to: &Name, at: &Range<usize>) {
        let Some(name) = self.get(id).map(|object| object.path.name.clone()) else {
            return;
        };
        let inside = |key: &Key| matches!(&key.scope, Scope::Schema(schema) if *schema == name);
        let keys: Vec<(Key, Id)> = self
            .store
            .names()
            .filter(|(key, _)| inside(key))
            .map(|(key, id)| (key.clone(), id))
            .collect();
        for (key, inner) in keys {
            let new = Key {
                scope: Scope::Schema(to.clone()),
                ..key.clone()
            };
            self.store.set_name(key.clone(), None);
            self.store.set_name(new, Some(inner));
            if key.space != Space::Constraint
                && let Some(object) = self.store.get_mut(inner)
            {
                object.path.schema = Some(to.clone());
            }
        }
        let path = Path {
            schema: None,
            name: to.clone(),
        };
        self.move_to(id, Space::Schema, path, at);
    }

    pub(super) fn set_schema(
        &mut self,
        thing: &Thing<'_>,
        to: &Name,
        if_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        let found = match thing.kind {
            Kind::Table => self.relation(thing.path, at, Kind::Table, if_exists)?,
            _ => self.thing(thing, at, if_exists)?,
        };
        match found {
            Some(id) => self.move_relation(id, to, at),
            None => Ok(()),
        }
    }

    /// Moves an object to another schema, with its indexes and sequences.
    pub(super) fn move_relation(&mut self, id: Id, to: &Name, at: &Range<usize>) -> Done {
        let Some(object) = self.store.shared(id) else {
            return Ok(());
        };
        let path = Path {
            schema: Some(to.clone()),
            name: object.path.name.clone(),
        };
        self.schema_of(&path, at)?;
        let space = self
            .key_of(object.kind, &object.path, object.hangs_on())
            .space;
        if object.kind == Kind::Extension
            || !matches!(space, Space::Relation | Space::Type | Space::Routine)
        {
            return Ok(());
        }
        if let Found::Sure(taken) = self.find_key(&self.key(space, &path))
            && taken != id
        {
            return Err(self.object_exists(taken, at, "choose another name"));
        }
        if let Body::Table(table) = &object.body {
            for constraint in &table.constraints {
                self.forget_constraint_name(id, &constraint.name);
            }
        }
        self.move_to(id, space, path, at);
        for dependent in &object.dependents {
            let Some(other) = self.get(*dependent) else {
                continue;
            };
            let goes_along =
                matches!(other.kind, Kind::Index | Kind::Sequence) && other.hangs_on() == Some(id);
            if goes_along {
                let path = Path {
                    schema: Some(to.clone()),
                    name: other.path.name.clone(),
                };
                self.move_to(*dependent, Space::Relation, path, at);
            }
        }
        Ok(())
    }
}
