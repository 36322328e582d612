//! Constraints: made, named, changed and dropped.

use std::ops::Range;

use limbeck_core::code::Code;

use super::certainty::Serial;
use super::generated::Avoid;
use super::id::Id;
use super::object::{self, Body, Index, Object, Rule};
use super::run::{Done, Found, Run};
use super::store::{Key, Scope, Space};
use crate::effect::{Constraint, ConstraintBody, ForeignKey, Kind, Name, Path};

impl Run<'_> {
    pub(super) fn add_constraint(
        &mut self,
        table: Id,
        new: &Constraint,
        if_not_exists: bool,
        at: &Range<usize>,
    ) -> Done {
        let Some(path) = self.get(table).map(|object| object.path.clone()) else {
            return Ok(());
        };
        if self.table(table).is_none() {
            return Ok(());
        }
        self.constraint_columns(table, &new.body, at)?;
        if let Some(name) = &new.name
            && self.is_taken(table, name, &new.body)
        {
            if if_not_exists {
                return Ok(());
            }
            return Err(self.constraint_exists(table, name, at));
        }
        let is_primary = matches!(new.body, ConstraintBody::PrimaryKey { .. });
        if is_primary {
            self.only_primary_key(table, at)?;
        }
        let name = match &new.name {
            Some(name) => name.clone(),
            None if self.rules.indexes_per_table => {
                self.mysql_constraint_name(table, &path, &new.body)
            }
            None => self.constraint_name(&path, &new.body),
        };
        let body = match &new.body {
            ConstraintBody::NotNull { column } => Rule::NotNull {
                column: column.clone(),
            },
            ConstraintBody::Check {
                columns,
                expression,
            } => Rule::Check {
                columns: columns.clone(),
                expression: expression.clone(),
            },
            ConstraintBody::PrimaryKey {
                columns,
                using_index,
            } => {
                let (columns, index) = self.constraint_index(
                    table,
                    &path,
                    &name,
                    columns,
                    using_index.as_ref(),
                    "",
                    at,
                )?;
                Rule::PrimaryKey { columns, index }
            }
            ConstraintBody::Unique {
                columns,
                using_index,
                details,
            } => {
                let using = using_index.as_ref();
                let (columns, index) =
                    self.constraint_index(table, &path, &name, columns, using, details, at)?;
                Rule::Unique {
                    columns,
                    details: details.clone(),
                    index,
                }
            }
            ConstraintBody::Exclude {
                columns,
                expression,
                ..
            } => {
                let (columns, index) =
                    self.constraint_index(table, &path, &name, columns, None, expression, at)?;
                Rule::Exclude {
                    columns,
                    expression: expression.clone(),
                    index,
                }
            }
            ConstraintBody::ForeignKey(key) => self.foreign_key(table, key, at)?,
        };
        if is_primary || matches!(body, Rule::NotNull { .. }) {
            let names = body.columns().to_vec();
            for name in names {
                self.set_not_null(table, &name, true);
            }
        }
        let key = Key {
            space: Space::Constraint,
            scope: Scope::Schema(self.home(path.schema.as_ref())),
            name: name.clone(),
        };
        self.store.set_name(key, Some(table));
        let mut sure = self.now();
        if self.rules.indexes_per_table
            && let ConstraintBody::ForeignKey(key) = &new.body
        {
            self.support(
                table,
                &key.columns,
                new.name.as_ref().or(key.index.as_ref()),
                at,
            );
            if new.name.is_none() && key.index.is_some() {
                sure = Serial::default();
            }
        }
        let constraint = object::Constraint {
            name,
            sure,
            origin: self.origin(at, "added"),
            body,
            not_valid: new.not_valid,
            timing: new.timing.clone(),
        };
        if let Some(table) = self.table_mut(table) {
            table
                .constraints
                .retain(|known| known.name != constraint.name);
            table.constraints.push(constraint);
        }
        Ok(())
    }

    pub(super) fn constraint_exists(
        &self,
        table: Id,
        name: &str,
        at: &Range<usize>,
    ) -> Box<super::run::Problem> {
        let owner = self
            .get(table)
            .map_or("", |object| object.path.name.as_str());
        let what = format!("constraint `{name}` of `{owner}`");
        let help = "remove the statement, or choose another name";
        match self.table(table).and_then(|table| table.constraint(name)) {
            Some(known) => self.exists(&what, name, at, &known.origin, &[owner], help),
            None => self.problem(
                Code::AlreadyExists,
                at,
                format!("{what} already exists"),
                &[owner],
            ),
        }
    }

    fn only_primary_key(&mut self, id: Id, at: &Range<usize>) -> Done {
        let Some(object) = self.get(id) else {
            return Ok(());
        };
        let known = object.table().and_then(|table| table.primary_key());
        let Some(known) = known.filter(|known| known.sure > self.doubt(object)) else {
            return Ok(());
        };
        let owner = object.path.name.clone();
        let origin = known.origin.clone();
        let what = format!("a primary key of `{owner}`");
        let help = "drop it before, or remove the statement";
        Err(self.exists(&what, &known.name.clone(), at, &origin, &[&owner], help))
    }

    /// The columns of a constraint have to exist.
    fn constraint_columns(&mut self, table: Id, body: &ConstraintBody, at: &Range<usize>) -> Done {
        let columns: &[Name] = match body {
            ConstraintBody::NotNull { column } => std::slice::from_ref(column),
            ConstraintBody::PrimaryKey { columns, .. }
            | ConstraintBody::Unique { columns, .. }
            | ConstraintBody::Check { columns, .. }
            | ConstraintBody::Exclude { columns, .. } => columns,
            ConstraintBody::ForeignKey(key) => &key.columns,
        };
        match self.missing_column(table, columns) {
            Some(name) => Err(self.unknown_column(table, &name, at)),
            None => Ok(()),
        }
    }

    /// Returns the name that the database makes up.
    fn constraint_name(&self, table: &Path, body: &ConstraintBody) -> Name {
        let schema = self.home(table.schema.as_ref());
        let name = |columns: Option<&str>, label, avoid| {
            self.generated(&schema, &table.name, columns, label, avoid)
        };
        match body {
            ConstraintBody::PrimaryKey { .. } => name(None, "pkey", Avoid::Both),
            ConstraintBody::Unique { columns, .. } => {
                name(Some(&columns.join("_")), "key", Avoid::Both)
            }
            ConstraintBody::Exclude { naming, .. } => {
                name(Some(&naming.join("_")), "excl", Avoid::Both)
            }
            ConstraintBody::ForeignKey(key) => {
                name(Some(&key.columns.join("_")), "fkey", Avoid::Constraints)
            }
            ConstraintBody::NotNull { column } => {
                name(Some(column), "not_null", Avoid::Constraints)
            }
            ConstraintBody::Check { columns, .. } => match columns.as_slice() {
                [column] => name(Some(column), "check", Avoid::Constraints),
                _ => name(None, "check", Avoid::Constraints),
            },
        }
    }

    /// Makes the index of a key, or takes the one that is named; returns the columns as well.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a key and its index have in common"
    )]
    fn constraint_index(
        &mut self,
        table: Id,
        owner: &Path,
        name: &str,
        columns: &[Name],
        using: Option<&Name>,
        details: &str,
        at: &Range<usize>,
    ) -> Done<(Vec<Name>, Option<Id>)> {
        let path = Path {
            schema: Some(self.home(owner.schema.as_ref())),
            name: name.to_owned(),
        };
        if let Some(using) = using {
            let from = Path {
                schema: path.schema.clone(),
                name: using.clone(),
            };
            return match self.find(Space::Relation, &from) {
                Found::Sure(id) | Found::Unsure(id) => {
                    // The index takes the constraint's name.
                    self.move_to(id, Space::Relation, path, at);
                    let mut columns = columns.to_vec();
                    if let Some(Body::Index(index)) =
                        self.store.get_mut(id).map(|object| &mut object.body)
                    {
                        index.is_constraint = true;
                        columns.clone_from(&index.columns);
                    }
                    Ok((columns, Some(id)))
                }
                Found::Missing => Err(self.unknown(Kind::Index, Space::Relation, &from, at)),
                Found::Maybe => Ok((columns.to_vec(), None)),
            };
        }
        if self.rules.indexes_per_table {
            return Ok((columns.to_vec(), None));
        }
        let key = self.key(Space::Relation, &path);
        if let Found::Sure(id) = self.find_key(&key) {
            return Err(self.object_exists(id, at, "choose another name"));
        }
        let object = Object {
            kind: Kind::Index,
            path,
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Index(Index {
                table,
                unique: true,
                parts: columns.to_vec(),
                columns: columns.to_vec(),
                details: details.to_owned(),
                is_constraint: true,
            }),
            dependents: Vec::new(),
        };
        let id = self.add(key, object);
        self.depend(table, id);
        Ok((columns.to_vec(), Some(id)))
    }

    fn foreign_key(&mut self, table: Id, key: &ForeignKey, at: &Range<usize>) -> Done<Rule> {
        let target = self.relation(&key.table, at, Kind::Table, false)?;
        let mut referred = key.referred.clone();
        if let Some(target) = target {
            if let Some(name) = self.missing_column(target, &referred) {
                return Err(self.unknown_column(target, &name, at));
            }
            if referred.is_empty() {
                referred = self.primary_columns(target, at)?;
            } else if self.rules.keys_need_unique && self.has_no_key(target, &referred) {
                return Err(self.no_key(target, &referred, at));
            }
            self.depend(target, table);
        }
        Ok(Rule::ForeignKey {
            columns: key.columns.clone(),
            table: target,
            path: key.table.clone(),
            referred,
            actions: key.actions.clone(),
        })
    }

    /// Returns the columns that a foreign key means which names none.
    fn primary_columns(&mut self, target: Id, at: &Range<usize>) -> Done<Vec<Name>> {
        let Some(object) = self.get(target) else {
            return Ok(Vec::new());
        };
        let Some(table) = object.table() else {
            return Ok(Vec::new());
        };
        if let Some(known) = table.primary_key() {
            return Ok(known.body.columns().to_vec());
        }
        if self.rules.keys_need_unique
            && table.complete > self.doubt(object)
            && table.parents.is_empty()
        {
            let name = object.path.name.clone();
            let message = format!("`{name}` has no primary key that could be referred to");
            let problem = self.problem(Code::UnknownConstraint, at, message, &[&name]);
            let mut problem = problem.with_origin(&name, &object.origin);
            problem
                .diagnostic
                .help
                .push("name the columns that are unique".to_owned());
            return Err(problem);
        }
        Ok(Vec::new())
    }

    /// Whether it is certain that no key or unique index has these columns.
    pub(super) fn has_no_key(&self, target: Id, referred: &[Name]) -> bool {
        let Some(object) = self.get(target) else {
            return false;
        };
        let Some(table) = object.table() else {
            return false;
        };
        let same = |columns: &[Name]| {
            columns.len() == referred.len() && columns.iter().all(|name| referred.contains(name))
        };
        let has_constraint = table.constraints.iter().any(|known| {
            matches!(known.body, Rule::PrimaryKey { .. } | Rule::Unique { .. })
                && same(known.body.columns())
        });
        let has_index = || {
            self.indexes_of(target).into_iter().any(|id| {
                let index = self.get(id).and_then(|object| object.index());
                // What else the index names (`INCLUDE`, `WHERE`) is not looked at: it may do.
                index.is_some_and(|index| {
                    index.unique && referred.iter().all(|name| index.columns.contains(name))
                })
            })
        };
        table.complete > self.doubt(object)
            && table.parents.is_empty()
            && !has_constraint
            && !has_index()
    }

    fn no_key(&self, target: Id, referred: &[Name], at: &Range<usize>) -> Box<super::run::Problem> {
        let (name, origin) = match self.get(target) {
            Some(object) => (object.path.name.clone(), object.origin.clone()),
            None => return self.problem(Code::UnknownConstraint, at, String::new(), &[]),
        };
        let columns: Vec<String> = referred.iter().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "no unique constraint of `{name}` is on {}",
            columns.join(", ")
        );
        let mut problem = self
            .problem(Code::UnknownConstraint, at, message, &[&name])
            .with_origin(&name, &origin);
        problem.diagnostic.label = "a foreign key can only refer to a unique key".to_owned();
        problem
            .diagnostic
            .help
            .push(format!("add a unique constraint to `{name}` before"));
        problem
    }

    pub(super) fn set_not_null(&mut self, table: Id, name: &str, not_null: bool) {
        if let Some(column) = self
            .table_mut(table)
            .and_then(|table| table.column_mut(name))
        {
            column.not_null = not_null;
        }
    }
}
