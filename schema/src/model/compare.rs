//! How a schema compares with what it was at a mark: only what was touched since is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Schema;
use super::certainty::Serial;
use super::id::Id;
use super::mysql::MADE_FOR_KEY;
use super::object::{Body, Object, Rule, Table};
use super::store::{Before, Key, Mark, Scope, Space};
use crate::effect::{Kind, Name};
use crate::simulator::Difference;

/// A name that stays the same when the thing is dropped and made again.
type Title = (Kind, String, Name);

/// A schema at two points in time.
struct Comparison<'a> {
    schema: &'a Schema,
    before: Before,
    difference: Difference,
}

impl Schema {
    /// Returns how the schema differs from what it was at `mark`.
    pub(super) fn difference(&self, mark: Mark) -> Difference {
        let before = self.store.before(mark);
        let mut was = BTreeMap::new();
        let mut now = BTreeMap::new();
        let comparison = Comparison {
            schema: self,
            before,
            difference: Difference::default(),
        };
        for (id, object) in &comparison.before.objects {
            if let Some(object) = object {
                was.insert(comparison.title(object, true), (*id, object.clone()));
            }
            if let Some(object) = self.store.shared(*id) {
                now.insert(comparison.title(&object, false), (*id, object));
            }
        }
        comparison.run(&was, &now)
    }
}

type Side = BTreeMap<Title, (Id, Arc<Object>)>;

