//! What is wrong, in words: what is missing, what is there already, what is still used.

use std::ops::Range;

use limbeck_core::code::Code;
use limbeck_core::diagnostic::{Diagnostic, Label};
use limbeck_core::suggest::nearest;

use super::apply::Thing;
use super::id::Id;
use super::object::{Column, Grave, Origin};
use super::run::{Run, TEMPORARY, table_key};
use super::store::{Key, Space};
use crate::effect::{Kind, Name, Path};

/// Why an effect is impossible.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) diagnostic: Diagnostic,
    /// Names that are not certain from here on.
    pub(super) names: Vec<Name>,
}

pub(super) type Done<T = ()> = Result<T, Box<Problem>>;

/// What to do about something that never was.
const CREATE_IT: &str = "create it before it is used, here or in an earlier revision";

impl Problem {
    /// The statement would only take it away.
    pub(super) fn of_drop(mut self: Box<Self>) -> Box<Self> {
        for help in &mut self.diagnostic.help {
            if help == CREATE_IT {
                *help = "remove the statement, or write `IF EXISTS`".to_owned();
            }
        }
        self
    }

    /// Says where the thing that it is about came from.
    pub(super) fn with_origin(mut self: Box<Self>, name: &str, origin: &Origin) -> Box<Self> {
        tell_origin(&mut self.diagnostic, &format!("`{name}`"), origin);
        self
    }
}

