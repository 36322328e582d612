//! `CREATE INDEX`.

use std::ops::Range;

use limbeck_core::Dialect;

use super::generated::Avoid;
use super::id::Id;
use super::object::{Body, Index, Object};
use super::run::{Done, Found, Run, State, table_key};
use super::store::Space;
use crate::effect::{Kind, Name, NewIndex, Path};

impl Run<'_> {
    /// Makes an index, on the table that is given or named.
    pub(super) fn create_index(
        &mut self,
        new: &NewIndex,
        table: Option<Id>,
        at: &Range<usize>,
    ) -> Done<Option<Id>> {
        let table = match table {
            Some(table) => table,
            None => match self.relation(&new.table, at, Kind::Table, false)? {
                Some(table) => table,
                None => return Ok(None),
            },
        };
        let Some(owner) = self.get(table).map(|object| object.path.clone()) else {
            return Ok(None);
        };
        if self.rules.indexes_per_table {
            let columns: Vec<Name> = new
                .columns
                .iter()
                .map(|column| column.value.clone())
                .collect();
            self.give_way(table, &columns, new.name.as_ref(), at);
        }
        // PostgreSQL looks at the columns also where the index is there already.
        let looks_first = self.rules.dialect == Dialect::Postgres;
        if !looks_first && self.index_is_there(new, table, &owner, at)? {
            return Ok(None);
        }
        for column in &new.columns {
            match self.column_state(table, &column.value) {
                State::Missing if self.column_may_be_view(table) => {}
                State::Missing => {
                    return Err(self.unknown_column(table, &column.value, &column.at));
                }
                State::Unsure | State::Maybe => self.doubted = true,
                State::Sure => {}
            }
        }
        if looks_first && self.index_is_there(new, table, &owner, at)? {
            return Ok(None);
        }
        let name = match &new.name {
            Some(name) => name.clone(),
            None => self.index_name(table, &owner, &new.naming),
        };
        let path = Path {
            schema: Some(self.home(owner.schema.as_ref())),
            name,
        };
        let key = if self.rules.indexes_per_table {
            table_key(Space::Index, table, &path.name)
        } else {
            self.key(Space::Relation, &path)
        };
        let object = Object {
            kind: Kind::Index,
            path,
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Index(Index::of(new, table)),
            dependents: Vec::new(),
        };
        let id = self.add(key, object);
        self.depend(table, id);
        Ok(Some(id))
    }

    /// Whether there is one of this name already and none is made.
    fn index_is_there(
        &mut self,
        new: &NewIndex,
        table: Id,
        owner: &Path,
        at: &Range<usize>,
    ) -> Done<bool> {
        let Some(name) = &new.name else {
            return Ok(false);
        };
        let key = if self.rules.indexes_per_table {
            table_key(Space::Index, table, name)
        } else {
            let path = Path {
                schema: owner.schema.clone(),
                name: name.clone(),
            };
            self.key(Space::Relation, &path)
        };
        match self.find_key(&key) {
            Found::Sure(_) if new.if_not_exists => Ok(true),
            Found::Sure(id) => {
                let help = "remove the statement, or write `CREATE INDEX IF NOT EXISTS`";
                Err(self.object_exists(id, at, help))
            }
            Found::Unsure(_) | Found::Maybe => {
                self.doubted = true;
                Ok(false)
            }
            Found::Missing => Ok(false),
        }
    }

    /// Columns of views are not columns of a table.
    fn column_may_be_view(&self, id: Id) -> bool {
        self.table(id).is_none()
    }

    pub(super) fn index_name(&self, table: Id, owner: &Path, naming: &[Name]) -> Name {
        if self.rules.indexes_per_table {
            // Named after the first column, with a number from 2 behind it.
            let first = naming.first().map_or("", String::as_str);
            let is_taken =
                |name: &str| self.lookup(&table_key(Space::Index, table, name)).is_some();
            if !is_taken(first) {
                return first.to_owned();
            }
            let numbered = (2..).map(|number: u32| format!("{first}_{number}"));
            return numbered
                .into_iter()
                .find(|name| !is_taken(name))
                .unwrap_or_default();
        }
        let schema = self.home(owner.schema.as_ref());
        let columns = naming.join("_");
        self.generated(
            &schema,
            &owner.name,
            Some(&columns),
            "idx",
            Avoid::Relations,
        )
    }
}