impl Comparison<'_> {
    fn run(mut self, was: &Side, now: &Side) -> Difference {
        let titles: BTreeSet<&Title> = was.keys().chain(now.keys()).collect();
        let mut lost = BTreeSet::new();
        let mut left = BTreeSet::new();
        for title in &titles {
            match (was.get(title), now.get(title)) {
                (Some((id, _)), None) => {
                    lost.insert(*id);
                }
                (None, Some((id, _))) => {
                    left.insert(*id);
                }
                _ => {}
            }
        }
        for title in titles {
            match (was.get(title), now.get(title)) {
                (Some((_, was)), None) => {
                    let falls = was.hangs_on().is_some_and(|table| lost.contains(&table));
                    if !falls && !is_silent(was) && self.is_sure(was, was.sure) {
                        self.name(was, "is lost");
                    }
                }
                (None, Some((_, now))) => {
                    let falls = now.hangs_on().is_some_and(|table| left.contains(&table));
                    if !falls && !is_silent(now) && self.is_sure(now, now.sure) {
                        if self.was_absent(now) {
                            self.name(now, "is left behind");
                        } else {
                            self.difference.is_uncertain = true;
                        }
                    }
                }
                (Some((_, was)), Some((_, now))) => self.compare(was, now),
                (None, None) => {}
            }
        }
        self.difference.names.sort();
        self.difference.names.dedup();
        self.difference
    }

    fn title(&self, object: &Object, before: bool) -> Title {
        let scope = match &object.body {
            // Those are unique within their table.
            Body::Trigger { table, .. } => self.name_of(*table, before),
            Body::Other {
                table: Some(table), ..
            } => self.name_of(*table, before),
            Body::Index(index) if self.schema.rules.indexes_per_table => {
                self.name_of(index.table, before)
            }
            _ => object.path.schema.clone().unwrap_or_default(),
        };
        let kind = match object.kind {
            Kind::View | Kind::MaterializedView | Kind::Sequence | Kind::Index => object.kind,
            Kind::Domain => Kind::Type,
            kind => kind,
        };
        (kind, scope, object.path.name.clone())
    }

    /// Returns the name of an object, at the mark or now.
    fn name_of(&self, id: Id, before: bool) -> String {
        let now = || self.schema.store.shared(id);
        let object = match self.before.objects.get(&id) {
            Some(was) if before => was.clone().or_else(now),
            Some(was) => now().or_else(|| was.clone()),
            None => now(),
        };
        object.map_or_else(String::new, |object| object.path.to_string())
    }

    fn doubt(&self, object: &Object) -> Serial {
        let store = &self.schema.store;
        store.doubt(&object.path.name)
    }

    fn is_sure(&mut self, object: &Object, sure: Serial) -> bool {
        let is_sure = sure > self.doubt(object);
        self.difference.is_uncertain |= !is_sure;
        is_sure
    }

    /// Whether it is certain that there was no such object at the mark.
    fn was_absent(&self, object: &Object) -> bool {
        let store = &self.schema.store;
        let opened = store.opened(&object.path.name);
        if opened == Serial::default() {
            return true;
        }
        let key = Key {
            space: match object.kind {
                Kind::Type | Kind::Domain => Space::Type,
                Kind::Function => Space::Routine,
                _ => Space::Relation,
            },
            scope: Scope::Schema(object.path.schema.clone().unwrap_or_default()),
            name: object.path.name.clone(),
        };
        let grave = match self.before.graves.get(&key) {
            Some(grave) => grave.as_ref(),
            None => store.grave(&key),
        };
        grave.is_some_and(|grave| grave.since > opened)
    }

    /// Returns what messages call an object.
    fn word(&self, object: &Object) -> String {
        let name = &object.path.name;
        let home = self.schema.rules.path;
        let path = match &object.path.schema {
            Some(schema) if !home.contains(&schema.as_str()) => format!("{schema}.{name}"),
            _ => name.clone(),
        };
        match object.hangs_on() {
            Some(table) if !matches!(object.body, Body::Sequence { .. }) => {
                let table = self
                    .schema
                    .store
                    .shared(table)
                    .or_else(|| self.before.objects.get(&table).and_then(Option::clone));
                let table = table.map_or_else(String::new, |table| table.path.name.clone());
                format!("{} `{name}` on `{table}`", object.kind.word())
            }
            _ => format!("{} `{path}`", object.kind.word()),
        }
    }

    fn name(&mut self, object: &Object, what: &str) {
        if let Body::Routines(routines) = &object.body {
            for routine in routines {
                let word = routine.kind.word();
                let (name, signature) = (&object.path.name, &routine.signature);
                self.difference
                    .names
                    .push(format!("{word} `{name}({signature})` {what}"));
            }
            return;
        }
        let word = self.word(object);
        // Nobody has written it, so nobody has forgotten it.
        if object
            .index()
            .is_some_and(|index| index.details == MADE_FOR_KEY)
        {
            self.detail(format!("{word} {what}"));
            return;
        }
        self.difference.names.push(format!("{word} {what}"));
    }

    fn detail(&mut self, text: String) {
        self.difference.details.push(text);
    }

    fn compare(&mut self, was: &Object, now: &Object) {
        if !self.is_sure(was, was.sure) || !self.is_sure(now, now.sure) {
            return;
        }
        let word = self.word(now);
        match (&was.body, &now.body) {
            (Body::Table(old), Body::Table(new)) => self.compare_tables(now, old, new),
            (Body::View(old), Body::View(new)) => {
                let columns_differ = match (&old.columns, &new.columns) {
                    (Some(old), Some(new)) => old != new,
                    _ => false,
                };
                if old.query != new.query || columns_differ {
                    self.detail(format!("{word} has another definition"));
                }
            }
            (Body::Sequence { options: old, .. }, Body::Sequence { options: new, .. })
                if old != new =>
            {
                self.detail(format!("{word} is `{new}`, was `{old}`"));
            }
            (Body::Index(old), Body::Index(new)) => {
                if old.is_constraint || new.is_constraint {
                    return;
                }
                if (old.unique, &old.parts, &old.details) != (new.unique, &new.parts, &new.details)
                {
                    self.detail(format!("{word} has another definition"));
                }
            }
            (Body::Type(old), Body::Type(new)) if old != new => {
                self.detail(format!("{word} has another definition"));
            }
            (Body::Routines(old), Body::Routines(new)) => {
                let name = &now.path.name;
                for routine in old {
                    let kind = routine.kind.word();
                    let signature = &routine.signature;
                    match new.iter().find(|other| other.signature == *signature) {
                        None => self
                            .difference
                            .names
                            .push(format!("{kind} `{name}({signature})` is lost")),
                        Some(other) if other.definition != routine.definition => {
                            self.detail(format!("{kind} `{name}({signature})` has another body"));
                        }
                        Some(_) => {}
                    }
                }
                for routine in new {
                    if !old.iter().any(|other| other.signature == routine.signature) {
                        let (kind, signature) = (routine.kind.word(), &routine.signature);
                        self.difference
                            .names
                            .push(format!("{kind} `{name}({signature})` is left behind"));
                    }
                }
            }
            (
                Body::Trigger {
                    definition: old, ..
                }
                | Body::Other {
                    definition: old, ..
                },
                Body::Trigger {
                    definition: new, ..
                }
                | Body::Other {
                    definition: new, ..
                },
            ) if old != new => {
                self.detail(format!("{word} has another definition"));
            }
            _ => {}
        }
    }

    fn compare_tables(&mut self, object: &Object, old: &Table, new: &Table) {
        let table = object.path.name.clone();
        let doubt = self.doubt(object);
        for was in &old.columns {
            match new.column(&was.name) {
                None if was.sure > doubt => self
                    .difference
                    .names
                    .push(format!("column `{}` of `{table}` is lost", was.name)),
                Some(now) if was.sure > doubt && now.sure > doubt => {
                    self.compare_columns(&table, was, now);
                }
                Some(now) if was.sure == now.sure && was.data_type == now.data_type => {}
                _ => self.difference.is_uncertain = true,
            }
        }
        for now in &new.columns {
            if old.column(&now.name).is_some() {
                continue;
            }
            if now.sure > doubt && old.complete > doubt {
                self.difference
                    .names
                    .push(format!("column `{}` of `{table}` is left behind", now.name));
            } else {
                self.difference.is_uncertain = true;
            }
        }
        self.compare_constraints(&table, doubt, old, new);
        if old.options != new.options {
            let keys: BTreeSet<&String> = old.options.keys().chain(new.options.keys()).collect();
            for key in keys {
                if old.options.get(key) != new.options.get(key) {
                    self.difference
                        .details
                        .push(format!("option `{key}` of `{table}` differs"));
                }
            }
        }
    }

    fn compare_columns(
        &mut self,
        table: &str,
        was: &super::object::Column,
        now: &super::object::Column,
    ) {
        let column = format!("column `{}` of `{table}`", now.name);
        // The schema that is meant anyway need not be named.
        let bare = |data_type: &str| match self.schema.rules.path {
            [home] => data_type.replace(&format!("{home}."), ""),
            _ => data_type.to_owned(),
        };
        if let (Some(old), Some(new)) = (&was.data_type, &now.data_type)
            && bare(old) != bare(new)
        {
            self.detail(format!("{column} is `{new}`, was `{old}`"));
        }
        if was.data_type.is_none() || now.data_type.is_none() {
            // Of a column that was only used nothing else is known.
            return;
        }
        match (was.not_null, now.not_null) {
            (true, false) => self.detail(format!("{column} may be null, was not null")),
            (false, true) => self.detail(format!("{column} is not null, might be null")),
            _ => {}
        }
        let mut compare = |what: &str, old: &Option<String>, new: &Option<String>| {
            let text = |value: &Option<String>| match value {
                Some(value) => format!("`{value}`"),
                None => "none".to_owned(),
            };
            if old != new {
                let (new, old) = (text(new), text(old));
                self.detail(format!("the {what} of {column} is {new}, was {old}"));
            }
        };
        compare("default", &was.default, &now.default);
        compare("generating expression", &was.generated, &now.generated);
        compare("identity", &was.identity, &now.identity);
        if was.options != now.options {
            self.detail(format!("{column} has other options"));
        }
    }

    fn compare_constraints(&mut self, table: &str, doubt: Serial, old: &Table, new: &Table) {
        let matters =
            |known: &&super::object::Constraint| !matches!(known.body, Rule::NotNull { .. });
        let lost: Vec<_> = old
            .constraints
            .iter()
            .filter(matters)
            .filter(|known| new.constraint(&known.name).is_none())
            .collect();
        let mut left: Vec<_> = new
            .constraints
            .iter()
            .filter(matters)
            .filter(|known| old.constraint(&known.name).is_none())
            .collect();
        for was in lost {
            let text = self.rule_text(was, true);
            if let Some(same) = left
                .iter()
                .position(|now| self.rule_text(now, false) == text)
            {
                let now = left.remove(same);
                let (now, was) = (&now.name, &was.name);
                self.detail(format!("constraint `{now}` of `{table}` was named `{was}`"));
            } else if was.sure > doubt {
                self.difference
                    .names
                    .push(format!("constraint `{}` of `{table}` is lost", was.name));
            } else {
                self.difference.is_uncertain = true;
            }
        }
        for now in left {
            if now.sure > doubt && old.complete > doubt {
                self.difference.names.push(format!(
                    "constraint `{}` of `{table}` is left behind",
                    now.name
                ));
            } else {
                self.difference.is_uncertain = true;
            }
        }
        for was in old.constraints.iter().filter(matters) {
            let Some(now) = new.constraint(&was.name) else {
                continue;
            };
            if was.sure <= doubt || now.sure <= doubt {
                // What was in doubt before, and was not touched, is as it was.
                self.difference.is_uncertain |=
                    was.sure != now.sure || self.rule_text(was, true) != self.rule_text(now, false);
            } else if self.rule_text(was, true) != self.rule_text(now, false) {
                self.difference.details.push(format!(
                    "constraint `{}` of `{table}` has another definition",
                    was.name
                ));
            }
        }
    }

    /// Returns all that a constraint says but its name.
    fn rule_text(&self, known: &super::object::Constraint, before: bool) -> String {
        let columns = known.body.columns().join(",");
        let rest = match &known.body {
            Rule::NotNull { .. } | Rule::PrimaryKey { .. } => String::new(),
            Rule::Unique { details, .. } => details.clone(),
            // The columns follow from the expression.
            Rule::Check { expression, .. } => {
                return format!("check {expression} {} {}", known.not_valid, known.timing);
            }
            Rule::Exclude { expression, .. } => expression.clone(),
            Rule::ForeignKey {
                table,
                path,
                referred,
                actions,
                ..
            } => {
                let target = match table {
                    Some(table) => self.name_of(*table, before),
                    None => path.to_string(),
                };
                format!("{target}({}) {actions}", referred.join(","))
            }
        };
        let (word, valid, timing) = (known.body.word(), known.not_valid, &known.timing);
        format!("{word} {columns} {rest} {valid} {timing}")
    }
}

/// Whether a difference in this says nothing: indexes of constraints are told as constraints, and
/// extensions may have been there before.
fn is_silent(object: &Object) -> bool {
    match &object.body {
        Body::Index(index) => index.is_constraint,
        _ => object.kind == Kind::Extension,
    }
}
