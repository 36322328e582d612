//! Constraints that are dropped or get other names.

use std::ops::Range;

use super::id::Id;
use super::object::Rule;
use super::run::{Done, Found, Run, State, table_key};
use super::store::{Key, Scope, Space};
use crate::effect::{Name, Path};

impl Run<'_> {
    /// Drops a constraint with its index, and with `cascade` the foreign keys that need it.
    pub(super) fn drop_constraint(
        &mut self,
        table: Id,
        name: &str,
        if_exists: bool,
        cascade: bool,
        at: &Range<usize>,
    ) -> Done {
        match self.constraint_state(table, name) {
            State::Missing if if_exists => return Ok(()),
            State::Missing => return Err(self.unknown_constraint(table, name, at).of_drop()),
            State::Unsure | State::Maybe => self.doubted = true,
            State::Sure => {
                if !cascade {
                    self.key_is_unused(table, name, at)?;
                }
            }
        }
        self.remove_constraint(table, name, at);
        Ok(())
    }

    /// A key to which a foreign key is certain to refer cannot be dropped.
    pub(super) fn key_is_unused(&mut self, table: Id, name: &str, at: &Range<usize>) -> Done {
        if !self.rules.guards_dependents {
            return Ok(());
        }
        let Some(object) = self.get(table) else {
            return Ok(());
        };
        let Some(known) = object.table().and_then(|table| table.constraint(name)) else {
            return Ok(());
        };
        let columns = match &known.body {
            Rule::PrimaryKey { columns, .. } | Rule::Unique { columns, .. } => columns,
            _ => return Ok(()),
        };
        let index = known.body.index();
        if self.has_other_key(table, columns, index) {
            return Ok(());
        }
        match self.referring(table, columns) {
            Some((user, constraint)) => Err(self.still_used(
                &format!("constraint `{name}` of `{}`", object.path.name),
                &object.path.name.clone(),
                user,
                Some(&constraint),
                at,
            )),
            None => Ok(()),
        }
    }

    /// Whether another unique key on the same columns could serve.
    pub(super) fn has_other_key(&self, table: Id, columns: &[Name], index: Option<Id>) -> bool {
        self.indexes_of(table).into_iter().any(|id| {
            Some(id) != index
                && self
                    .get(id)
                    .and_then(|object| object.index())
                    .is_some_and(|other| {
                        other.unique && columns.iter().all(|name| other.columns.contains(name))
                    })
        })
    }

    /// Returns a foreign key that is certain to refer to these columns of a table: its table and
    /// its name.
    pub(super) fn referring(&self, table: Id, columns: &[Name]) -> Option<(Id, Name)> {
        let object = self.get(table)?;
        object.dependents.iter().find_map(|id| {
            let user = self.get(*id)?;
            let doubt = self.doubt(user);
            let constraint = user.table()?.constraints.iter().find(|known| {
                matches!(
                    &known.body,
                    Rule::ForeignKey { table: Some(target), referred, .. }
                        if *target == table
                            && referred.len() == columns.len()
                            && referred.iter().all(|name| columns.contains(name))
                ) && known.sure > doubt
            })?;
            (user.sure > doubt).then(|| (*id, constraint.name.clone()))
        })
    }

    /// Takes a constraint away, with what hangs on it.
    pub(super) fn remove_constraint(&mut self, table: Id, name: &str, at: &Range<usize>) {
        let removed = self.table_mut(table).and_then(|table| {
            let position = table
                .constraints
                .iter()
                .position(|known| known.name == name)?;
            Some(table.constraints.remove(position))
        });
        self.bury(table_key(Space::Constraint, table, name), at, None);
        self.forget_constraint_name(table, name);
        let Some(removed) = removed else { return };
        if let Some(index) = removed.body.index() {
            self.fall(index, at);
        }
        if self.rules.keys_need_unique
            && matches!(removed.body, Rule::PrimaryKey { .. } | Rule::Unique { .. })
        {
            let columns = removed.body.columns().to_vec();
            if !self.has_other_key(table, &columns, removed.body.index()) {
                self.drop_referring(table, &columns, at);
            }
        }
        if let Rule::NotNull { column } = &removed.body {
            self.set_not_null(table, column, false);
        }
    }

    /// Drops the foreign keys that refer to these columns of a table.
    pub(super) fn drop_referring(&mut self, table: Id, columns: &[Name], at: &Range<usize>) {
        while let Some((user, constraint)) = self.referring(table, columns) {
            self.remove_constraint(user, &constraint, at);
        }
    }

    pub(super) fn forget_constraint_name(&mut self, table: Id, name: &str) {
        let Some(path) = self.get(table).map(|object| object.path.clone()) else {
            return;
        };
        let key = Key {
            space: Space::Constraint,
            scope: Scope::Schema(self.home(path.schema.as_ref())),
            name: name.to_owned(),
        };
        if self.store.lookup(&key) == Some(table) {
            self.store.set_name(key, None);
        }
    }

    pub(super) fn rename_constraint(
        &mut self,
        table: Id,
        name: &str,
        to: &Name,
        at: &Range<usize>,
    ) -> Done {
        match self.constraint_state(table, name) {
            State::Missing => return Err(self.unknown_constraint(table, name, at)),
            State::Unsure | State::Maybe => self.doubted = true,
            State::Sure => {}
        }
        if self.constraint_state(table, to) == State::Sure {
            return Err(self.constraint_exists(table, to, at));
        }
        let index = self
            .table(table)
            .and_then(|table| table.constraint(name))
            .and_then(|known| known.body.index());
        if let Some(index) = index
            && let Some(object) = self.get(index)
        {
            let path = Path {
                schema: object.path.schema.clone(),
                name: to.clone(),
            };
            if let Found::Sure(id) = self.find_key(&self.key(Space::Relation, &path)) {
                return Err(self.object_exists(id, at, "choose another name"));
            }
            self.move_to(index, Space::Relation, path, at);
        }
        self.change_constraint_name(table, name, to, at);
        Ok(())
    }

    /// Gives a constraint another name; its index is not looked at.
    pub(super) fn change_constraint_name(
        &mut self,
        table: Id,
        name: &str,
        to: &Name,
        at: &Range<usize>,
    ) {
        self.forget_constraint_name(table, name);
        let now = self.now();
        let origin = self.origin(at, "renamed");
        if let Some(known) = self.table_mut(table).and_then(|table| {
            table
                .constraints
                .iter_mut()
                .find(|known| known.name == name)
        }) {
            known.name.clone_from(to);
            known.sure = now;
            known.origin = origin;
        }
        self.bury(
            table_key(Space::Constraint, table, name),
            at,
            Some(to.clone()),
        );
        let Some(path) = self.get(table).map(|object| object.path.clone()) else {
            return;
        };
        let key = Key {
            space: Space::Constraint,
            scope: Scope::Schema(self.home(path.schema.as_ref())),
            name: to.clone(),
        };
        self.store.set_name(key, Some(table));
    }
}
