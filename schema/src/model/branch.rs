//! What may happen, and what happens whole or not at all.

use super::certainty::Serial;
use super::id::Id;
use super::object::{Body, Object, Table};
use super::run::Run;
use super::store::Mark;
use crate::effect::{Effect, Located};

impl Run<'_> {
    /// Applies effects that happen, or do not: what they change is uncertain afterwards.
    pub(super) fn maybe(&mut self, effects: &[Located<Effect>]) {
        let mark = self.store.mark();
        let said = self.found.len();
        self.statement(effects);
        self.found.truncate(said);
        self.doubted = true;
        self.merge(mark);
    }

    /// Applies effects that happen whole or, if one is impossible, not at all.
    pub(super) fn lenient(&mut self, effects: &[Located<Effect>]) {
        let mark = self.store.mark();
        let said = self.found.len();
        let doubted = std::mem::replace(&mut self.doubted, false);
        self.statement(effects);
        let is_impossible = self.found.len() > said;
        self.found.truncate(said);
        if is_impossible {
            self.store.rollback(mark);
        } else if self.doubted {
            self.merge(mark);
        }
        self.doubted |= doubted;
    }

    /// Lets both be true: what was at `mark`, and what is now.
    fn merge(&mut self, mark: Mark) {
        let before = self.store.before(mark);
        for (id, was) in before.objects {
            match (was, self.store.shared(id)) {
                (None, Some(_)) => self.doubt_object(id),
                (Some(was), None) => {
                    self.store.set(id, Some(was));
                    self.doubt_object(id);
                }
                (Some(was), Some(now)) => {
                    if was.path != now.path {
                        self.fog(&was.path.name);
                        self.fog(&now.path.name);
                    }
                    self.unite(id, &was);
                }
                (None, None) => {}
            }
        }
        for (key, was) in before.names {
            let now = self.store.lookup(&key);
            if let (Some(was), None) = (was, now) {
                self.store.set_name(key, Some(was));
            } else if let (Some(was), Some(now)) = (was, now)
                && was != now
            {
                self.fog(&key.name);
            }
        }
        for (key, was) in before.graves {
            self.store.set_grave(key, was);
        }
    }

    fn doubt_object(&mut self, id: Id) {
        if let Some(object) = self.store.get_mut(id) {
            object.sure = Serial::default();
        }
    }

    /// Adds to an object what it has lost, and makes uncertain what is new.
    fn unite(&mut self, id: Id, was: &Object) {
        let Some(now) = self.store.get_mut(id) else {
            return;
        };
        now.sure = now.sure.min(was.sure);
        match (&mut now.body, &was.body) {
            (Body::Table(now), Body::Table(was)) => unite_tables(now, was),
            // Whether it is this or that is not known.
            (Body::View(_) | Body::Type(_) | Body::Routines(_) | Body::Trigger { .. }, _) => {
                now.sure = Serial::default();
            }
            _ => {}
        }
    }
}

fn unite_tables(now: &mut Table, was: &Table) {
    for column in &mut now.columns {
        match was.column(&column.name) {
            Some(old) => {
                column.sure = column.sure.min(old.sure);
                if old.data_type != column.data_type {
                    column.data_type = None;
                }
            }
            None => column.sure = Serial::default(),
        }
    }
    for old in &was.columns {
        if now.column(&old.name).is_none() {
            let mut old = old.clone();
            old.sure = Serial::default();
            now.columns.push(old);
        }
    }
    for constraint in &mut now.constraints {
        if was.constraint(&constraint.name).is_none() {
            constraint.sure = Serial::default();
        }
    }
    for old in &was.constraints {
        if now.constraint(&old.name).is_none() {
            let mut old = old.clone();
            old.sure = Serial::default();
            now.constraints.push(old);
        }
    }
    now.complete = now.complete.min(was.complete);
}
