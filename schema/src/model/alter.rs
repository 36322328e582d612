//! `ALTER TABLE`.

use std::ops::Range;

use limbeck_core::code::Code;

use super::apply::Thing;
use super::id::Id;
use super::run::{Done, Run, State, table_key};
use super::store::Space;
use crate::effect::{Kind, Located, Path, TableAction};

impl Run<'_> {
    pub(super) fn alter_table(
        &mut self,
        path: &Path,
        kind: Kind,
        if_exists: bool,
        actions: &[Located<TableAction>],
        at: &Range<usize>,
    ) -> Done {
        let Some(id) = self.relation(path, at, kind, if_exists)? else {
            return Ok(());
        };
        for action in actions {
            self.store.tick();
            let done = self.action(id, path, action);
            if done.is_err() {
                self.tell(done);
                return Ok(());
            }
        }
        Ok(())
    }

    fn action(&mut self, id: Id, path: &Path, action: &Located<TableAction>) -> Done {
        let at = &action.at;
        match &action.value {
            TableAction::AddColumn {
                column,
                constraints,
                if_not_exists,
            } => self.add_column(id, column, constraints, *if_not_exists, at),
            TableAction::DropColumn {
                name,
                if_exists,
                cascade,
            } => self.drop_column(id, name, *if_exists, *cascade, at),
            TableAction::RenameColumn {
                name,
                to,
                if_exists,
            } => self.rename_column(id, name, to, *if_exists, at),
            TableAction::AlterColumn {
                name,
                change,
                if_exists,
            } => self.alter_column(id, name, change, *if_exists, at),
            TableAction::ReplaceColumn {
                name,
                column,
                constraints,
                if_exists,
            } => self.replace_column(id, name, column, constraints, *if_exists, at),
            TableAction::AddConstraint {
                constraint,
                if_not_exists,
            } => self.add_constraint(id, constraint, *if_not_exists, at),
            TableAction::AlterConstraint { name, timing } => {
                self.change_constraint(id, name, at, |known| known.timing.clone_from(timing))
            }
            TableAction::ValidateConstraint { name } => {
                self.change_constraint(id, name, at, |known| known.not_valid = false)
            }
            // In MySQL a unique key is an index, and a constraint to be dropped.
            TableAction::DropConstraint { name, .. }
                if self.rules.indexes_per_table
                    && self.constraint_state(id, name) == State::Missing
                    && self.lookup(&table_key(Space::Index, id, name)).is_some() =>
            {
                let index = self.lookup(&table_key(Space::Index, id, name));
                index.into_iter().for_each(|index| self.fall(index, at));
                Ok(())
            }
            TableAction::DropConstraint {
                name,
                if_exists,
                cascade,
            } => self.drop_constraint(id, name, *if_exists, *cascade, at),
            TableAction::RenameConstraint { name, to } => self.rename_constraint(id, name, to, at),
            TableAction::DropPrimaryKey => self.drop_primary_key(id, at),
            TableAction::DropForeignKey { name, if_exists } => {
                self.drop_constraint(id, name, *if_exists, false, at)
            }
            TableAction::AddIndex { index } => self.create_index(index, Some(id), at).map(|_| ()),
            TableAction::DropIndex { name, if_exists } => {
                if let Some(index) = self.table_index(id, name, at, *if_exists)? {
                    self.fall(index, at);
                }
                Ok(())
            }
            TableAction::RenameIndex { name, to } => self.rename_table_index(id, name, to, at),
            TableAction::AttachPartition { partition } => {
                if let Some(child) = self.relation(partition, at, Kind::Table, false)? {
                    self.adopt_child(id, child);
                }
                Ok(())
            }
            TableAction::DetachPartition { partition } => {
                if let Some(child) = self.relation(partition, at, Kind::Table, false)? {
                    self.orphan(id, child);
                }
                Ok(())
            }
            TableAction::Inherit { parent } => {
                if let Some(parent) = self.relation(parent, at, Kind::Table, false)? {
                    self.adopt_child(parent, id);
                }
                Ok(())
            }
            TableAction::NoInherit { parent } => {
                if let Some(parent) = self.relation(parent, at, Kind::Table, false)? {
                    self.orphan(parent, id);
                }
                Ok(())
            }
            TableAction::SetOption { key, value } => {
                if let Some(table) = self.table_mut(id) {
                    set_option(&mut table.options, key, value.as_ref());
                }
                Ok(())
            }
            TableAction::NeedsTrigger { name } => {
                let path = Path {
                    schema: path.schema.clone(),
                    name: name.clone(),
                };
                let thing = Thing {
                    kind: Kind::Trigger,
                    path: &path,
                    on: None,
                    signature: None,
                };
                let key = self.object_key(Kind::Trigger, &path, Some(id));
                let is_known = self.constraint_state(id, "") == State::Missing;
                if is_known && self.find_key(&key) == super::run::Found::Missing {
                    return Err(self.unknown_object(&thing, &key, at));
                }
                Ok(())
            }
            TableAction::NeedsIndex { name } => {
                if self.rules.indexes_per_table {
                    return self.table_index(id, name, at, false).map(|_| ());
                }
                let schema = self.get(id).and_then(|object| object.path.schema.clone());
                let path = Path {
                    schema,
                    name: name.clone(),
                };
                let thing = Thing {
                    kind: Kind::Index,
                    path: &path,
                    on: None,
                    signature: None,
                };
                self.thing(&thing, at, false).map(|_| ())
            }
            TableAction::RenameTable { to } => self.rename_relation(id, to, at),
            TableAction::SetSchema { to } => self.move_relation(id, to, at),
        }
    }

    /// Returns the tables that inherit from one.
    pub(super) fn children(&self, id: Id) -> Vec<Id> {
        let Some(object) = self.get(id) else {
            return Vec::new();
        };
        let inherits = |child: &Id| {
            *child != id
                && self
                    .table(*child)
                    .is_some_and(|table| table.parents.contains(&id))
        };
        object.dependents.iter().copied().filter(inherits).collect()
    }

    fn adopt_child(&mut self, parent: Id, child: Id) {
        if parent == child || self.descends(parent, child) {
            return;
        }
        if let Some(table) = self.table_mut(child) {
            table.parents.push(parent);
        }
        self.depend(parent, child);
    }

    /// Whether a table inherits from another, over however many others.
    fn descends(&self, table: Id, ancestor: Id) -> bool {
        let mut open = vec![table];
        let mut steps = 0;
        while let Some(id) = open.pop() {
            steps += 1;
            if id == ancestor || steps > 1000 {
                return true;
            }
            open.extend(self.table(id).map_or(&[][..], |table| &table.parents));
        }
        false
    }

    fn orphan(&mut self, parent: Id, child: Id) {
        if let Some(table) = self.table_mut(child) {
            table.parents.retain(|known| *known != parent);
        }
    }

    fn change_constraint(
        &mut self,
        id: Id,
        name: &str,
        at: &Range<usize>,
        change: impl FnOnce(&mut super::object::Constraint),
    ) -> Done {
        match self.constraint_state(id, name) {
            State::Missing => return Err(self.unknown_constraint(id, name, at)),
            State::Unsure | State::Maybe => self.doubted = true,
            State::Sure => {}
        }
        if let Some(known) = self.table_mut(id).and_then(|table| {
            table
                .constraints
                .iter_mut()
                .find(|known| known.name == name)
        }) {
            change(known);
        }
        Ok(())
    }

    fn drop_primary_key(&mut self, id: Id, at: &Range<usize>) -> Done {
        let Some(object) = self.get(id) else {
            return Ok(());
        };
        let Some(table) = object.table() else {
            return Ok(());
        };
        match table.primary_key().map(|known| known.name.clone()) {
            Some(name) => {
                self.remove_constraint(id, &name, at);
                Ok(())
            }
            None if table.complete > self.doubt(object) => {
                let name = object.path.name.clone();
                let message = format!("`{name}` has no primary key");
                let problem = self.problem(Code::UnknownConstraint, at, message, &[&name]);
                Err(problem.with_origin(&name, &object.origin))
            }
            None => {
                self.doubted = true;
                Ok(())
            }
        }
    }
}

pub(super) fn set_option(
    options: &mut std::collections::BTreeMap<String, String>,
    key: &str,
    value: Option<&String>,
) {
    match value {
        Some(value) => options.insert(key.to_owned(), value.clone()),
        None => options.remove(key),
    };
}
