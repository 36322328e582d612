//! Makes a picture of a schema.

use super::Schema;
use super::object::{Body, Object, Rule};
use super::store::{Scope, Space};
use crate::effect::{Kind, Path, TypeBody};
use crate::picture::{
    Column, Constraint, ForeignKey, Index, Name, Picture, Routine, Table, Trigger, Type, View,
};

impl Schema {
    /// Returns the schema as plain data.
    pub(crate) fn picture(&self) -> Picture {
        let mut picture = Picture {
            is_open: self.is_open(),
            ..Picture::default()
        };
        for (key, id) in self.store.names() {
            let Some(object) = self.store.get(id) else {
                continue;
            };
            if matches!(key.space, Space::Constraint) || matches!(key.scope, Scope::Table(_)) {
                continue;
            }
            match &object.body {
                Body::Table(_) => picture.tables.push(self.table(object)),
                Body::View(view) => picture.views.push(View {
                    name: self.name(&object.path),
                    is_materialized: object.kind == Kind::MaterializedView,
                    columns: view.columns.clone(),
                    query: view.query.clone(),
                    indexes: self.indexes(object),
                }),
                Body::Sequence { owner: None, .. } => {
                    picture.sequences.push(self.name(&object.path));
                }
                Body::Type(body) => picture.types.push(self.data_type(object, body)),
                Body::Routines(routines) => {
                    picture
                        .routines
                        .extend(routines.iter().map(|routine| Routine {
                            name: self.name(&object.path),
                            kind: routine.kind.word(),
                            arguments: routine.signature.clone(),
                        }));
                }
                Body::Other { .. } if object.kind == Kind::Schema => {
                    picture.schemas.push(object.path.name.clone());
                }
                Body::Other { .. } if object.kind == Kind::Extension => {
                    picture.extensions.push(object.path.name.clone());
                }
                Body::Other { .. }
                | Body::Sequence { .. }
                | Body::Index(_)
                | Body::Trigger { .. } => {}
            }
        }
        picture
    }

    fn name(&self, path: &Path) -> Name {
        let home = self.rules.path;
        let schema = path.schema.clone();
        Name {
            schema: schema.filter(|schema| !home.contains(&schema.as_str())),
            name: path.name.clone(),
        }
    }

    fn data_type(&self, object: &Object, body: &TypeBody) -> Type {
        let (labels, definition) = match body {
            TypeBody::Enum(labels) => (labels.clone(), String::new()),
            TypeBody::Domain { text, .. } | TypeBody::Other(text) => (Vec::new(), text.clone()),
        };
        Type {
            name: self.name(&object.path),
            is_domain: object.kind == Kind::Domain,
            labels,
            definition,
        }
    }

    fn table(&self, object: &Object) -> Table {
        let mut drawn = Table {
            name: self.name(&object.path),
            indexes: self.indexes(object),
            triggers: self.triggers(object),
            ..Table::default()
        };
        let Some(table) = object.table() else {
            return drawn;
        };
        let doubt = self.store.doubt(&object.path.name);
        drawn.is_incomplete = table.complete <= doubt;
        drawn.columns = table
            .columns
            .iter()
            .map(|column| Column {
                name: column.name.clone(),
                data_type: column.data_type.clone(),
                not_null: column.not_null,
                default: column.default.clone(),
                generated: column.generated.clone(),
                identity: column.identity.clone(),
            })
            .collect();
        for known in &table.constraints {
            let (name, columns) = (known.name.clone(), known.body.columns().to_vec());
            let expression = match &known.body {
                Rule::NotNull { .. } => continue,
                Rule::ForeignKey {
                    table,
                    path,
                    referred,
                    actions,
                    ..
                } => {
                    let target = table.and_then(|id| self.store.get(id));
                    drawn.foreign_keys.push(ForeignKey {
                        name,
                        columns,
                        table: self.name(target.map_or(path, |target| &target.path)),
                        referred: referred.clone(),
                        actions: actions.clone(),
                    });
                    continue;
                }
                Rule::PrimaryKey { columns, .. } => {
                    drawn.primary_key.clone_from(columns);
                    String::new()
                }
                Rule::Unique { .. } => String::new(),
                Rule::Check { expression, .. } | Rule::Exclude { expression, .. } => {
                    expression.clone()
                }
            };
            drawn.constraints.push(Constraint {
                name,
                kind: known.body.word(),
                columns,
                expression,
            });
        }
        drawn.constraints.sort_by(|a, b| a.name.cmp(&b.name));
        drawn.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        drawn
    }

    /// Returns the objects that hang on another, by name.
    fn hanging<'a>(&'a self, object: &'a Object) -> Vec<&'a Object> {
        let dependents = object.dependents.iter();
        let mut hanging: Vec<_> = dependents
            .filter_map(|id| self.store.get(*id))
            .filter(|other| {
                let owner = other.hangs_on().and_then(|owner| self.store.get(owner));
                owner.is_some_and(|owner| std::ptr::eq(owner, object))
            })
            .collect();
        hanging.sort_by(|a, b| a.path.cmp(&b.path));
        hanging
    }

    fn indexes(&self, object: &Object) -> Vec<Index> {
        let hanging = self.hanging(object).into_iter();
        hanging
            .filter_map(|other| Some((other, other.index()?)))
            .filter(|(_, index)| !index.is_constraint)
            .map(|(other, index)| Index {
                name: other.path.name.clone(),
                is_unique: index.unique,
                parts: index.parts.clone(),
                details: index.details.clone(),
            })
            .collect()
    }

    fn triggers(&self, object: &Object) -> Vec<Trigger> {
        let hanging = self.hanging(object).into_iter();
        hanging
            .filter_map(|other| match &other.body {
                Body::Trigger { definition, .. } => Some(Trigger {
                    name: other.path.name.clone(),
                    definition: definition.clone(),
                }),
                _ => None,
            })
            .collect()
    }
}
