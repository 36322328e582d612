//! Reads a snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Schema;
use super::certainty::Serial;
use super::id::Id;
use super::line::Fields;
use super::object::{
    Body, Column, Constraint, Grave, Index, Object, Origin, Routine, Rule, Table, View,
};
use super::rules::Rules;
use super::run::{Run, Site};
use super::snapshot::{VERSION, kind_of, space_word};
use super::store::{Key, Scope, Space};
use crate::effect::{Effect, Located, Path, TypeBody};

/// What was open when the snapshot was written.
const OPEN: Serial = Serial(2);
/// What was in doubt.
const DOUBT: Serial = Serial(1);
/// What was certain.
const SURE: Serial = Serial(3);

impl Schema {
    /// Reads what [`snapshot`](Schema::snapshot) has written; `None` if it is not that.
    pub(super) fn restore(text: &str, rules: Rules) -> Option<Schema> {
        let mut lines = text.lines();
        let head = Fields::of(lines.next()?);
        if head.word != VERSION {
            return None;
        }
        let mut schema = Schema::new(rules);
        let world = schema.store.world_mut();
        world.now = SURE;
        world.open = if head.has("open") {
            OPEN
        } else {
            Serial::default()
        };
        world.hidden = head.list("hidden");
        world.has_foreign_extension = head.has("foreign");
        world.path = head.list("path");
        world.path_after.clone_from(&world.path);
        let site = Site {
            file: None,
            revision: Arc::from(""),
            place: None,
        };
        let mut run = schema.run(&site);
        let mut blocks: Vec<(Id, Fields<'_>, Vec<Fields<'_>>)> = Vec::new();
        let mut graves = Vec::new();
        for line in lines {
            if let Some(part) = line.strip_prefix('\t') {
                blocks.last_mut()?.2.push(Fields::of(part));
                continue;
            }
            let fields = Fields::of(line);
            match fields.word {
                "unsure" => run.store.set_fog(&fields.text("name"), DOUBT),
                "gone" => graves.push(fields),
                _ => {
                    let id = run.restore_name(&fields)?;
                    blocks.push((id, fields, Vec::new()));
                }
            }
        }
        for (id, fields, parts) in &blocks {
            let body = run.restore_body(fields, parts)?;
            run.fill(*id, body);
        }
        for fields in &graves {
            run.restore_grave(fields)?;
        }
        schema.store.forget_past();
        Some(schema)
    }
}

