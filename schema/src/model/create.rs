//! `CREATE TABLE` and `CREATE VIEW`.

use std::ops::Range;

use limbeck_core::code::Code;

use super::certainty::Serial;
use super::generated::Avoid;
use super::id::Id;
use super::object::{self, Body, Object, Rule, Table, View};
use super::run::{Done, Found, Run, State, TEMPORARY};
use super::store::{Key, Space};
use crate::effect::{Column, ConstraintBody, Kind, Name, NewTable, NewView, Path};

impl Run<'_> {
    /// Returns the key of a new relation; `None` if it is there and may be.
    pub(super) fn claim_relation(
        &mut self,
        path: &Path,
        at: &Range<usize>,
        if_not_exists: bool,
        word: &str,
    ) -> Done<Option<Key>> {
        self.schema_of(path, at)?;
        let key = self.key(Space::Relation, path);
        match self.find_key(&key) {
            Found::Sure(_) if if_not_exists => return Ok(None),
            Found::Sure(id) => {
                let help = if word.is_empty() {
                    "remove the statement, or choose another name".to_owned()
                } else {
                    format!("remove the statement, or write `CREATE {word} IF NOT EXISTS`")
                };
                return Err(self.object_exists(id, at, &help));
            }
            Found::Unsure(_) | Found::Maybe => self.doubted = true,
            Found::Missing => {}
        }
        Ok(Some(key))
    }

    /// A table or view has a row type, which needs its name as well.
    fn claim_row_type(&mut self, path: &Path, at: &Range<usize>) -> Done {
        if !self.rules.rows_are_types {
            return Ok(());
        }
        match self.find_key(&self.key(Space::Type, path)) {
            Found::Sure(id) => Err(self.object_exists(
                id,
                at,
                "choose another name: tables and types share theirs",
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn create_table(&mut self, new: &NewTable, at: &Range<usize>) -> Done {
        let path = if new.temporary {
            Path {
                schema: Some(TEMPORARY.to_owned()),
                name: new.path.name.clone(),
            }
        } else {
            new.path.clone()
        };
        let Some(key) = self.claim_relation(&path, at, new.if_not_exists, "TABLE")? else {
            return Ok(());
        };
        if new.temporary && !self.store.world().has_temporary {
            self.store.world_mut().has_temporary = true;
        }
        // With `IF NOT EXISTS` it may be an older table of the same name.
        let is_new = !new.if_not_exists || self.find_key(&key) == Found::Missing;
        if is_new {
            return self.make_table(new, path, key, true, at);
        }
        // Then the database does not look at what stands in the statement.
        let said = self.found.len();
        let done = self.make_table(new, path, key, false, at);
        self.tell(done);
        self.found.truncate(said);
        Ok(())
    }

    fn make_table(
        &mut self,
        new: &NewTable,
        path: Path,
        key: Key,
        is_new: bool,
        at: &Range<usize>,
    ) -> Done {
        self.claim_row_type(&path, at)?;
        let now = self.now();
        let mut table = Table {
            complete: if is_new && new.is_complete {
                now
            } else {
                Serial::default()
            },
            temporary: new.temporary,
            options: new.options.iter().cloned().collect(),
            ..Table::default()
        };
        let mut sequences = Vec::new();
        let mut parents = Vec::new();
        let mut copied = Vec::new();
        for source in &new.sources {
            self.take_source(&mut table, &mut parents, &mut copied, source)?;
        }
        for column in &new.columns {
            let name = &column.value.name;
            if let Some(known) = table.column(name) {
                // An inherited column may be declared again; the two are one then.
                if !parents.is_empty() || !new.is_complete {
                    continue;
                }
                let what = format!("column `{name}` of `{}`", path.name);
                let names = [path.name.as_str()];
                let help = "remove one of the two";
                return Err(self.exists(&what, name, &column.at, &known.origin, &names, help));
            }
            let uses_type = self.column_type(column.value.uses_type.as_ref(), &column.at)?;
            let mut made = self.made_column(&column.value, uses_type, &column.at);
            if !is_new {
                made.sure = Serial::default();
            }
            if column.value.owns_sequence {
                let sequence = self.own_new_sequence(&path, name, at);
                if made.identity.is_none() && made.default.is_none() {
                    made.default = Some(self.next_value(sequence));
                }
                sequences.push(sequence);
            }
            table.columns.push(made);
        }
        let types: Vec<Id> = table
            .columns
            .iter()
            .filter_map(|column| column.uses_type)
            .collect();
        table.parents.clone_from(&parents);
        let object = Object {
            kind: Kind::Table,
            path: self.full(&path),
            sure: now,
            origin: self.origin(at, "created"),
            body: Body::Table(table),
            dependents: sequences.clone(),
        };
        let id = self.add(key, object);
        for other in types.into_iter().chain(parents) {
            self.depend(other, id);
        }
        for (sequence, column) in sequences.into_iter().zip(
            new.columns
                .iter()
                .filter(|column| column.value.owns_sequence),
        ) {
            if let Some(Body::Sequence { owner, .. }) =
                self.store.get_mut(sequence).map(|object| &mut object.body)
            {
                *owner = Some((id, column.value.name.clone()));
            }
        }
        self.copy_indexes(id, &copied, at);
        // Checks get their names first, foreign keys last, and the primary key before other keys.
        let mut constraints: Vec<_> = new.constraints.iter().collect();
        constraints.sort_by_key(|constraint| match constraint.value.body {
            ConstraintBody::Check { .. } => 0,
            ConstraintBody::NotNull { .. } => 1,
            ConstraintBody::PrimaryKey { .. } => 2,
            ConstraintBody::Unique { .. } | ConstraintBody::Exclude { .. } => 3,
            ConstraintBody::ForeignKey(_) => 4,
        });
        for constraint in constraints {
            if self.is_redundant(id, &constraint.value) {
                continue;
            }
            let done = self.add_constraint(id, &constraint.value, false, &constraint.at);
            self.tell(done);
        }
        for index in &new.indexes {
            let done = self
                .create_index(&index.value, Some(id), &index.at)
                .map(|_| ());
            self.tell(done);
        }
        Ok(())
    }

    /// An unnamed key on the columns of another one is left out by the database.
    fn is_redundant(&self, id: Id, new: &crate::effect::Constraint) -> bool {
        let ConstraintBody::Unique {
            columns, details, ..
        } = &new.body
        else {
            return false;
        };
        let Some(table) = self.table(id) else {
            return false;
        };
        new.name.is_none()
            && details.is_empty()
            && new.timing.is_empty()
            && table.constraints.iter().any(|known| {
                matches!(known.body, Rule::Unique { .. } | Rule::PrimaryKey { .. })
                    && known.body.columns() == columns.as_slice()
            })
    }

    /// Makes the sequence of a `serial` or identity column.
    pub(super) fn own_new_sequence(&mut self, table: &Path, column: &str, at: &Range<usize>) -> Id {
        let schema = self.home(table.schema.as_ref());
        let name = self.generated(&schema, &table.name, Some(column), "seq", Avoid::Relations);
        let path = Path {
            schema: Some(schema),
            name,
        };
        let object = Object {
            kind: Kind::Sequence,
            path: path.clone(),
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Sequence {
                owner: None,
                options: String::new(),
            },
            dependents: Vec::new(),
        };
        self.add(self.key(Space::Relation, &path), object)
    }

    /// Returns the default of a column that counts with a sequence.
    pub(super) fn next_value(&self, sequence: Id) -> String {
        let name = self
            .get(sequence)
            .map_or("", |object| object.path.name.as_str());
        format!("nextval('{name}')")
    }

    pub(super) fn made_column(
        &self,
        column: &Column,
        uses_type: Option<Id>,
        at: &Range<usize>,
    ) -> object::Column {
        object::Column {
            name: column.name.clone(),
            sure: self.now(),
            origin: self.origin(at, "added"),
            data_type: column.data_type.clone(),
            uses_type,
            not_null: column.not_null,
            default: column.default.clone(),
            generated: column.generated.clone(),
            identity: column.identity.clone(),
            options: column.options.iter().cloned().collect(),
        }
    }

    pub(super) fn create_view(&mut self, new: &NewView, at: &Range<usize>) -> Done {
        let mut reads = Vec::with_capacity(new.reads.len());
        for read in &new.reads {
            if let Some(id) = self.relation(&read.value, &read.at, Kind::Table, false)? {
                reads.push(id);
            }
        }
        let kind = if new.materialized {
            Kind::MaterializedView
        } else {
            Kind::View
        };
        let view = View {
            columns: new.columns.clone(),
            reads: reads.clone(),
            mentions: new.mentions.clone(),
            query: new.query.clone(),
        };
        if new.or_replace
            && let Found::Sure(id) = self.find_key(&self.key(Space::Relation, &new.path))
            && self.get(id).is_some_and(|object| object.kind == kind)
        {
            self.columns_stay(id, new, at)?;
            let now = self.now();
            if let Some(object) = self.store.get_mut(id) {
                object.sure = now;
                object.body = Body::View(view);
            }
            for read in reads {
                self.depend(read, id);
            }
            return Ok(());
        }
        let word = if new.materialized {
            "MATERIALIZED VIEW"
        } else {
            ""
        };
        let Some(key) = self.claim_relation(&new.path, at, new.if_not_exists, word)? else {
            return Ok(());
        };
        self.claim_row_type(&new.path, at)?;
        let object = Object {
            kind,
            path: self.full(&new.path),
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::View(view),
            dependents: Vec::new(),
        };
        let id = self.add(key, object);
        for read in reads {
            self.depend(read, id);
        }
        Ok(())
    }

    /// A view that is replaced has to keep its columns; more may be added at the end.
    fn columns_stay(&self, id: Id, new: &NewView, at: &Range<usize>) -> Done {
        let Some(object) = self.get(id) else {
            return Ok(());
        };
        let (
            Body::View(View {
                columns: Some(old), ..
            }),
            Some(columns),
        ) = (&object.body, &new.columns)
        else {
            return Ok(());
        };
        let mut pairs = old.iter().enumerate();
        let Some((_, lost)) = pairs.find(|(place, name)| columns.get(*place) != Some(*name)) else {
            return Ok(());
        };
        let name = object.path.name.clone();
        let message = format!("column `{lost}` of view `{name}` does not stay where it is");
        let problem = self.problem(Code::Refused, at, message, &[&name]);
        let mut problem = problem.with_origin(&name, &object.origin);
        problem
            .diagnostic
            .help
            .push("drop the view and create it anew".to_owned());
        Err(problem)
    }

    /// Returns names of columns that are not known to exist.
    pub(super) fn missing_column(&mut self, table: Id, names: &[Name]) -> Option<Name> {
        let mut missing = None;
        for name in names {
            match self.column_state(table, name) {
                State::Missing => {
                    missing = Some(name.clone());
                    break;
                }
                State::Unsure | State::Maybe => self.doubted = true,
                State::Sure => {}
            }
        }
        missing
    }
}
