//! What MySQL and MariaDB do about foreign keys by themselves: names and indexes.

use std::ops::Range;

use super::id::Id;
use super::object::{Body, Index, Object, Rule};
use super::run::{Run, State, table_key};
use super::store::Space;
use crate::effect::{ConstraintBody, Kind, Name, Path};

impl Run<'_> {
    /// Returns the name that a constraint gets which has none.
    ///
    /// Both servers number foreign keys. Checks are `t_chk_1` in MySQL and `CONSTRAINT_1` in
    /// MariaDB; that they are asked for by either name is for [`Self::may_be_made_up`].
    pub(super) fn mysql_constraint_name(
        &self,
        table: Id,
        path: &Path,
        body: &ConstraintBody,
    ) -> Name {
        let label = match body {
            ConstraintBody::PrimaryKey { .. } => return "primary".to_owned(),
            // MariaDB takes the name of the index, MySQL 8 makes one up.
            ConstraintBody::ForeignKey(key) if key.index.is_some() => {
                return key.index.clone().unwrap_or_default();
            }
            ConstraintBody::ForeignKey(_) => "ibfk",
            _ => "chk",
        };
        let prefix = format!("{}_{label}_", path.name.to_lowercase());
        let last = self.table(table).map_or(0, |table| {
            let names = table.constraints.iter().map(|known| known.name.as_str());
            let numbers = names.filter_map(|name| name.strip_prefix(&prefix)?.parse::<u32>().ok());
            numbers.max().unwrap_or(0)
        });
        format!("{prefix}{}", last.saturating_add(1))
    }

    /// Whether a table has a constraint whose name the servers do not agree on, and which may be
    /// the one that is asked for.
    pub(super) fn may_be_made_up(&self, table: Id, name: &str) -> bool {
        let Some(object) = self.get(table) else {
            return false;
        };
        let Some(known) = object.table() else {
            return false;
        };
        let owner = object.path.name.to_lowercase();
        let numbered = |label: &str, name: &str| {
            let number = name.strip_prefix(&format!("{owner}_{label}_"));
            number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        let has = |label: &str| {
            known
                .constraints
                .iter()
                .any(|known| numbered(label, &known.name))
        };
        let has_unsure = || {
            let mut constraints = known.constraints.iter();
            constraints.any(|known| known.sure <= self.doubt(object))
        };
        name.starts_with("constraint_") && has("chk")
            || numbered("ibfk", name) && has_unsure()
            // From MariaDB 12 on names are unique within their table only.
            || name.parse::<u32>().is_ok() && has("ibfk")
    }

    /// A foreign key needs an index that begins with its columns; if there is none, one is made.
    pub(super) fn support(
        &mut self,
        table: Id,
        columns: &[Name],
        name: Option<&Name>,
        at: &Range<usize>,
    ) {
        let Some(known) = self.table(table) else {
            return;
        };
        let begins = |of: &[Name]| of.get(..columns.len()) == Some(columns);
        let has_key = known
            .primary_key()
            .is_some_and(|key| begins(key.body.columns()));
        let serves = |id: &Id| {
            let index = self.get(*id).and_then(|object| object.index());
            index.is_some_and(|index| {
                let is_younger =
                    index.details == MADE_FOR_KEY && index.columns.len() == columns.len();
                begins(&index.columns) && !is_younger
            })
        };
        if has_key || self.indexes_of(table).iter().any(serves) {
            return;
        }
        self.give_way(table, columns, None, at);
        let Some(owner) = self.get(table).map(|object| object.path.clone()) else {
            return;
        };
        let name = match name {
            Some(name) if self.lookup(&table_key(Space::Index, table, name)).is_none() => {
                name.clone()
            }
            _ => self.index_name(table, &owner, columns),
        };
        let key = table_key(Space::Index, table, &name);
        let object = Object {
            kind: Kind::Index,
            path: Path {
                schema: owner.schema,
                name,
            },
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Index(Index {
                table,
                unique: false,
                parts: columns.to_vec(),
                columns: columns.to_vec(),
                details: MADE_FOR_KEY.to_owned(),
                is_constraint: false,
            }),
            dependents: Vec::new(),
        };
        let id = self.add(key, object);
        self.depend(table, id);
    }

    /// An index that a foreign key has made gives way to one that serves as well, or that wants its
    /// name.
    pub(super) fn give_way(
        &mut self,
        table: Id,
        columns: &[Name],
        name: Option<&Name>,
        at: &Range<usize>,
    ) {
        for id in self.indexes_of(table) {
            let Some(object) = self.get(id) else { continue };
            let gives_way = object.index().is_some_and(|index| {
                let serves = columns.get(..index.columns.len()) == Some(&index.columns);
                index.details == MADE_FOR_KEY && (serves || Some(&object.path.name) == name)
            });
            if gives_way {
                self.fall(id, at);
            }
        }
    }

    /// Where nothing about a table is certain, nothing about its indexes is.
    pub(super) fn fog_indexes(&mut self, table: &Path) {
        let key = self.key(Space::Relation, table);
        let Some(table) = self.lookup(&key).filter(|_| self.rules.indexes_per_table) else {
            return;
        };
        for id in self.indexes_of(table) {
            if let Some(name) = self.get(id).map(|object| object.path.name.clone()) {
                self.fog(&name);
            }
        }
    }

    /// The names that were made of a table's name follow it.
    pub(super) fn rename_made_up(&mut self, table: Id, from: &str, to: &str) {
        let prefix = format!("{}_ibfk_", from.to_lowercase());
        let to = to.to_lowercase();
        if let Some(table) = self.table_mut(table) {
            for known in &mut table.constraints {
                if let Some(number) = known.name.strip_prefix(&prefix)
                    && matches!(known.body, Rule::ForeignKey { .. })
                {
                    known.name = format!("{to}_ibfk_{number}");
                }
            }
        }
    }

    /// Whether a name is taken by a constraint of the same sort.
    pub(super) fn is_taken(&self, table: Id, name: &str, body: &ConstraintBody) -> bool {
        if self.constraint_state(table, name) != State::Sure {
            return false;
        }
        let known = self.table(table).and_then(|table| table.constraint(name));
        !self.rules.indexes_per_table
            || matches!(
                (known.map(|known| &known.body), body),
                (Some(Rule::ForeignKey { .. }), ConstraintBody::ForeignKey(_))
                    | (Some(Rule::Check { .. }), ConstraintBody::Check { .. })
            )
    }

    /// Whether a relation's name differs from a known one only in case, or is known in another
    /// database: the server decides whether that is the same table.
    pub(super) fn may_be_known(&self, name: &str) -> bool {
        self.store
            .names()
            .any(|(key, _)| key.space == Space::Relation && key.name.eq_ignore_ascii_case(name))
    }
}

/// The details of an index that only a foreign key has made.
pub(super) const MADE_FOR_KEY: &str = "for a foreign key";
