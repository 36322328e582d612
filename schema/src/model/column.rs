//! Columns: added, changed, declared anew and dropped.

use std::ops::Range;

use super::alter::set_option;
use super::certainty::Serial;
use super::id::Id;
use super::object::{Body, Rule};
use super::run::{Done, Run, State, table_key};
use super::store::Space;
use crate::effect::{Column, ColumnChange, Constraint, Located, Name};

impl Run<'_> {
    pub(super) fn add_column(
        &mut self,
        id: Id,
        column: &Column,
        constraints: &[Located<Constraint>],
        if_not_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        let state = self.column_state(id, &column.name);
        if state == State::Sure {
            if if_not_exists {
                return Ok(());
            }
            return Err(
                match self.table(id).and_then(|table| table.column(&column.name)) {
                    Some(known) => self.column_exists(id, known, at),
                    None => self.unknown_column(id, &column.name, at),
                },
            );
        }
        self.doubted |= state != State::Missing;
        let uses_type = self.column_type(column.uses_type.as_ref(), at)?;
        let mut made = self.made_column(column, uses_type, at);
        if if_not_exists && state != State::Missing {
            // It may have been there, as another one.
            made.data_type = None;
        }
        let Some(path) = self.get(id).map(|object| object.path.clone()) else {
            return Ok(());
        };
        let mut sequence = None;
        if column.owns_sequence {
            let made_sequence = self.own_new_sequence(&path, &column.name, at);
            if made.identity.is_none() && made.default.is_none() {
                made.default = Some(self.next_value(made_sequence));
            }
            sequence = Some(made_sequence);
        }
        if let Some(made_sequence) = sequence {
            if let Some(Body::Sequence { owner, .. }) = self
                .store
                .get_mut(made_sequence)
                .map(|object| &mut object.body)
            {
                *owner = Some((id, column.name.clone()));
            }
            self.depend(id, made_sequence);
        }
        if let Some(used) = uses_type {
            self.depend(used, id);
        }
        self.put_column(id, made);
        for constraint in constraints {
            self.add_constraint(id, &constraint.value, false, &constraint.at)?;
        }
        Ok(())
    }

    /// Adds a column to a table and to those that inherit from it.
    pub(super) fn put_column(&mut self, id: Id, column: super::object::Column) {
        for child in self.children(id) {
            if self
                .table(child)
                .is_some_and(|table| table.column(&column.name).is_none())
            {
                self.put_column(child, column.clone());
            }
        }
        if let Some(table) = self.table_mut(id) {
            table.columns.retain(|known| known.name != column.name);
            table.columns.push(column);
        }
    }

    pub(super) fn alter_column(
        &mut self,
        id: Id,
        name: &str,
        change: &ColumnChange,
        if_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        if self.table(id).is_none() {
            return Ok(());
        }
        match self.column_state(id, name) {
            State::Missing if if_exists => return Ok(()),
            State::Missing => return Err(self.unknown_column(id, name, at)),
            State::Unsure | State::Maybe => {
                self.doubted = true;
                if !if_exists {
                    self.confirm_column(id, name, at);
                }
            }
            State::Sure => {}
        }
        let used = match change {
            ColumnChange::Type { uses_type, .. } => self.column_type(uses_type.as_ref(), at)?,
            _ => None,
        };
        if let Some(used) = used {
            self.depend(used, id);
        }
        if matches!(change, ColumnChange::NotNull(false)) {
            self.drop_not_null_constraint(id, name, at);
        }
        if let ColumnChange::Identity(identity) = change {
            self.change_identity(id, name, identity.is_some(), at);
        }
        let children = self.children(id);
        for table in std::iter::once(id).chain(children) {
            let Some(column) = self
                .table_mut(table)
                .and_then(|table| table.column_mut(name))
            else {
                continue;
            };
            match change {
                ColumnChange::NotNull(not_null) => column.not_null = *not_null,
                ColumnChange::Default(default) => column.default.clone_from(default),
                ColumnChange::Type { data_type, .. } => {
                    column.data_type.clone_from(data_type);
                    column.uses_type = used;
                }
                ColumnChange::Generated(generated) => column.generated.clone_from(generated),
                ColumnChange::Identity(identity) => column.identity.clone_from(identity),
                ColumnChange::Option { key, value } => {
                    set_option(&mut column.options, key, value.as_ref());
                }
            }
        }
        Ok(())
    }

    /// `DROP NOT NULL` takes a named constraint away as well.
    pub(super) fn drop_not_null_constraint(&mut self, id: Id, name: &str, at: &Range<usize>) {
        let named = self.table(id).and_then(|table| {
            let mut constraints = table.constraints.iter();
            let known = constraints
                .find(|known| matches!(&known.body, Rule::NotNull { column } if column == name))?;
            Some(known.name.clone())
        });
        if let Some(named) = named {
            self.remove_constraint(id, &named, at);
        }
    }

    /// An identity column has a sequence of its own.
    pub(super) fn change_identity(
        &mut self,
        id: Id,
        name: &str,
        is_identity: bool,
        at: &Range<usize>,
    ) {
        let had = self
            .table(id)
            .and_then(|table| table.column(name))
            .is_some_and(|column| column.identity.is_some());
        if is_identity && !had {
            if let Some(path) = self.get(id).map(|object| object.path.clone()) {
                let sequence = self.own_new_sequence(&path, name, at);
                if let Some(Body::Sequence { owner, .. }) =
                    self.store.get_mut(sequence).map(|object| &mut object.body)
                {
                    *owner = Some((id, name.to_owned()));
                }
                self.depend(id, sequence);
            }
        } else if !is_identity && had {
            for sequence in self.sequences_of(id, name) {
                self.fall(sequence, at);
            }
        }
    }

    /// A column that must have been there, of which nothing else is known.
    pub(super) fn confirm_column(&mut self, id: Id, name: &str, at: &Range<usize>) {
        let now = self.now();
        let origin = self.origin(at, "used");
        if let Some(table) = self.table_mut(id) {
            match table.column_mut(name) {
                Some(column) => column.sure = now,
                None => table.columns.push(unknown_column(name, now, origin)),
            }
        }
    }

    pub(super) fn replace_column(
        &mut self,
        id: Id,
        name: &str,
        column: &Column,
        constraints: &[Located<Constraint>],
        if_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        if name != column.name {
            self.rename_column(id, name, &column.name, if_exists, at)?;
        } else {
            match self.column_state(id, name) {
                State::Missing if if_exists => return Ok(()),
                State::Missing => return Err(self.unknown_column(id, name, at)),
                State::Unsure | State::Maybe => {
                    self.doubted = true;
                    self.confirm_column(id, name, at);
                }
                State::Sure => {}
            }
        }
        let is_primary = self
            .table(id)
            .and_then(|table| table.primary_key())
            .is_some_and(|key| key.body.columns().contains(&column.name));
        let mut made = self.made_column(column, None, at);
        made.not_null |= is_primary;
        if let Some(known) = self
            .table_mut(id)
            .and_then(|table| table.column_mut(&column.name))
        {
            // It was born where it was added.
            made.origin = known.origin.clone();
            *known = made;
        }
        for constraint in constraints {
            self.add_constraint(id, &constraint.value, false, &constraint.at)?;
        }
        Ok(())
    }

    pub(super) fn drop_column(
        &mut self,
        id: Id,
        name: &str,
        if_exists: bool,
        cascade: bool,
        at: &Range<usize>,
    ) -> Done {
        if self.table(id).is_none() {
            return Ok(());
        }
        match self.column_state(id, name) {
            State::Missing if if_exists => return Ok(()),
            State::Missing => return Err(self.unknown_column(id, name, at).of_drop()),
            State::Unsure | State::Maybe => self.doubted = true,
            State::Sure if !cascade && self.rules.guards_dependents => {
                let columns = [name.to_owned()];
                if let Some((user, constraint)) = self.referring(id, &columns)
                    && user != id
                {
                    let owner = self
                        .get(id)
                        .map_or("", |object| object.path.name.as_str())
                        .to_owned();
                    let what = format!("column `{name}` of `{owner}`");
                    return Err(self.still_used(&what, &owner, user, Some(&constraint), at));
                }
            }
            State::Sure => {}
        }
        self.remove_column(id, name, at);
        Ok(())
    }

    /// Takes a column away, and what is about it.
    pub(super) fn remove_column(&mut self, id: Id, name: &str, at: &Range<usize>) {
        for child in self.children(id) {
            self.remove_column(child, name, at);
        }
        let is_about = |columns: &[Name]| columns.iter().any(|column| column == name);
        let constraints: Vec<Name> = match self.table(id) {
            Some(table) => {
                let constraints = table.constraints.iter();
                let about = constraints.filter(|known| is_about(known.body.columns()));
                about.map(|known| known.name.clone()).collect()
            }
            None => return,
        };
        let multi_column_keys = self.rules.indexes_per_table;
        for constraint in constraints {
            if multi_column_keys {
                self.shrink_constraint(id, &constraint, name, at);
            } else {
                self.remove_constraint(id, &constraint, at);
            }
        }
        for index in self.indexes_of(id) {
            let Some(known) = self.get(index).and_then(|object| object.index()) else {
                continue;
            };
            if !is_about(&known.columns) {
                continue;
            }
            if multi_column_keys && known.columns.len() > 1 {
                self.shrink_index(index, name);
            } else {
                self.fall(index, at);
            }
        }
        for sequence in self.sequences_of(id, name) {
            self.fall(sequence, at);
        }
        self.fog_views(id, name);
        if let Some(table) = self.table_mut(id) {
            table.columns.retain(|column| column.name != name);
        }
        self.bury(table_key(Space::Column, id, name), at, None);
    }

    /// MySQL leaves a key without the column that is dropped.
    pub(super) fn shrink_constraint(
        &mut self,
        table: Id,
        constraint: &str,
        name: &str,
        at: &Range<usize>,
    ) {
        let known = self.table_mut(table).and_then(|table| {
            table
                .constraints
                .iter_mut()
                .find(|known| known.name == constraint)
        });
        match known.map(|known| &mut known.body) {
            Some(Rule::PrimaryKey { columns, .. } | Rule::Unique { columns, .. })
                if columns.len() > 1 =>
            {
                columns.retain(|column| column != name)
            }
            _ => self.remove_constraint(table, constraint, at),
        }
    }

    pub(super) fn shrink_index(&mut self, index: Id, name: &str) {
        if let Some(Body::Index(known)) = self.store.get_mut(index).map(|object| &mut object.body) {
            let position = known.columns.iter().position(|column| column == name);
            known.columns.retain(|column| column != name);
            match position {
                Some(position) if position < known.parts.len() => {
                    known.parts.remove(position);
                }
                _ => {}
            }
        }
    }

    /// A view that may read a dropped column is gone, or has never read it.
    pub(super) fn fog_views(&mut self, table: Id, column: &str) {
        let Some(object) = self.get(table) else {
            return;
        };
        let mentions = |id: &Id| match self.get(*id).map(|object| &object.body) {
            Some(Body::View(view)) => {
                view.reads.contains(&table)
                    && (view.mentions.iter().any(|word| word == column)
                        // A star stands for every column.
                        || view.query.contains('*'))
            }
            _ => false,
        };
        let views: Vec<Name> = object
            .dependents
            .iter()
            .filter(|id| mentions(id))
            .filter_map(|id| Some(self.get(*id)?.path.name.clone()))
            .collect();
        for view in views {
            self.fog(&view);
        }
    }

    /// Returns the sequences that a column owns.
    pub(super) fn sequences_of(&self, table: Id, column: &str) -> Vec<Id> {
        let Some(object) = self.get(table) else {
            return Vec::new();
        };
        let owned = |id: &Id| match self.get(*id).map(|object| &object.body) {
            Some(Body::Sequence {
                owner: Some((owner, owned)),
                ..
            }) => *owner == table && owned == column,
            _ => false,
        };
        object.dependents.iter().copied().filter(owned).collect()
    }
}

pub(super) fn unknown_column(
    name: &str,
    sure: Serial,
    origin: super::object::Origin,
) -> super::object::Column {
    super::object::Column {
        name: name.to_owned(),
        sure,
        origin,
        data_type: None,
        uses_type: None,
        not_null: false,
        default: None,
        generated: None,
        identity: None,
        options: std::collections::BTreeMap::new(),
    }
}
