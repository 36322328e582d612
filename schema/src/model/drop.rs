//! `DROP`: what it takes away, and whether it may.

use std::collections::BTreeSet;
use std::ops::Range;

use limbeck_core::code::Code;

use super::apply::Thing;
use super::id::Id;
use super::object::{Body, Object, Rule};
use super::run::{Done, Found, Problem, Run, State};
use super::store::{Scope, Space};
use crate::effect::{Effect, Kind, Located, Name};

impl Run<'_> {
    /// Drops what one statement drops; these may depend on each other.
    pub(super) fn drop_all(&mut self, effects: &[Located<Effect>]) {
        let mut doomed = Vec::with_capacity(effects.len());
        for effect in effects {
            let found = self.doomed(effect);
            match found {
                Ok(Some((id, cascade))) => doomed.push((id, cascade, effect)),
                Ok(None) => {}
                Err(problem) => self.tell(Err(problem)),
            }
        }
        let group: BTreeSet<Id> = doomed.iter().map(|(id, ..)| *id).collect();
        for (id, cascade, effect) in doomed {
            if !cascade {
                let done = match kind_of(effect) {
                    Some(Kind::Schema) => self.is_empty(id, &effect.at),
                    _ => self.is_free(id, &group, &effect.at),
                };
                if done.is_err() {
                    self.tell(done);
                    continue;
                }
            }
            let Effect::Drop {
                kind,
                signature,
                path,
                ..
            } = &effect.value
            else {
                continue;
            };
            match kind {
                Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::Routine => {
                    self.drop_routine(id, signature.as_deref(), &effect.at);
                }
                Kind::Constraint => self.remove_constraint(id, &path.name, &effect.at),
                Kind::Schema => self.drop_schema(id, &effect.at),
                _ => self.fall(id, &effect.at),
            }
        }
    }

    /// Returns what a `DROP` takes away, and whether with all that depends on it.
    fn doomed(&mut self, effect: &Located<Effect>) -> Done<Option<(Id, bool)>> {
        let Effect::Drop {
            kind,
            path,
            on,
            signature,
            if_exists,
            cascade,
        } = &effect.value
        else {
            return Ok(None);
        };
        let thing = Thing {
            kind: *kind,
            path,
            on: on.as_ref(),
            signature: signature.as_deref(),
        };
        // What may be there and is dropped is certain to be gone.
        let space = match kind {
            Kind::Table | Kind::View | Kind::MaterializedView | Kind::Sequence => {
                Some(Space::Relation)
            }
            Kind::Index if on.is_none() || !self.rules.indexes_per_table => Some(Space::Relation),
            Kind::Type | Kind::Domain => Some(Space::Type),
            _ => None,
        };
        let found = space.map(|space| self.find(space, path));
        if let (Some(space), Some(Found::Maybe)) = (space, found) {
            self.bury(self.key(space, path), &effect.at, None);
            return Ok(None);
        }
        // Of what is not certain to be the thing that is known the dependents are not either.
        let is_doubtful = matches!(found, Some(Found::Unsure(_)));
        let id = self
            .thing(&thing, &effect.at, *if_exists)
            .map_err(|problem| problem.of_drop())?;
        if let Some(id) = id
            && *kind == Kind::Index
            && let Some(index) = self.get(id).and_then(|object| object.index())
            && index.is_constraint
            && self.is_sure(id)
            && self.rules.guards_dependents
        {
            let (table, name) = (index.table, path.name.clone());
            let owner = self
                .get(table)
                .map_or_else(String::new, |object| object.path.name.clone());
            let message = format!("index `{name}` belongs to a constraint of `{owner}`");
            let mut problem = self.problem(Code::StillUsed, &effect.at, message, &[&owner, &name]);
            problem.diagnostic.help.push(format!(
                "write `ALTER TABLE {owner} DROP CONSTRAINT {name}`"
            ));
            return Err(problem);
        }
        Ok(id.map(|id| (id, *cascade || is_doubtful)))
    }

    /// Whether nothing that stays is certain to depend on an object.
    fn is_free(&mut self, id: Id, group: &BTreeSet<Id>, at: &Range<usize>) -> Done {
        if !self.is_sure(id) {
            return Ok(());
        }
        let Some(object) = self.get(id) else {
            return Ok(());
        };
        if !self.rules.guards_dependents && object.table().is_none() {
            return Ok(());
        }
        for dependent in &object.dependents {
            if group.contains(dependent) || *dependent == id || !self.is_sure(*dependent) {
                continue;
            }
            let Some(user) = self.get(*dependent) else {
                continue;
            };
            let doubt = self.doubt(user);
            let constraint = match &user.body {
                Body::View(view) if view.reads.contains(&id) && self.rules.guards_dependents => {
                    None
                }
                Body::Table(table) => {
                    let refers = |rule: &Rule| matches!(rule, Rule::ForeignKey { table: Some(target), .. } if *target == id);
                    let constraints = table.constraints.iter();
                    let mut certain = constraints.filter(|known| known.sure > doubt);
                    match certain.find(|known| refers(&known.body)) {
                        Some(known) => Some(known.name.clone()),
                        None => {
                            let is_type = matches!(object.body, Body::Type(_));
                            let mut columns = table.columns.iter();
                            let uses = columns
                                .any(|column| column.uses_type == Some(id) && column.sure > doubt);
                            if !(is_type && uses) {
                                continue;
                            }
                            None
                        }
                    }
                }
                Body::Trigger { calls, table, .. }
                    if *calls == Some(id) && !group.contains(table) && is_single(object) =>
                {
                    None
                }
                _ => continue,
            };
            let what = format!("{} `{}`", object.kind.word(), object.path.name);
            let name = object.path.name.clone();
            return Err(self.still_used(&what, &name, *dependent, constraint.as_ref(), at));
        }
        if let Some(table) = self.counts(id).filter(|table| !group.contains(table)) {
            let what = format!("sequence `{}`", object.path.name);
            let name = object.path.name.clone();
            return Err(self.still_used(&what, &name, table, None, at));
        }
        if let Some(index) = object
            .index()
            .filter(|index| index.unique && index.details.is_empty())
        {
            let (table, columns) = (index.table, index.columns.clone());
            if !self.has_other_key(table, &columns, Some(id))
                && let Some((user, constraint)) = self.referring(table, &columns)
            {
                let what = format!("index `{}`", object.path.name);
                let name = object.path.name.clone();
                return Err(self.still_used(&what, &name, user, Some(&constraint), at));
            }
        }
        Ok(())
    }

    /// Whether nothing is certain to be left in a schema.
    fn is_empty(&mut self, id: Id, at: &Range<usize>) -> Done {
        let Some(object) = self.get(id).filter(|_| self.is_sure(id)) else {
            return Ok(());
        };
        let scope = Scope::Schema(object.path.name.clone());
        let inside = self.store.names().find(|(key, inner)| {
            key.scope == scope && key.space != Space::Constraint && self.is_sure(*inner)
        });
        let Some((_, inner)) = inside else {
            return Ok(());
        };
        let what = format!("schema `{}`", object.path.name);
        let name = object.path.name.clone();
        Err(self.still_used(&what, &name, inner, None, at))
    }

    /// The default of a column counts with a sequence that it owns.
    fn counts(&self, sequence: Id) -> Option<Id> {
        let object = self.get(sequence)?;
        let Body::Sequence {
            owner: Some((table, column)),
            ..
        } = &object.body
        else {
            return None;
        };
        let known = self.table(*table)?.column(column)?;
        let counts = known.identity.is_some()
            || known.default.as_deref() == Some(self.next_value(sequence).as_str());
        (counts && self.column_state(*table, column) == State::Sure).then_some(*table)
    }

    /// Something cannot be dropped because another thing needs it.
    pub(super) fn still_used(
        &self,
        what: &str,
        name: &str,
        user: Id,
        constraint: Option<&Name>,
        at: &Range<usize>,
    ) -> Box<Problem> {
        let Some(object) = self.get(user) else {
            return self.problem(
                Code::StillUsed,
                at,
                format!("{what} is still used"),
                &[name],
            );
        };
        let owner = object.path.name.clone();
        let (by, origin) = match constraint {
            Some(constraint) => {
                let known = object
                    .table()
                    .and_then(|table| table.constraint(constraint));
                let by = format!("constraint `{constraint}` of `{owner}`");
                (by, known.map_or(&object.origin, |known| &known.origin))
            }
            None => (format!("{} `{owner}`", object.kind.word()), &object.origin),
        };
        let message = format!("{what} is dropped, and {by} needs it");
        let mut problem = self
            .problem(Code::StillUsed, at, message, &[name, &owner])
            .with_origin(constraint.map_or(owner.as_str(), String::as_str), origin);
        problem.diagnostic.label = "the database refuses this".to_owned();
        problem
            .diagnostic
            .help
            .push(format!("drop {by} before, or write `CASCADE`"));
        problem
    }
}

fn kind_of(effect: &Located<Effect>) -> Option<Kind> {
    match &effect.value {
        Effect::Drop { kind, .. } => Some(*kind),
        _ => None,
    }
}

/// Whether no other routine has its name.
fn is_single(object: &Object) -> bool {
    matches!(&object.body, Body::Routines(routines) if routines.len() == 1)
}
