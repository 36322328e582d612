//! What is gone takes along what hangs on it and what needs it.

use std::ops::Range;

use super::id::Id;
use super::object::{Body, Rule};
use super::run::{Run, table_key};
use super::store::{Key, Scope, Space};
use crate::effect::{Kind, Path};

impl Run<'_> {
    /// Takes an object away with all that hangs on it or needs it.
    pub(super) fn fall(&mut self, id: Id, at: &Range<usize>) {
        let Some(object) = self.store.shared(id) else {
            return;
        };
        self.unname(id, &object.path, object.kind, object.hangs_on(), at);
        if let Body::Table(table) = &object.body {
            for constraint in &table.constraints {
                self.forget_constraint_name(id, &constraint.name);
            }
        }
        self.store.set(id, None);
        if let Body::Index(index) = &object.body
            && index.is_constraint
        {
            let name = object.path.name.clone();
            let is_here = self.table(index.table).is_some_and(|table| {
                table
                    .constraint(&name)
                    .is_some_and(|known| known.body.index() == Some(id))
            });
            if is_here {
                self.remove_constraint(index.table, &name, at);
            }
        } else if let Body::Index(index) = &object.body
            && index.unique
            && self.rules.keys_need_unique
            && !self.has_other_key(index.table, &index.columns, Some(id))
        {
            self.drop_referring(index.table, &index.columns, at);
        }
        if let Body::Sequence {
            owner: Some((table, column)),
            ..
        } = &object.body
        {
            let counts = format!("nextval('{}')", object.path.name);
            let known = self
                .table_mut(*table)
                .and_then(|table| table.column_mut(column));
            if let Some(known) = known.filter(|known| known.default.as_ref() == Some(&counts)) {
                known.default = None;
            }
        }
        for dependent in &object.dependents {
            self.fall_with(*dependent, id, at);
        }
    }

    /// `id` is gone: what needs it goes as well.
    pub(super) fn fall_with(&mut self, dependent: Id, id: Id, at: &Range<usize>) {
        let Some(object) = self.store.shared(dependent) else {
            return;
        };
        match &object.body {
            // In MySQL a view stays and does not work any more.
            Body::View(view) if view.reads.contains(&id) && self.rules.guards_dependents => {
                self.fall(dependent, at);
            }
            Body::Trigger {
                calls: Some(calls), ..
            } if *calls == id => self.fall(dependent, at),
            Body::Table(table) => {
                if table.parents.contains(&id) {
                    self.fall(dependent, at);
                    return;
                }
                for known in &table.constraints {
                    // Without foreign key checks MySQL keeps them, on whatever has the name next.
                    if self.rules.guards_dependents
                        && matches!(&known.body, Rule::ForeignKey { table: Some(target), .. } if *target == id)
                    {
                        self.remove_constraint(dependent, &known.name, at);
                    }
                }
                for column in &table.columns {
                    if column.uses_type == Some(id) {
                        self.remove_column(dependent, &column.name, at);
                    }
                }
            }
            _ if object.hangs_on() == Some(id) => self.fall(dependent, at),
            _ => {}
        }
    }

    /// Takes an object's name away.
    pub(super) fn unname(
        &mut self,
        id: Id,
        path: &Path,
        kind: Kind,
        table: Option<Id>,
        at: &Range<usize>,
    ) {
        let key = self.key_of(kind, path, table);
        if self.store.lookup(&key) == Some(id) {
            self.store.set_name(key.clone(), None);
        }
        self.bury(key, at, None);
    }

    /// Returns the key of an object that exists.
    pub(super) fn key_of(&self, kind: Kind, path: &Path, table: Option<Id>) -> Key {
        match kind {
            Kind::Table | Kind::View | Kind::MaterializedView | Kind::Sequence => {
                self.key(Space::Relation, path)
            }
            Kind::Index => match table.filter(|_| self.rules.indexes_per_table) {
                Some(table) => table_key(Space::Index, table, &path.name),
                None => self.key(Space::Relation, path),
            },
            Kind::Type | Kind::Domain => self.key(Space::Type, path),
            Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::Routine => {
                self.key(Space::Routine, path)
            }
            // Relations of which only the name is known are of this kind as well.
            Kind::Other if table.is_none() => {
                let key = self.key(Space::Relation, path);
                match self.store.lookup(&key) {
                    Some(_) => key,
                    None => self.object_key(kind, path, table),
                }
            }
            _ => self.object_key(kind, path, table),
        }
    }

    pub(super) fn drop_schema(&mut self, id: Id, at: &Range<usize>) {
        let Some(name) = self.get(id).map(|object| object.path.name.clone()) else {
            return;
        };
        let inside = |key: &Key| matches!(&key.scope, Scope::Schema(schema) if *schema == name);
        let ids: Vec<Id> = self
            .store
            .names()
            .filter(|(key, _)| inside(key) && key.space != Space::Constraint)
            .map(|(_, id)| id)
            .collect();
        for inner in ids {
            self.fall(inner, at);
        }
        self.fall(id, at);
    }

    /// Drops one routine of a name, or all if it is not said which.
    pub(super) fn drop_routine(&mut self, id: Id, signature: Option<&str>, at: &Range<usize>) {
        let Some(Body::Routines(routines)) = self.get(id).map(|object| &object.body) else {
            return;
        };
        let left: Vec<_> = match signature {
            Some(signature) => {
                let others = routines
                    .iter()
                    .filter(|routine| routine.signature != signature);
                others.cloned().collect()
            }
            None => Vec::new(),
        };
        if left.is_empty() {
            self.fall(id, at);
        } else if let Some(object) = self.store.get_mut(id) {
            object.body = Body::Routines(left);
        }
    }
}
