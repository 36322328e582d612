//! The schema as lines of text, one for each object, column and constraint, in an order that does
//! not depend on the order in which they were made.

use super::Schema;
use super::certainty::Serial;
use super::id::Id;
use super::line::Line;
use super::object::{Body, Column, Constraint, Object, Origin, Routine, Rule};
use super::store::{Key, Scope, Space};
use crate::effect::{Effect, Kind, Located, Path, TableAction, TypeBody};

/// The first word of a snapshot: what reads it.
pub(super) const VERSION: &str = "schema 1";

impl Schema {
    /// Returns the schema as text that [`restore`](Schema::restore) reads.
    pub(super) fn snapshot(&self) -> String {
        let world = self.store.world();
        let mut head = Line::new(VERSION);
        head.flag("open", world.open > Serial::default());
        head.list("hidden", world.hidden.iter().map(String::as_str));
        head.flag("foreign", world.has_foreign_extension);
        head.list("path", world.path.iter().map(String::as_str));
        let mut blocks: Vec<String> = Vec::new();
        for (key, id) in self.store.names() {
            if key.space != Space::Constraint
                && let Some(object) = self.store.get(id)
                && key.name == object.path.name
            {
                blocks.push(self.block(object));
            }
        }
        for (name, _) in self.store.fogs() {
            let mut line = Line::new("unsure");
            line.put("name", name);
            blocks.push(line.end());
        }
        blocks.extend(self.store.graves().filter_map(|(key, grave)| {
            let mut line = Line::new("gone");
            line.put("space", space_word(key.space)?);
            match &key.scope {
                Scope::Global => {}
                Scope::Schema(schema) => line.list("in", [schema.as_str()]),
                Scope::Table(table) => {
                    self.store.get(*table)?;
                    line.list("on", self.reference(*table).iter().map(String::as_str));
                }
            }
            line.put("name", &key.name);
            put_origin(&mut line, &grave.origin);
            line.put_some("to", grave.renamed_to.as_ref());
            line.flag("sure", self.is_certain_grave(key, grave.since));
            Some(line.end())
        }));
        blocks.sort_unstable();
        let mut text = head.end();
        for block in blocks {
            text.push('\n');
            text.push_str(&block);
        }
        text
    }

    fn is_certain_grave(&self, key: &Key, since: Serial) -> bool {
        match &key.scope {
            Scope::Table(table) => self
                .store
                .get(*table)
                .is_some_and(|object| since > self.doubt(object)),
            _ => since > self.store.opened(&key.name),
        }
    }

    fn doubt(&self, object: &Object) -> Serial {
        self.store.doubt(&object.path.name)
    }

    /// Returns the words by which one object mentions another: what it is, and its path.
    fn reference(&self, id: Id) -> Vec<String> {
        let Some(object) = self.store.get(id) else {
            return Vec::new();
        };
        let word = match object.body {
            Body::Type(_) => "type",
            Body::Routines(_) => "routine",
            _ => "relation",
        };
        let schema = object.path.schema.clone().unwrap_or_default();
        vec![word.to_owned(), schema, object.path.name.clone()]
    }

    fn put_reference(&self, line: &mut Line, key: &str, id: Option<Id>) {
        if let Some(id) = id {
            line.list(key, self.reference(id).iter().map(String::as_str));
        }
    }