impl Run<'_> {
    /// Makes an object without its body, so that others can mention it.
    fn restore_name(&mut self, fields: &Fields<'_>) -> Option<Id> {
        let kind = kind_of(&fields.text("kind"))?;
        let path = path_of(&fields.list("name"))?;
        let object = Object {
            kind,
            path: path.clone(),
            sure: sure(fields),
            origin: origin_of(fields)?,
            body: Body::Other {
                table: None,
                definition: String::new(),
            },
            dependents: Vec::new(),
        };
        let space = match fields.word {
            "table" | "view" | "sequence" => Some(Space::Relation),
            "index" if !self.rules.indexes_per_table => Some(Space::Relation),
            "type" => Some(Space::Type),
            "routines" => Some(Space::Routine),
            _ => None,
        };
        let id = self.store.add(object);
        if let Some(space) = space {
            let key = self.key(space, &path);
            self.store.set_name(key, Some(id));
        }
        Some(id)
    }

    /// Gives an object its body, its name on a table, and those it mentions their dependent.
    fn fill(&mut self, id: Id, body: Body) {
        let mut mentioned: Vec<Id> = Vec::new();
        match &body {
            Body::Table(table) => {
                mentioned.extend(&table.parents);
                mentioned.extend(table.columns.iter().filter_map(|column| column.uses_type));
                mentioned.extend(
                    table
                        .constraints
                        .iter()
                        .filter_map(|known| match known.body {
                            Rule::ForeignKey { table, .. } => table,
                            _ => None,
                        }),
                );
            }
            Body::View(view) => mentioned.extend(&view.reads),
            Body::Trigger { calls, .. } => mentioned.extend(calls),
            _ => {}
        }
        if let Some(object) = self.store.get_mut(id) {
            object.body = body;
        }
        let Some(object) = self.store.shared(id) else {
            return;
        };
        mentioned.extend(object.hangs_on());
        for other in mentioned {
            self.depend(other, id);
        }
        let is_named = match &object.body {
            Body::Trigger { .. } | Body::Other { .. } => false,
            Body::Index(_) => !self.rules.indexes_per_table,
            _ => true,
        };
        if !is_named {
            let key = match &object.body {
                Body::Index(index) => {
                    super::run::table_key(Space::Index, index.table, &object.path.name)
                }
                _ => self.object_key(object.kind, &object.path, object.hangs_on()),
            };
            self.store.set_name(key, Some(id));
        }
        if let Body::Table(table) = &object.body {
            for constraint in &table.constraints {
                let key = Key {
                    space: Space::Constraint,
                    scope: Scope::Schema(self.home(object.path.schema.as_ref())),
                    name: constraint.name.clone(),
                };
                self.store.set_name(key, Some(id));
            }
        }
    }

    fn restore_grave(&mut self, fields: &Fields<'_>) -> Option<()> {
        const SPACES: [Space; 8] = [
            Space::Relation,
            Space::Type,
            Space::Routine,
            Space::Schema,
            Space::Index,
            Space::Column,
            Space::Constraint,
            Space::Trigger,
        ];
        let word = fields.text("space");
        let space = SPACES
            .into_iter()
            .find(|space| space_word(*space) == Some(word.as_str()))?;
        let scope = if let Some(schema) = fields.list("in").into_iter().next() {
            Scope::Schema(schema)
        } else if fields.has("on") {
            Scope::Table(self.referred(&fields.list("on"))?)
        } else {
            Scope::Global
        };
        let key = Key {
            space,
            scope,
            name: fields.get("name")?,
        };
        let grave = Grave {
            since: if fields.has("sure") { SURE } else { DOUBT },
            origin: origin_of(fields)?,
            renamed_to: fields.get("to"),
        };
        self.store.set_grave(key, Some(grave));
        Some(())
    }

    /// Returns the object that is mentioned.
    fn referred(&self, words: &[String]) -> Option<Id> {
        let [space, schema, name] = words else {
            return None;
        };
        let space = match space.as_str() {
            "type" => Space::Type,
            "routine" => Space::Routine,
            _ => Space::Relation,
        };
        self.lookup(&Key {
            space,
            scope: Scope::Schema(schema.clone()),
            name: name.clone(),
        })
    }

    fn all_referred(&self, words: &[String]) -> Vec<Id> {
        words
            .chunks(3)
            .filter_map(|words| self.referred(words))
            .collect()
    }

    fn restore_body(&self, fields: &Fields<'_>, parts: &[Fields<'_>]) -> Option<Body> {
        Some(match fields.word {
            "table" => {
                let mut table = Table {
                    complete: if fields.has("complete") {
                        SURE
                    } else {
                        Serial::default()
                    },
                    temporary: fields.has("temporary"),
                    parents: self.all_referred(&fields.list("parents")),
                    options: fields.pairs("options").collect(),
                    ..Table::default()
                };
                for part in parts {
                    match part.word {
                        "column" => table.columns.push(self.restore_column(part)?),
                        "constraint" => {
                            let schema = path_of(&fields.list("name"))?.schema;
                            table
                                .constraints
                                .push(self.restore_constraint(part, schema)?);
                        }
                        _ => return None,
                    }
                }
                Body::Table(table)
            }
            "view" => Body::View(View {
                columns: fields.has("known").then(|| fields.list("columns")),
                reads: self.all_referred(&fields.list("reads")),
                mentions: fields.list("mentions"),
                query: fields.text("query"),
            }),
            "sequence" => Body::Sequence {
                owner: self
                    .referred(&fields.list("owner"))
                    .zip(fields.get("column")),
                options: fields.text("options"),
            },
            "index" => Body::Index(Index {
                table: self.referred(&fields.list("table"))?,
                unique: fields.has("unique"),
                parts: fields.list("parts"),
                columns: fields.list("columns"),
                details: fields.text("details"),
                is_constraint: fields.has("constraint"),
            }),
            "type" => Body::Type(if fields.has("enum") {
                TypeBody::Enum(fields.list("labels"))
            } else if let Some(text) = fields.get("domain") {
                TypeBody::Domain {
                    text,
                    checks: fields.list("checks"),
                    uses_type: path_of(&fields.list("of")),
                }
            } else {
                TypeBody::Other(fields.text("is"))
            }),
            "routines" => {
                let routines = parts.iter().map(restore_routine);
                Body::Routines(routines.collect::<Option<Vec<_>>>()?)
            }
            "trigger" => Body::Trigger {
                table: self.referred(&fields.list("table"))?,
                calls: self.referred(&fields.list("calls")),
                columns: fields.list("columns"),
                definition: fields.text("is"),
            },
            "object" => Body::Other {
                table: self.referred(&fields.list("table")),
                definition: fields.text("is"),
            },
            _ => return None,
        })
    }

    fn restore_column(&self, fields: &Fields<'_>) -> Option<Column> {
        Some(Column {
            name: fields.get("name")?,
            sure: sure(fields),
            origin: origin_of(fields)?,
            data_type: fields.get("type"),
            uses_type: self.referred(&fields.list("uses")),
            not_null: fields.has("notnull"),
            default: fields.get("default"),
            generated: fields.get("generated"),
            identity: fields.get("identity"),
            options: fields.pairs("options").collect::<BTreeMap<_, _>>(),
        })
    }

    fn restore_constraint(
        &self,
        fields: &Fields<'_>,
        schema: Option<String>,
    ) -> Option<Constraint> {
        let name = fields.get("name")?;
        let columns = fields.list("columns");
        let details = fields.text("details");
        let words = [
            "relation".to_owned(),
            schema.unwrap_or_default(),
            name.clone(),
        ];
        let index = fields.has("index").then(|| self.referred(&words)).flatten();
        let body = match fields.text("kind").as_str() {
            "not null" => Rule::NotNull {
                column: columns.into_iter().next()?,
            },
            "primary key" => Rule::PrimaryKey { columns, index },
            "unique" => Rule::Unique {
                columns,
                details,
                index,
            },
            "check" => Rule::Check {
                columns,
                expression: details,
            },
            "exclude" => Rule::Exclude {
                columns,
                expression: details,
                index,
            },
            "foreign key" => Rule::ForeignKey {
                columns,
                table: self.referred(&fields.list("table")),
                path: path_of(&fields.list("path"))?,
                referred: fields.list("referred"),
                actions: details,
            },
            _ => return None,
        };
        Some(Constraint {
            name,
            sure: sure(fields),
            origin: origin_of(fields)?,
            body,
            not_valid: fields.has("notvalid"),
            timing: fields.text("timing"),
        })
    }
}

