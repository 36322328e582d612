//! Finds whatever a statement names, of any kind.

use std::ops::Range;

use super::apply::Thing;
use super::id::Id;
use super::object::{Body, Routine};
use super::rules::EXTENSION_TYPES;
use super::run::{Done, Found, Run, State, table_key};
use super::store::{Key, Scope, Space};
use crate::effect::{Kind, Name, Path};

impl Run<'_> {
    /// Returns the object that a statement needs; `None` if there is none and that is no error.
    pub(super) fn thing(
        &mut self,
        thing: &Thing<'_>,
        at: &Range<usize>,
        if_exists: bool,
    ) -> Done<Option<Id>> {
        match thing.kind {
            Kind::Table | Kind::View | Kind::MaterializedView | Kind::Sequence => {
                let id = self.relation(thing.path, at, thing.kind, if_exists)?;
                if let Some(id) = id {
                    self.right_kind(id, thing.kind, at)?;
                }
                Ok(id)
            }
            Kind::Index => self.index_thing(thing, at, if_exists),
            Kind::Constraint => {
                let Some(on) = thing.on else { return Ok(None) };
                let Some(id) = self.relation(on, at, Kind::Table, if_exists)? else {
                    return Ok(None);
                };
                match self.constraint_state(id, &thing.path.name) {
                    State::Missing if !if_exists => {
                        Err(self.unknown_constraint(id, &thing.path.name, at))
                    }
                    _ => Ok(Some(id)),
                }
            }
            Kind::Type | Kind::Domain => self.type_thing(thing, at, if_exists),
            Kind::Function | Kind::Procedure | Kind::Aggregate | Kind::Routine => {
                self.routine_thing(thing, at, if_exists)
            }
            _ => self.other_thing(thing, at, if_exists),
        }
    }

    fn index_thing(
        &mut self,
        thing: &Thing<'_>,
        at: &Range<usize>,
        if_exists: bool,
    ) -> Done<Option<Id>> {
        let Some(on) = thing.on.filter(|_| self.rules.indexes_per_table) else {
            let path = thing.path;
            let id = match self.find(Space::Relation, path) {
                Found::Sure(id) | Found::Unsure(id) => id,
                Found::Missing if !if_exists => {
                    return Err(self.unknown(Kind::Index, Space::Relation, path, at));
                }
                Found::Maybe | Found::Missing => return Ok(None),
            };
            self.right_kind(id, Kind::Index, at)?;
            return Ok(Some(id));
        };
        let Some(table) = self.relation(on, at, Kind::Table, if_exists)? else {
            return Ok(None);
        };
        self.table_index(table, &thing.path.name, at, if_exists)
    }

    /// Returns the index of a table where indexes have names of their own in each.
    pub(super) fn table_index(
        &mut self,
        table: Id,
        name: &str,
        at: &Range<usize>,
        if_exists: bool,
    ) -> Done<Option<Id>> {
        let key = table_key(Space::Index, table, name);
        if let Some(id) = self.lookup(&key) {
            self.doubted |= !self.is_sure(id);
            return Ok(Some(id));
        }
        let is_known = self.get(table).is_some_and(|object| {
            object
                .table()
                .is_some_and(|known| known.complete > self.doubt(object))
        });
        if if_exists || !is_known {
            self.doubted |= !is_known;
            return Ok(None);
        }
        let near = |run: &Self| {
            let names = run.indexes_of(table).into_iter();
            let names: Vec<Name> = names
                .filter_map(|id| Some(run.get(id)?.path.name.clone()))
                .collect();
            let names = names.iter().map(String::as_str);
            limbeck_core::suggest::nearest(name, names).map(str::to_owned)
        };
        let code = limbeck_core::code::Code::UnknownIndex;
        Err(self.unknown_part(code, "index", Space::Index, table, name, at, near))
    }

    /// Returns the indexes of a table.
    pub(super) fn indexes_of(&self, table: Id) -> Vec<Id> {
        let Some(object) = self.get(table) else {
            return Vec::new();
        };
        let is_index = |id: &Id| {
            let index = self.get(*id).and_then(|object| object.index());
            index.is_some_and(|index| index.table == table)
        };
        object.dependents.iter().copied().filter(is_index).collect()
    }

    /// A relation that is certain to be of another kind cannot be what the statement says.
    fn right_kind(&mut self, id: Id, kind: Kind, at: &Range<usize>) -> Done {
        let Some(object) = self.get(id) else {
            return Ok(());
        };
        let known = object.kind;
        // MySQL renames views as tables, and says of neither that it is the other.
        let is_lenient = self.rules.indexes_per_table && kind == Kind::Table;
        if known == kind || known == Kind::Other || is_lenient || !self.is_sure(id) {
            return Ok(());
        }
        let name = object.path.name.clone();
        let message = format!("`{name}` is a {}, not a {}", known.word(), kind.word());
        let problem = self.problem(kind.code(), at, message, &[&name]);
        Err(problem.with_origin(&name, &object.origin))
    }

    fn type_thing(
        &mut self,
        thing: &Thing<'_>,
        at: &Range<usize>,
        if_exists: bool,
    ) -> Done<Option<Id>> {
        match self.find(Space::Type, thing.path) {
            Found::Sure(id) | Found::Unsure(id) => Ok(Some(id)),
            Found::Missing if !if_exists && self.knows_types(thing.path) => {
                Err(self.unknown(thing.kind, Space::Type, thing.path, at))
            }
            Found::Maybe | Found::Missing => Ok(None),
        }
    }

    /// Returns the user's type that a column names; `None` if it is none that a revision made.
    pub(super) fn column_type(
        &mut self,
        path: Option<&Path>,
        at: &Range<usize>,
    ) -> Done<Option<Id>> {
        let Some(path) = path else { return Ok(None) };
        match self.find(Space::Type, path) {
            Found::Sure(id) | Found::Unsure(id) => return Ok(Some(id)),
            Found::Maybe => return Ok(None),
            Found::Missing => {}
        }
        // A row of a table is a type as well.
        match self.find(Space::Relation, path) {
            Found::Missing if self.knows_types(path) => {
                Err(self.unknown(Kind::Type, Space::Type, path, at))
            }
            Found::Sure(id) | Found::Unsure(id) => Ok(Some(id)),
            Found::Maybe | Found::Missing => Ok(None),
        }
    }

    /// Whether a type that no revision made is certain not to exist.
    fn knows_types(&self, path: &Path) -> bool {
        let is_buried = self.store.grave(&self.key(Space::Type, path)).is_some();
        let may_be_foreign = self.store.world().has_foreign_extension
            || EXTENSION_TYPES.contains(&path.name.as_str())
            // Arrays have types with an underscore in front.
            || path.name.starts_with('_');
        is_buried || !may_be_foreign
    }

    fn routine_thing(
        &mut self,
        thing: &Thing<'_>,
        at: &Range<usize>,
        if_exists: bool,
    ) -> Done<Option<Id>> {
        let unknown = |run: &Self| Err(run.unknown(thing.kind, Space::Routine, thing.path, at));
        match self.find(Space::Routine, thing.path) {
            Found::Sure(id) => {
                let is_there = match self.get(id).map(|object| &object.body) {
                    Some(Body::Routines(routines)) => {
                        routines.iter().any(|routine| thing.means(routine))
                    }
                    _ => true,
                };
                if is_there || if_exists {
                    return Ok(is_there.then_some(id));
                }
                unknown(self)
            }
            Found::Unsure(id) => Ok(Some(id)),
            Found::Missing if !if_exists && !self.store.world().has_foreign_extension => {
                unknown(self)
            }
            Found::Maybe | Found::Missing => Ok(None),
        }
    }

    fn other_thing(
        &mut self,
        thing: &Thing<'_>,
        at: &Range<usize>,
        if_exists: bool,
    ) -> Done<Option<Id>> {
        let table = match thing.on {
            Some(on) => {
                let Some(table) = self.relation(on, at, Kind::Table, if_exists)? else {
                    return Ok(None);
                };
                Some(table)
            }
            None => None,
        };
        if thing.kind == Kind::Schema {
            return match self.find_schema(&thing.path.name) {
                Found::Sure(id) | Found::Unsure(id) => Ok(Some(id)),
                Found::Missing if !if_exists => {
                    Err(self.unknown(Kind::Schema, Space::Schema, thing.path, at))
                }
                Found::Maybe | Found::Missing => Ok(None),
            };
        }
        let key = self.object_key(thing.kind, thing.path, table);
        // Roles, publications, extensions of the server: those are made elsewhere as well.
        let is_made_here = !matches!(thing.kind, Kind::Other | Kind::Extension | Kind::Collation);
        // A table that is not wholly known may have more of these.
        let table_is_known = table.is_none_or(|id| {
            self.get(id).is_some_and(|object| {
                let complete = object.table().map(|table| table.complete);
                complete.is_none_or(|complete| complete > self.doubt(object))
            })
        });
        match self.find_key(&key) {
            Found::Sure(id) | Found::Unsure(id) => Ok(Some(id)),
            Found::Missing if !if_exists && is_made_here && table_is_known => {
                Err(self.unknown_object(thing, &key, at))
            }
            Found::Maybe | Found::Missing => Ok(None),
        }
    }

    /// Returns the key of something that is neither relation nor type nor routine.
    pub(super) fn object_key(&self, kind: Kind, path: &Path, table: Option<Id>) -> Key {
        let space = match kind {
            Kind::Schema => Space::Schema,
            Kind::Trigger => Space::Trigger,
            Kind::Policy => Space::Policy,
            Kind::Rule => Space::Rule,
            Kind::Extension => Space::Extension,
            Kind::Statistics => Space::Statistics,
            Kind::Collation => Space::Collation,
            Kind::Event => Space::Event,
            _ => Space::Other,
        };
        let scope = match (space, table) {
            (Space::Schema | Space::Extension, _) => Scope::Global,
            (Space::Trigger, Some(table)) if self.rules.triggers_per_table => Scope::Table(table),
            (Space::Policy | Space::Rule | Space::Other, Some(table)) => Scope::Table(table),
            _ => Scope::Schema(self.home(path.schema.as_ref())),
        };
        Key {
            space,
            scope,
            name: path.name.clone(),
        }
    }
}

impl Thing<'_> {
    /// Whether a routine is the one, or one of those, that is named.
    pub(super) fn means(&self, routine: &Routine) -> bool {
        self.signature
            .is_none_or(|signature| signature == routine.signature)
    }
}