impl Run<'_> {
    pub(super) fn problem(
        &self,
        code: Code,
        at: &Range<usize>,
        message: String,
        names: &[&str],
    ) -> Box<Problem> {
        let diagnostic = match self.site.span(at) {
            Some(span) => Diagnostic::at(code, span, message),
            None => Diagnostic::about(code, self.site.revision.as_ref(), message),
        };
        Box::new(Problem {
            diagnostic,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        })
    }

    /// `path` does not exist and should.
    pub(super) fn unknown(
        &self,
        kind: Kind,
        space: Space,
        path: &Path,
        at: &Range<usize>,
    ) -> Box<Problem> {
        let word = kind.word();
        let message = format!("{word} `{path}` does not exist");
        let mut problem = self.problem(kind.code(), at, message, &[&path.name]);
        problem.diagnostic.label = format!("there is no such {word} here");
        let grave = self.store.grave(&self.key(space, path)).cloned();
        let near = || {
            let names = self.store.names_in(space);
            nearest(
                &path.name,
                names.into_iter().filter(|name| *name != path.name),
            )
            .map(str::to_owned)
        };
        self.explain_absence(&mut problem, &path.name, grave, near);
        problem
    }

    pub(super) fn unknown_column(&self, table: Id, name: &str, at: &Range<usize>) -> Box<Problem> {
        let near = |run: &Self| {
            let columns = run.table(table)?.columns.iter();
            nearest(name, columns.map(|column| column.name.as_str())).map(str::to_owned)
        };
        self.unknown_part(
            Code::UnknownColumn,
            "column",
            Space::Column,
            table,
            name,
            at,
            near,
        )
    }

    /// A column is in none of the tables that a query reads.
    pub(super) fn unknown_column_of_all(
        &self,
        tables: &[Id],
        name: &str,
        at: &Range<usize>,
    ) -> Box<Problem> {
        let message = format!("column `{name}` does not exist in any of the tables read here");
        let mut problem = self.problem(Code::UnknownColumn, at, message, &[]);
        let known = tables.iter().filter_map(|id| self.table(*id));
        let columns = known.flat_map(|table| &table.columns);
        let near = nearest(name, columns.map(|column| column.name.as_str())).map(str::to_owned);
        let graves = tables.iter();
        let mut graves = graves.filter_map(|id| {
            self.store
                .grave(&table_key(Space::Column, *id, name))
                .cloned()
        });
        self.explain_absence(&mut problem, name, graves.next(), || near);
        problem
    }

    /// A name means nothing in a query, whatever the schema is.
    pub(super) fn not_in_scope(
        &self,
        name: &str,
        column_of: Option<&Option<Name>>,
        known: &[Name],
        at: &Range<usize>,
    ) -> Box<Problem> {
        let (code, message) = match column_of {
            Some(Some(query)) => (
                Code::UnknownColumn,
                format!("column `{name}` of `{query}` does not exist"),
            ),
            Some(None) => (
                Code::UnknownColumn,
                format!("column `{name}` does not exist"),
            ),
            None => (
                Code::UnknownTable,
                format!("table `{name}` is not read in this query"),
            ),
        };
        let mut problem = self.problem(code, at, message, &[]);
        let near = nearest(name, known.iter().map(String::as_str));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        problem.diagnostic.help.extend(help);
        problem
    }

    /// Something that is no relation, type or routine is missing.
    pub(super) fn unknown_object(
        &self,
        thing: &Thing<'_>,
        key: &Key,
        at: &Range<usize>,
    ) -> Box<Problem> {
        let word = thing.kind.word();
        let message = match thing.on {
            Some(on) => format!(
                "{word} `{}` of `{}` does not exist",
                thing.path.name, on.name
            ),
            None => format!("{word} `{}` does not exist", thing.path),
        };
        let names = [thing.path.name.as_str()];
        let mut problem = self.problem(thing.kind.code(), at, message, &names);
        problem.diagnostic.label = format!("there is no such {word} here");
        let grave = self.store.grave(key).cloned();
        let near = || {
            let names = self.store.names_in(key.space);
            nearest(
                &thing.path.name,
                names.into_iter().filter(|name| *name != thing.path.name),
            )
            .map(str::to_owned)
        };
        self.explain_absence(&mut problem, &thing.path.name, grave, near);
        problem
    }

    pub(super) fn unknown_constraint(
        &self,
        table: Id,
        name: &str,
        at: &Range<usize>,
    ) -> Box<Problem> {
        let near = |run: &Self| {
            let constraints = run.table(table)?.constraints.iter();
            nearest(name, constraints.map(|known| known.name.as_str())).map(str::to_owned)
        };
        let (code, space) = (Code::UnknownConstraint, Space::Constraint);
        self.unknown_part(code, "constraint", space, table, name, at, near)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one message for three kinds of parts"
    )]
    pub(super) fn unknown_part(
        &self,
        code: Code,
        word: &str,
        space: Space,
        table: Id,
        name: &str,
        at: &Range<usize>,
        near: impl Fn(&Self) -> Option<Name>,
    ) -> Box<Problem> {
        let owner = self
            .get(table)
            .map_or_else(String::new, |object| object.path.name.clone());
        let message = format!("{word} `{name}` of `{owner}` does not exist");
        let mut problem = self.problem(code, at, message, &[&owner]);
        problem.diagnostic.label = format!("`{owner}` has no such {word} here");
        let grave = self.store.grave(&table_key(space, table, name)).cloned();
        let has_grave = grave.is_some();
        self.explain_absence(&mut problem, name, grave, || near(self));
        if let (false, Some(object)) = (has_grave, self.get(table)) {
            let owner = format!("`{owner}`");
            tell_origin(&mut problem.diagnostic, &owner, &object.origin);
        }
        problem
    }

    fn explain_absence(
        &self,
        problem: &mut Problem,
        name: &str,
        grave: Option<Grave>,
        near: impl FnOnce() -> Option<Name>,
    ) {
        let diagnostic = &mut problem.diagnostic;
        match grave {
            Some(grave) => {
                let what = match &grave.renamed_to {
                    Some(to) => format!("`{name}` was renamed to `{to}` here"),
                    None => format!("`{name}` was dropped here"),
                };
                match grave.origin.span {
                    Some(span) => diagnostic.labels.push(Label { span, text: what }),
                    None => diagnostic.notes.push(format!(
                        "{} in revision `{}`",
                        what.trim_end_matches(" here"),
                        grave.origin.revision
                    )),
                }
                diagnostic.help.push(match grave.renamed_to {
                    Some(to) => format!("use its new name, `{to}`"),
                    None => "remove the statement, or what drops it before".to_owned(),
                });
            }
            None => diagnostic.help.push(match near() {
                Some(near) => format!("did you mean `{near}`?"),
                None => CREATE_IT.to_owned(),
            }),
        }
    }

    /// Something is there already.
    pub(super) fn exists(
        &self,
        what: &str,
        name: &str,
        at: &Range<usize>,
        origin: &Origin,
        names: &[&str],
        help: &str,
    ) -> Box<Problem> {
        let message = format!("{what} already exists");
        let mut problem = self.problem(Code::AlreadyExists, at, message, names);
        problem.diagnostic.label = "made a second time here".to_owned();
        tell_origin(&mut problem.diagnostic, &format!("`{name}`"), origin);
        problem.diagnostic.help.push(help.to_owned());
        problem
    }

    /// A relation or type of this name is there already.
    pub(super) fn object_exists(&self, id: Id, at: &Range<usize>, help: &str) -> Box<Problem> {
        match self.get(id) {
            Some(object) => {
                let path = self.shown(&object.path);
                let what = format!("{} `{path}`", object.kind.word());
                self.exists(
                    &what,
                    &object.path.name,
                    at,
                    &object.origin,
                    &[&object.path.name],
                    help,
                )
            }
            None => self.problem(Code::AlreadyExists, at, "it already exists".to_owned(), &[]),
        }
    }

    /// Returns a path without the schema that it would be looked up in anyway.
    pub(super) fn shown(&self, path: &Path) -> Path {
        let is_home =
            |schema: &Name| schema == TEMPORARY || self.store.world().path.first() == Some(schema);
        Path {
            schema: path.schema.clone().filter(|schema| !is_home(schema)),
            name: path.name.clone(),
        }
    }

    pub(super) fn column_exists(
        &self,
        table: Id,
        column: &Column,
        at: &Range<usize>,
    ) -> Box<Problem> {
        let owner = self
            .get(table)
            .map_or_else(String::new, |object| object.path.name.clone());
        let what = format!("column `{}` of `{owner}`", column.name);
        let help = "remove the statement, or choose another name";
        self.exists(&what, &column.name, at, &column.origin, &[&owner], help)
    }
}

