//! What statements do to a schema: plain data between the readers, which know SQL, and the model,
//! which does not.
//!
//! Readers hand over names as the database keeps them (unquoted, folded, cut to its length) and
//! texts (types, defaults, expressions) in one spelling, so that two texts that mean the same are
//! equal. What a reader leaves out of an effect it does not know; the model then stays silent.

use std::fmt;
use std::ops::Range;

mod object;
mod table;

pub(crate) use object::{
    NewIndex, NewObject, NewRoutine, NewSequence, NewTrigger, NewType, NewView, TypeBody,
    TypeChange,
};
pub(crate) use table::{
    Column, ColumnChange, Constraint, ConstraintBody, ForeignKey, NewTable, TableAction,
    TableSource,
};

/// A name as the database keeps it.
pub(crate) type Name = String;

/// A name with the schema it was qualified with (in MySQL the database).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Path {
    /// `None` where the statement leaves it to the search path.
    pub(crate) schema: Option<Name>,
    /// The name itself.
    pub(crate) name: Name,
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Something with its place: byte offsets into the revision file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located<T> {
    /// The narrowest range that shows it: the name where there is one, else the statement.
    pub(crate) at: Range<usize>,
    /// What stands there.
    pub(crate) value: T,
}

/// The kinds of things that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Schema,
    Table,
    View,
    MaterializedView,
    Sequence,
    Index,
    /// Enum, composite, range, base type.
    Type,
    Domain,
    Function,
    Procedure,
    Aggregate,
    /// `DROP ROUTINE`: a function, procedure or aggregate.
    Routine,
    Trigger,
    Policy,
    Rule,
    Extension,
    Statistics,
    Collation,
    /// Of a table; only ever needed.
    Constraint,
    /// MySQL.
    Event,
    /// Named, and of no further interest: publication, operator, cast, role, foreign server.
    Other,
}

/// One thing that a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    CreateTable(NewTable),
    AlterTable {
        table: Path,
        /// What the statement calls it; `ALTER TABLE` works on views and sequences as well.
        kind: Kind,
        if_exists: bool,
        actions: Vec<Located<TableAction>>,
    },
    CreateIndex(NewIndex),
    CreateView(NewView),
    CreateSequence(NewSequence),
    /// `ALTER SEQUENCE ... OWNED BY table.column`; `None` is `OWNED BY NONE`.
    OwnSequence {
        sequence: Path,
        owner: Option<(Path, Name)>,
        if_exists: bool,
    },
    CreateType(NewType),
    AlterType {
        path: Path,
        change: TypeChange,
    },
    CreateRoutine(NewRoutine),
    CreateTrigger(NewTrigger),
    /// Schemas, extensions, policies, rules, statistics, events and the like.
    CreateObject(NewObject),
    Drop {
        kind: Kind,
        path: Path,
        /// The table of a trigger, policy, rule, or of a MySQL index.
        on: Option<Path>,
        /// Argument types of a routine, in one spelling; `None` if not given.
        signature: Option<String>,
        if_exists: bool,
        cascade: bool,
    },
    Rename {
        kind: Kind,
        path: Path,
        on: Option<Path>,
        signature: Option<String>,
        to: Name,
        if_exists: bool,
    },
    /// Moves a thing to another schema (MySQL: `RENAME TABLE a.t TO b.u` is this and a rename).
    SetSchema {
        kind: Kind,
        path: Path,
        signature: Option<String>,
        to: Name,
        if_exists: bool,
    },
    /// A relation that has to exist, and columns of it that have to: queries, data, comments,
    /// grants. Only what is certain: a column that may come from another relation is left out.
    Uses {
        relation: Path,
        columns: Vec<Located<Name>>,
    },
    /// Columns that at least one of several relations has to have; nothing is certain unless all of
    /// them are known.
    UsesAny {
        relations: Vec<Path>,
        columns: Vec<Located<Name>>,
    },
    /// A name in a query that means nothing there, whatever the schema is.
    NotInScope {
        name: Name,
        /// `None` for a qualifier that nothing in the query is called; for a column the subquery
        /// that it is qualified with, if it is.
        column_of: Option<Option<Name>>,
        /// The names that it could have been.
        known: Vec<Name>,
    },
    /// A type, index, constraint, routine and so on that has to exist, as `COMMENT ON` demands.
    Needs {
        kind: Kind,
        path: Path,
        on: Option<Path>,
    },
    /// Routines that run here: what their bodies do may happen.
    Calls(Vec<Path>),
    /// From here on names without a schema are looked up there (PostgreSQL: until the revision
    /// ends, if `local`).
    SearchPath {
        schemas: Vec<Name>,
        local: bool,
    },
    /// Happens, or does not.
    Maybe(Vec<Located<Effect>>),
    /// Happens whole, or, if any part is impossible, not at all and without an error.
    Lenient(Vec<Located<Effect>>),
    /// Nobody knows what happens to these.
    Opaque(Vec<Path>),
    /// Things may come into being that are not known: absence is no longer certain, presence is.
    OpenNames,
    /// Anything may have happened.
    OpenWorld,
}

/// What a reader makes of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// What it does, in order; empty for what leaves the schema alone.
    pub(crate) effects: Vec<Located<Effect>>,
    /// Why it cannot work whatever the schema is; then there are no effects.
    pub(crate) refusal: Option<Refusal>,
    /// Whether the reader did not understand it and said so by `Opaque`, `OpenNames` or `OpenWorld`.
    pub(crate) opaque: bool,
}

/// A certain syntax error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The offending token.
    pub(crate) at: Range<usize>,
    /// Lower case, without final period.
    pub(crate) message: String,
    /// What to do, if that is known.
    pub(crate) help: Option<String>,
}
