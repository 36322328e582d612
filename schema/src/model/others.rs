//! Types, routines and triggers.

use std::ops::Range;
use std::sync::Arc;

use limbeck_core::code::Code;

use super::id::Id;
use super::object::{Body, Object, Routine};
use super::run::{Done, Found, Run, State};
use super::store::Space;
use crate::effect::{
    Effect, Kind, Located, NewRoutine, NewTrigger, NewType, Path, TypeBody, TypeChange,
};

/// How deep routines that call each other are followed.
const DEEPEST_CALL: usize = 8;

impl Run<'_> {
    pub(super) fn create_type(&mut self, new: &NewType, at: &Range<usize>) -> Done {
        self.schema_of(&new.path, at)?;
        let key = self.key(Space::Type, &new.path);
        match self.find_key(&key) {
            Found::Sure(id) => {
                let help = "remove the statement, or choose another name";
                return Err(self.object_exists(id, at, help));
            }
            Found::Unsure(_) | Found::Maybe => self.doubted = true,
            Found::Missing => {}
        }
        // A table or view has a row type of its name.
        if let Found::Sure(id) = self.find_key(&self.key(Space::Relation, &new.path))
            && self.get(id).is_some_and(|object| {
                matches!(
                    object.kind,
                    Kind::Table | Kind::View | Kind::MaterializedView
                )
            })
        {
            let help = "choose another name: tables and types share theirs";
            return Err(self.object_exists(id, at, help));
        }
        let kind = match &new.body {
            TypeBody::Domain { uses_type, .. } => {
                self.column_type(uses_type.as_ref(), at)?;
                Kind::Domain
            }
            TypeBody::Enum(_) | TypeBody::Other(_) => Kind::Type,
        };
        let object = Object {
            kind,
            path: self.full(&new.path),
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Type(new.body.clone()),
            dependents: Vec::new(),
        };
        self.add(key, object);
        Ok(())
    }

    pub(super) fn alter_type(
        &mut self,
        path: &Path,
        change: &TypeChange,
        at: &Range<usize>,
    ) -> Done {
        let thing = super::apply::Thing {
            kind: Kind::Type,
            path,
            on: None,
            signature: None,
        };
        let Some(id) = self.thing(&thing, at, false)? else {
            return Ok(());
        };
        let is_sure = self.is_sure(id);
        let problem = match self.get(id).map(|object| &object.body) {
            Some(Body::Type(TypeBody::Enum(labels))) if is_sure => {
                let has = |label: &String| labels.contains(label);
                match change {
                    TypeChange::AddLabel {
                        label,
                        if_not_exists,
                        ..
                    } if has(label) => {
                        if *if_not_exists {
                            return Ok(());
                        }
                        Some((Code::AlreadyExists, label, "already exists"))
                    }
                    TypeChange::AddLabel {
                        before: Some(label),
                        ..
                    }
                    | TypeChange::AddLabel {
                        after: Some(label), ..
                    }
                    | TypeChange::RenameLabel { label, .. }
                        if !has(label) =>
                    {
                        Some((Code::UnknownObject, label, "does not exist"))
                    }
                    TypeChange::RenameLabel { to, .. } if has(to) => {
                        Some((Code::AlreadyExists, to, "already exists"))
                    }
                    _ => None,
                }
            }
            Some(_) => None,
            None => return Ok(()),
        };
        if let Some((code, label, what)) = problem {
            let message = format!("label `{label}` of type `{}` {what}", path.name);
            let problem = self.problem(code, at, message, &[&path.name]);
            return Err(match self.get(id) {
                Some(object) => problem.with_origin(&path.name, &object.origin),
                None => problem,
            });
        }
        let Some(Body::Type(body)) = self.store.get_mut(id).map(|object| &mut object.body) else {
            return Ok(());
        };
        change_type(body, change);
        if let TypeChange::RenameLabel { label, to } = change {
            self.default_to(id, &format!("'{label}'"), &format!("'{to}'"));
        }
        Ok(())
    }

    /// Defaults that are a label follow it.
    fn default_to(&mut self, id: Id, from: &str, to: &str) {
        let dependents = self.get(id).map(|object| object.dependents.clone());
        for dependent in dependents.unwrap_or_default() {
            let Some(table) = self.table_mut(dependent) else {
                continue;
            };
            for column in &mut table.columns {
                if column.uses_type == Some(id) && column.default.as_deref() == Some(from) {
                    column.default = Some(to.to_owned());
                }
            }
        }
    }

    pub(super) fn create_routine(&mut self, new: &NewRoutine, at: &Range<usize>) -> Done {
        self.schema_of(&new.path, at)?;
        let routine = Routine {
            kind: new.kind,
            signature: new.signature.clone(),
            origin: self.origin(at, "created"),
            definition: new.definition.clone(),
            runs: Arc::from(new.runs.clone()),
        };
        let key = self.key(Space::Routine, &new.path);
        let found = self.find_key(&key);
        let (Found::Sure(id) | Found::Unsure(id)) = found else {
            let object = Object {
                kind: Kind::Function,
                path: self.full(&new.path),
                sure: self.now(),
                origin: self.origin(at, "created"),
                body: Body::Routines(vec![routine]),
                dependents: Vec::new(),
            };
            self.add(key, object);
            return Ok(());
        };
        let Some(Body::Routines(known)) = self.get(id).map(|object| &object.body) else {
            return Ok(());
        };
        let mut routines = known.clone();
        let same = routines
            .iter_mut()
            .find(|known| known.signature == new.signature);
        match same {
            Some(known) if new.or_replace => *known = routine,
            Some(_) if new.if_not_exists => return Ok(()),
            Some(known) if found == Found::Sure(id) => {
                let what = format!("{} `{}({})`", new.kind.word(), new.path, new.signature);
                let help = "remove the statement, or write `CREATE OR REPLACE`";
                let name = &new.path.name;
                return Err(self.exists(&what, name, at, &known.origin.clone(), &[name], help));
            }
            Some(known) => *known = routine,
            None => routines.push(routine),
        }
        self.set_routines(id, routines);
        self.confirm(id);
        Ok(())
    }

    pub(super) fn create_trigger(&mut self, new: &NewTrigger, at: &Range<usize>) -> Done {
        let Some(table) = self.relation(&new.table, at, Kind::Table, false)? else {
            return Ok(());
        };
        for column in &new.columns {
            if self.table(table).is_some()
                && self.column_state(table, &column.value) == State::Missing
            {
                return Err(self.unknown_column(table, &column.value, &column.at));
            }
        }
        let calls = match &new.calls {
            Some(path) => self.trigger_routine(path, at)?,
            None => None,
        };
        let path = Path {
            schema: match self.rules.triggers_per_table {
                true => self
                    .get(table)
                    .and_then(|object| object.path.schema.clone()),
                false => new.schema.clone(),
            },
            name: new.name.clone(),
        };
        let key = self.object_key(Kind::Trigger, &path, Some(table));
        match self.find_key(&key) {
            Found::Sure(_) if new.if_not_exists => return Ok(()),
            Found::Sure(_) if new.or_replace => {}
            Found::Sure(id) => {
                let help = "remove the statement, or drop the other one before";
                return Err(self.object_exists(id, at, help));
            }
            Found::Unsure(_) | Found::Maybe => self.doubted = true,
            Found::Missing => {}
        }
        let object = Object {
            kind: Kind::Trigger,
            path,
            sure: self.now(),
            origin: self.origin(at, "created"),
            body: Body::Trigger {
                table,
                calls,
                columns: new
                    .columns
                    .iter()
                    .map(|column| column.value.clone())
                    .collect(),
                definition: new.definition.clone(),
            },
            dependents: Vec::new(),
        };
        let id = self.add(key, object);
        self.depend(table, id);
        if let Some(calls) = calls {
            self.depend(calls, id);
        }
        Ok(())
    }

    /// Returns the routine that a trigger calls, if a revision made it.
    fn trigger_routine(&mut self, path: &Path, at: &Range<usize>) -> Done<Option<Id>> {
        match self.find(Space::Routine, path) {
            Found::Sure(id) | Found::Unsure(id) => Ok(Some(id)),
            Found::Missing if self.knows_routine(path) => {
                Err(self.unknown(Kind::Function, Space::Routine, path, at))
            }
            Found::Maybe | Found::Missing => Ok(None),
        }
    }

    /// Whether a trigger's routine that no revision made is certain not to exist.
    fn knows_routine(&self, path: &Path) -> bool {
        let is_built_in = matches!(
            path.name.as_str(),
            "tsvector_update_trigger"
                | "tsvector_update_trigger_column"
                | "suppress_redundant_updates_trigger"
                | "unique_key_recheck"
                | "moddatetime"
                | "autoinc"
                | "insert_username"
                | "check_primary_key"
                | "check_foreign_key"
                | "lo_manage"
        );
        !is_built_in && !self.store.world().has_foreign_extension
    }

    /// Routines run: what their bodies do may happen.
    pub(super) fn calls(&mut self, routines: &[Path]) {
        self.calls_at_depth(routines, 0);
    }

    fn calls_at_depth(&mut self, routines: &[Path], depth: usize) {
        for path in routines {
            let (Found::Sure(id) | Found::Unsure(id)) = self.find(Space::Routine, path) else {
                continue;
            };
            let Some(Body::Routines(known)) = self.get(id).map(|object| &object.body) else {
                continue;
            };
            let bodies: Vec<Arc<[Located<Effect>]>> = known
                .iter()
                .filter(|routine| !routine.runs.is_empty())
                .map(|routine| routine.runs.clone())
                .collect();
            for body in bodies {
                if depth < DEEPEST_CALL && self.depth < DEEPEST_CALL {
                    self.depth += 1;
                    self.maybe(&body);
                    self.depth -= 1;
                }
            }
        }
    }
}

fn change_type(body: &mut TypeBody, change: &TypeChange) {
    match (body, change) {
        (
            TypeBody::Enum(labels),
            TypeChange::AddLabel {
                label,
                before,
                after,
                ..
            },
        ) => {
            let position = |wanted: &String| labels.iter().position(|known| known == wanted);
            let at = match (before, after) {
                (Some(before), _) => position(before),
                (None, Some(after)) => position(after).map(|at| at + 1),
                (None, None) => None,
            };
            labels.insert(at.unwrap_or(labels.len()), label.clone());
        }
        (TypeBody::Enum(labels), TypeChange::RenameLabel { label, to }) => {
            for known in labels.iter_mut().filter(|known| *known == label) {
                known.clone_from(to);
            }
        }
        (TypeBody::Domain { text, .. } | TypeBody::Other(text), TypeChange::Other(change)) => {
            text.push_str("; ");
            text.push_str(change);
        }
        (TypeBody::Enum(_), TypeChange::Other(_))
        | (TypeBody::Domain { .. } | TypeBody::Other(_), _) => {}
    }
}