/// Says where something came from.
fn tell_origin(diagnostic: &mut Diagnostic, what: &str, origin: &Origin) {
    let verb = origin.verb;
    match &origin.span {
        Some(span) => diagnostic.labels.push(Label {
            span: span.clone(),
            text: format!("{what} was {verb} here"),
        }),
        None if origin.revision.is_empty() => {}
        None => {
            let revision = &origin.revision;
            diagnostic
                .notes
                .push(format!("{what} was {verb} in revision `{revision}`"));
        }
    }
}

impl Kind {
    /// Returns the code for one that is missing.
    pub(super) const fn code(self) -> Code {
        match self {
            Kind::Table | Kind::View | Kind::MaterializedView | Kind::Sequence => {
                Code::UnknownTable
            }
            Kind::Index => Code::UnknownIndex,
            Kind::Constraint => Code::UnknownConstraint,
            Kind::Type | Kind::Domain => Code::UnknownType,
            _ => Code::UnknownObject,
        }
    }

    /// Returns the word for it in messages.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Kind::Schema => "schema",
            Kind::Table => "table",
            Kind::View => "view",
            Kind::MaterializedView => "materialized view",
            Kind::Sequence => "sequence",
            Kind::Index => "index",
            Kind::Constraint => "constraint",
            Kind::Type => "type",
            Kind::Domain => "domain",
            Kind::Function => "function",
            Kind::Procedure => "procedure",
            Kind::Aggregate => "aggregate",
            Kind::Routine => "routine",
            Kind::Trigger => "trigger",
            Kind::Policy => "policy",
            Kind::Rule => "rule",
            Kind::Extension => "extension",
            Kind::Statistics => "statistics object",
            Kind::Collation => "collation",
            Kind::Event => "event",
            Kind::Other => "object",
        }
    }
}
