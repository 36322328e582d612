//! What a new table takes from others: `LIKE`, `INHERITS`, `PARTITION OF`.

use std::ops::Range;

use super::certainty::Serial;
use super::generated::Avoid;
use super::id::Id;
use super::object::{self, Body, Object, Rule, Table};
use super::run::{Done, Run};
use super::store::{Key, Scope, Space};
use crate::effect::{Kind, Located, Path, TableSource};

impl Run<'_> {
    /// Takes the columns of another table; remembers parents, and tables whose indexes are copied.
    pub(super) fn take_source(
        &mut self,
        table: &mut Table,
        parents: &mut Vec<Id>,
        copied: &mut Vec<Id>,
        source: &Located<TableSource>,
    ) -> Done {
        let (TableSource::Like { table: path, .. }
        | TableSource::Inherits(path)
        | TableSource::PartitionOf(path)) = &source.value;
        let Some(id) = self.relation(path, &source.at, Kind::Table, false)? else {
            table.complete = Serial::default();
            return Ok(());
        };
        let Some(object) = self.get(id) else {
            return Ok(());
        };
        let doubt = self.doubt(object);
        let is_complete = object.table().is_some_and(|known| known.complete > doubt);
        let columns: Vec<object::Column> = match &object.body {
            Body::Table(known) => known.columns.clone(),
            _ => Vec::new(),
        };
        let checks: Vec<object::Constraint> = match &object.body {
            Body::Table(known) => {
                let checks = known.constraints.iter();
                checks
                    .filter(|known| matches!(known.body, Rule::Check { .. }))
                    .cloned()
                    .collect()
            }
            _ => Vec::new(),
        };
        if !is_complete {
            table.complete = Serial::default();
        }
        let now = self.now();
        let (keeps_defaults, keeps_checks) = match &source.value {
            TableSource::Like {
                with_defaults,
                with_constraints,
                ..
            } => (*with_defaults, *with_constraints),
            TableSource::Inherits(_) | TableSource::PartitionOf(_) => (true, true),
        };
        for mut column in columns {
            if table.column(&column.name).is_some() {
                continue;
            }
            column.sure = if column.sure > doubt {
                now
            } else {
                Serial::default()
            };
            column.origin = self.origin(&source.at, "added");
            if !keeps_defaults {
                column.default = None;
                column.generated = None;
                column.identity = None;
            }
            table.columns.push(column);
        }
        if keeps_checks {
            table.constraints.extend(checks);
        }
        match &source.value {
            TableSource::Like { with_indexes, .. } => {
                if *with_indexes {
                    copied.push(id);
                }
            }
            TableSource::Inherits(_) => parents.push(id),
            TableSource::PartitionOf(_) => {
                parents.push(id);
                copied.push(id);
            }
        }
        Ok(())
    }

    /// Copies the indexes of other tables; the names that the database makes up for the copies
    /// follow rules of their own, so nothing about them is certain.
    pub(super) fn copy_indexes(&mut self, id: Id, sources: &[Id], at: &Range<usize>) {
        let Some(path) = self.get(id).map(|object| object.path.clone()) else {
            return;
        };
        for source in sources {
            for index in self.indexes_of(*source) {
                self.copy_index(id, &path, index, at);
            }
            let Some(table) = self.table(*source) else {
                continue;
            };
            // Foreign keys of partitions have the names of their parents'.
            let mut constraints = table.constraints.clone();
            constraints.retain(|known| known.body.index().is_none());
            for constraint in &mut constraints {
                constraint.sure = Serial::default();
            }
            if let Some(table) = self.table_mut(id) {
                constraints.retain(|known| table.constraint(&known.name).is_none());
                table.constraints.extend(constraints);
            }
        }
    }

    pub(super) fn copy_index(&mut self, id: Id, path: &Path, index: Id, at: &Range<usize>) {
        let Some(mut index) = self.get(index).and_then(|object| object.index()).cloned() else {
            return;
        };
        index.table = id;
        let schema = self.home(path.schema.as_ref());
        let columns = index.columns.join("_");
        let is_primary = index.is_constraint
            && index.unique
            && self
                .table(id)
                .is_some_and(|table| table.primary_key().is_none());
        let (columns, label) = match (is_primary, index.is_constraint) {
            (true, _) => (None, "pkey"),
            (false, true) => (Some(columns.as_str()), "key"),
            (false, false) => (Some(columns.as_str()), "idx"),
        };
        let name = self.generated(&schema, &path.name, columns, label, Avoid::Both);
        let key = Key {
            space: Space::Relation,
            scope: Scope::Schema(schema.clone()),
            name: name.clone(),
        };
        let body = match is_primary {
            true => Some(Rule::PrimaryKey {
                columns: index.columns.clone(),
                index: None,
            }),
            false => None,
        };
        let object = Object {
            kind: Kind::Index,
            path: Path {
                schema: Some(schema),
                name: name.clone(),
            },
            sure: Serial::default(),
            origin: self.origin(at, "created"),
            body: Body::Index(index),
            dependents: Vec::new(),
        };
        let copy = self.add(key, object);
        self.depend(id, copy);
        let origin = self.origin(at, "added");
        if let (Some(body), Some(table)) = (body, self.table_mut(id)) {
            table.constraints.push(object::Constraint {
                name,
                sure: Serial::default(),
                origin,
                body,
                not_valid: false,
                timing: String::new(),
            });
        }
    }
}