    fn block(&self, object: &Object) -> String {
        let mut line = Line::new(match &object.body {
            Body::Table(_) => "table",
            Body::View(_) => "view",
            Body::Sequence { .. } => "sequence",
            Body::Index(_) => "index",
            Body::Type(_) => "type",
            Body::Routines(_) => "routines",
            Body::Trigger { .. } => "trigger",
            Body::Other { .. } => "object",
        });
        put_path(&mut line, "name", &object.path);
        line.put("kind", object.kind.word());
        put_origin(&mut line, &object.origin);
        let doubt = self.doubt(object);
        line.flag("sure", object.sure > doubt);
        let mut parts = Vec::new();
        match &object.body {
            Body::Table(table) => {
                line.flag("complete", table.complete > doubt);
                line.flag("temporary", table.temporary);
                let parents = table.parents.iter().map(|id| self.reference(*id));
                let parents: Vec<String> = parents.flatten().collect();
                line.list("parents", parents.iter().map(String::as_str));
                let options = table.options.iter();
                line.list(
                    "options",
                    options.flat_map(|(key, value)| [key.as_str(), value]),
                );
                let columns = table.columns.iter();
                parts.extend(columns.map(|column| self.column(column, doubt)));
                let constraints = table.constraints.iter();
                parts.extend(constraints.map(|known| self.constraint(known, doubt)));
            }
            Body::View(view) => {
                line.flag("known", view.columns.is_some());
                line.list("columns", view.columns.iter().flatten().map(String::as_str));
                let reads = view.reads.iter().map(|id| self.reference(*id));
                let reads: Vec<String> = reads.flatten().collect();
                line.list("reads", reads.iter().map(String::as_str));
                line.list("mentions", view.mentions.iter().map(String::as_str));
                line.put_filled("query", &view.query);
            }
            Body::Sequence { owner, options } => {
                self.put_reference(&mut line, "owner", owner.as_ref().map(|(table, _)| *table));
                line.put_some("column", owner.as_ref().map(|(_, column)| column));
                line.put_filled("options", options);
            }
            Body::Index(index) => {
                self.put_reference(&mut line, "table", Some(index.table));
                line.flag("unique", index.unique);
                line.flag("constraint", index.is_constraint);
                line.list("parts", index.parts.iter().map(String::as_str));
                line.list("columns", index.columns.iter().map(String::as_str));
                line.put_filled("details", &index.details);
            }
            Body::Type(TypeBody::Enum(labels)) => {
                line.flag("enum", true);
                line.list("labels", labels.iter().map(String::as_str));
            }
            Body::Type(TypeBody::Domain {
                text,
                checks,
                uses_type,
            }) => {
                line.put("domain", text);
                line.list("checks", checks.iter().map(String::as_str));
                if let Some(path) = uses_type {
                    put_path(&mut line, "of", path);
                }
            }
            Body::Type(TypeBody::Other(text)) => line.put("is", text),
            Body::Routines(routines) => parts.extend(routines.iter().map(routine_line)),
            Body::Trigger {
                table,
                calls,
                columns,
                definition,
            } => {
                self.put_reference(&mut line, "table", Some(*table));
                self.put_reference(&mut line, "calls", *calls);
                line.list("columns", columns.iter().map(String::as_str));
                line.put_filled("is", definition);
            }
            Body::Other { table, definition } => {
                self.put_reference(&mut line, "table", *table);
                line.put_filled("is", definition);
            }
        }
        let mut block = line.end();
        for part in parts {
            block.push_str("\n\t");
            block.push_str(&part);
        }
        block
    }

    fn column(&self, column: &Column, doubt: Serial) -> String {
        let mut line = Line::new("column");
        line.put("name", &column.name);
        line.put_some("type", column.data_type.as_ref());
        self.put_reference(&mut line, "uses", column.uses_type);
        line.flag("notnull", column.not_null);
        line.put_some("default", column.default.as_ref());
        line.put_some("generated", column.generated.as_ref());
        line.put_some("identity", column.identity.as_ref());
        let options = column.options.iter();
        line.list(
            "options",
            options.flat_map(|(key, value)| [key.as_str(), value]),
        );
        put_origin(&mut line, &column.origin);
        line.flag("sure", column.sure > doubt);
        line.end()
    }

    fn constraint(&self, known: &Constraint, doubt: Serial) -> String {
        let mut line = Line::new("constraint");
        line.put("name", &known.name);
        line.put("kind", known.body.word());
        line.list("columns", known.body.columns().iter().map(String::as_str));
        let index = known.body.index().and_then(|id| self.store.get(id));
        line.flag("index", index.is_some());
        match &known.body {
            Rule::NotNull { .. } | Rule::PrimaryKey { .. } => {}
            Rule::Unique { details, .. } => line.put_filled("details", details),
            Rule::Check { expression, .. } | Rule::Exclude { expression, .. } => {
                line.put_filled("details", expression);
            }
            Rule::ForeignKey {
                table,
                path,
                referred,
                actions,
                ..
            } => {
                self.put_reference(&mut line, "table", *table);
                put_path(&mut line, "path", path);
                line.list("referred", referred.iter().map(String::as_str));
                line.put_filled("details", actions);
            }
        }
        line.flag("notvalid", known.not_valid);
        line.put_filled("timing", &known.timing);
        put_origin(&mut line, &known.origin);
        line.flag("sure", known.sure > doubt);
        line.end()
    }
}

