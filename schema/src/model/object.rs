//! The things in a schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use limbeck_core::source::Span;

use super::certainty::Serial;
use super::id::Id;
use crate::effect::{Effect, Kind, Located, Name, NewIndex, Path, TypeBody};

/// Where something came from or went.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The place, unless it lies in a revision that was not read.
    pub(super) span: Option<Span>,
    /// The revision's id.
    pub(super) revision: Arc<str>,
    /// `created`, `added`, `renamed`.
    pub(super) verb: &'static str,
}

/// What became of something that no longer has its name.
#[derive(Clone, Debug)]
pub(super) struct Grave {
    pub(super) since: Serial,
    pub(super) origin: Origin,
    /// Its new name, if it has one.
    pub(super) renamed_to: Option<Name>,
}

/// Anything with a name of its own.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) kind: Kind,
    pub(super) path: Path,
    /// When its existence was last confirmed.
    pub(super) sure: Serial,
    pub(super) origin: Origin,
    pub(super) body: Body,
    /// Objects that may mention this one: those that really do are found by looking at them.
    pub(super) dependents: Vec<Id>,
}

/// What a thing consists of.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Table(Table),
    View(View),
    Sequence {
        owner: Option<(Id, Name)>,
        options: String,
    },
    Index(Index),
    Type(TypeBody),
    /// All routines of one name.
    Routines(Vec<Routine>),
    Trigger {
        table: Id,
        calls: Option<Id>,
        columns: Vec<Name>,
        definition: String,
    },
    /// Known by name only, on a table or not.
    Other {
        table: Option<Id>,
        definition: String,
    },
}

#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    /// When it was last certain that there are no other columns.
    pub(super) complete: Serial,
    pub(super) constraints: Vec<Constraint>,
    /// The tables that it inherits from, or is a partition of.
    pub(super) parents: Vec<Id>,
    pub(super) temporary: bool,
    pub(super) options: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: Name,
    pub(super) sure: Serial,
    pub(super) origin: Origin,
    /// `None` if unknown.
    pub(super) data_type: Option<String>,
    pub(super) uses_type: Option<Id>,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    pub(super) generated: Option<String>,
    pub(super) identity: Option<String>,
    pub(super) options: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(super) struct Constraint {
    pub(super) name: Name,
    pub(super) sure: Serial,
    pub(super) origin: Origin,
    pub(super) body: Rule,
    pub(super) not_valid: bool,
    pub(super) timing: String,
}

/// What a constraint demands.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    NotNull {
        column: Name,
    },
    PrimaryKey {
        columns: Vec<Name>,
        index: Option<Id>,
    },
    Unique {
        columns: Vec<Name>,
        details: String,
        index: Option<Id>,
    },
    Check {
        columns: Vec<Name>,
        expression: String,
    },
    Exclude {
        columns: Vec<Name>,
        expression: String,
        index: Option<Id>,
    },
    ForeignKey {
        columns: Vec<Name>,
        /// `None` if it is not known which.
        table: Option<Id>,
        /// The table's name as it was written, for what is not known.
        path: Path,
        referred: Vec<Name>,
        actions: String,
    },
}

#[derive(Clone, Debug)]
pub(super) struct View {
    /// `None` if unknown.
    pub(super) columns: Option<Vec<Name>>,
    pub(super) reads: Vec<Id>,
    pub(super) mentions: Vec<Name>,
    pub(super) query: String,
}

#[derive(Clone, Debug)]
pub(super) struct Index {
    pub(super) table: Id,
    pub(super) unique: bool,
    pub(super) parts: Vec<String>,
    pub(super) columns: Vec<Name>,
    pub(super) details: String,
    /// Whether it exists for a constraint of its name.
    pub(super) is_constraint: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Routine {
    pub(super) kind: Kind,
    pub(super) signature: String,
    pub(super) origin: Origin,
    pub(super) definition: String,
    /// What a call of it does to the schema.
    pub(super) runs: Arc<[Located<Effect>]>,
}

impl Object {
    pub(super) fn table(&self) -> Option<&Table> {
        match &self.body {
            Body::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.body {
            Body::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn index(&self) -> Option<&Index> {
        match &self.body {
            Body::Index(index) => Some(index),
            _ => None,
        }
    }

    /// Returns the table on which this one hangs and with which it falls.
    pub(super) fn hangs_on(&self) -> Option<Id> {
        match &self.body {
            Body::Index(index) => Some(index.table),
            Body::Trigger { table, .. } => Some(*table),
            Body::Other { table, .. } => *table,
            Body::Sequence { owner, .. } => owner.as_ref().map(|(table, _)| *table),
            Body::Table(_) | Body::View(_) | Body::Type(_) | Body::Routines(_) => None,
        }
    }
}

impl Table {
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(super) fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    pub(super) fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.constraints.iter().find(|known| known.name == name)
    }

    pub(super) fn primary_key(&self) -> Option<&Constraint> {
        let mut constraints = self.constraints.iter();
        constraints.find(|known| matches!(known.body, Rule::PrimaryKey { .. }))
    }
}

impl Rule {
    /// Returns the columns of its own table that it is about.
    pub(super) fn columns(&self) -> &[Name] {
        match self {
            Rule::NotNull { column } => std::slice::from_ref(column),
            Rule::PrimaryKey { columns, .. }
            | Rule::Unique { columns, .. }
            | Rule::Check { columns, .. }
            | Rule::Exclude { columns, .. }
            | Rule::ForeignKey { columns, .. } => columns,
        }
    }

    pub(super) fn columns_mut(&mut self) -> &mut [Name] {
        match self {
            Rule::NotNull { column } => std::slice::from_mut(column),
            Rule::PrimaryKey { columns, .. }
            | Rule::Unique { columns, .. }
            | Rule::Check { columns, .. }
            | Rule::Exclude { columns, .. }
            | Rule::ForeignKey { columns, .. } => columns,
        }
    }

    /// Returns the index that enforces it.
    pub(super) fn index(&self) -> Option<Id> {
        match self {
            Rule::PrimaryKey { index, .. }
            | Rule::Unique { index, .. }
            | Rule::Exclude { index, .. } => *index,
            _ => None,
        }
    }

    /// Returns the word for its kind.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Rule::NotNull { .. } => "not null",
            Rule::PrimaryKey { .. } => "primary key",
            Rule::Unique { .. } => "unique",
            Rule::Check { .. } => "check",
            Rule::Exclude { .. } => "exclude",
            Rule::ForeignKey { .. } => "foreign key",
        }
    }
}

impl Index {
    pub(super) fn of(new: &NewIndex, table: Id) -> Index {
        Index {
            table,
            unique: new.unique,
            parts: new.parts.clone(),
            columns: new
                .columns
                .iter()
                .map(|column| column.value.clone())
                .collect(),
            details: new.details.clone(),
            is_constraint: false,
        }
    }
}