fn restore_routine(fields: &Fields<'_>) -> Option<Routine> {
    let touches = fields.list("touches").into_iter();
    let touches: Vec<Path> = touches.map(|name| Path { schema: None, name }).collect();
    let mut runs = Vec::new();
    if !touches.is_empty() {
        runs.push(Effect::Opaque(touches));
    }
    if fields.has("opens") {
        runs.push(Effect::OpenNames);
    }
    if fields.has("anything") {
        runs.push(Effect::OpenWorld);
    }
    let runs = runs.into_iter().map(|value| Located { at: 0..0, value });
    Some(Routine {
        kind: kind_of(&fields.text("kind"))?,
        signature: fields.text("arguments"),
        origin: origin_of(fields)?,
        definition: fields.text("is"),
        runs: runs.collect(),
    })
}

fn sure(fields: &Fields<'_>) -> Serial {
    if fields.has("sure") {
        SURE
    } else {
        Serial::default()
    }
}

fn path_of(words: &[String]) -> Option<Path> {
    match words {
        [name] => Some(Path {
            schema: None,
            name: name.clone(),
        }),
        [schema, name] => Some(Path {
            schema: Some(schema.clone()),
            name: name.clone(),
        }),
        _ => None,
    }
}

fn origin_of(fields: &Fields<'_>) -> Option<Origin> {
    const VERBS: [&str; 5] = ["created", "added", "renamed", "dropped", "used"];
    let verb = VERBS.into_iter().find(|verb| fields.has(verb))?;
    Some(Origin {
        span: None,
        revision: Arc::from(fields.text(verb)),
        verb,
    })
}