fn routine_line(routine: &Routine) -> String {
    let mut line = Line::new("routine");
    line.put("arguments", &routine.signature);
    line.put("kind", routine.kind.word());
    line.put_filled("is", &routine.definition);
    put_origin(&mut line, &routine.origin);
    // What it does when it is called is kept only as the names that it may change.
    let mut touched = Touched::default();
    touched.all(&routine.runs);
    touched.names.sort_unstable();
    touched.names.dedup();
    line.list("touches", touched.names.iter().map(String::as_str));
    line.flag("opens", touched.opens_names);
    line.flag("anything", touched.opens_world);
    line.end()
}

/// What effects may change.
#[derive(Debug, Default)]
struct Touched {
    names: Vec<String>,
    opens_names: bool,
    opens_world: bool,
}

impl Touched {
    fn all(&mut self, effects: &[Located<Effect>]) {
        for effect in effects {
            self.one(&effect.value);
        }
    }

    fn one(&mut self, effect: &Effect) {
        let mut add = |path: &Path| self.names.push(path.name.clone());
        match effect {
            Effect::CreateTable(new) => add(&new.path),
            Effect::AlterTable { table, actions, .. } => {
                add(table);
                for action in actions {
                    if let TableAction::RenameTable { to } = &action.value {
                        self.names.push(to.clone());
                    }
                }
            }
            Effect::CreateIndex(new) => {
                add(&new.table);
                self.names.extend(new.name.clone());
            }
            Effect::CreateView(new) => add(&new.path),
            Effect::CreateSequence(new) => add(&new.path),
            Effect::OwnSequence { sequence, .. } => add(sequence),
            Effect::CreateType(new) => add(&new.path),
            Effect::AlterType { path, .. } => add(path),
            Effect::CreateRoutine(new) => add(&new.path),
            Effect::CreateTrigger(new) => self.names.push(new.name.clone()),
            Effect::CreateObject(new) => add(&new.path),
            Effect::Drop { path, .. } | Effect::SetSchema { path, .. } => add(path),
            Effect::Rename { path, to, .. } => {
                add(path);
                self.names.push(to.clone());
            }
            Effect::Calls(paths) | Effect::Opaque(paths) => paths.iter().for_each(add),
            Effect::Maybe(effects) | Effect::Lenient(effects) => self.all(effects),
            Effect::OpenNames => self.opens_names = true,
            Effect::OpenWorld => self.opens_world = true,
            Effect::Uses { .. }
            | Effect::UsesAny { .. }
            | Effect::NotInScope { .. }
            | Effect::Needs { .. }
            | Effect::SearchPath { .. } => {}
        }
    }
}

fn put_path(line: &mut Line, key: &str, path: &Path) {
    let schema = path.schema.as_deref();
    line.list(
        key,
        schema
            .into_iter()
            .chain(std::iter::once(path.name.as_str())),
    );
}

fn put_origin(line: &mut Line, origin: &Origin) {
    line.put(origin.verb, &origin.revision);
}

pub(super) const fn space_word(space: Space) -> Option<&'static str> {
    Some(match space {
        Space::Relation => "relation",
        Space::Type => "type",
        Space::Routine => "routine",
        Space::Schema => "schema",
        Space::Index => "index",
        Space::Column => "column",
        Space::Constraint => "constraint",
        Space::Trigger => "trigger",
        // Of the others only what there is matters.
        _ => return None,
    })
}

/// The kinds by the words that messages use.
pub(super) fn kind_of(word: &str) -> Option<Kind> {
    const ALL: [Kind; 20] = [
        Kind::Schema,
        Kind::Table,
        Kind::View,
        Kind::MaterializedView,
        Kind::Sequence,
        Kind::Index,
        Kind::Type,
        Kind::Domain,
        Kind::Function,
        Kind::Procedure,
        Kind::Aggregate,
        Kind::Routine,
        Kind::Trigger,
        Kind::Policy,
        Kind::Rule,
        Kind::Extension,
        Kind::Statistics,
        Kind::Collation,
        Kind::Event,
        Kind::Other,
    ];
    ALL.into_iter().find(|kind| kind.word() == word)
}
