//! A schema as plain data, for what prints it.
//!
//! Everything is sorted by name but columns, which keep their order. Names have a schema only where
//! that is not the one in which names without a schema are looked up.

/// A schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Picture {
    /// Schemas that revisions have made.
    pub schemas: Vec<String>,
    /// Extensions that revisions have asked for.
    pub extensions: Vec<String>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Views.
    pub views: Vec<View>,
    /// Enums, domains, composite and other types.
    pub types: Vec<Type>,
    /// Sequences that no column owns.
    pub sequences: Vec<Name>,
    /// Functions, procedures and aggregates, with the types of their arguments.
    pub routines: Vec<Routine>,
    /// Whether something was not understood that may have made more than this.
    pub is_open: bool,
}

/// A name, with its schema where that has to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// `None` for the schema that is meant where none is named.
    pub schema: Option<String>,
    /// The name itself, as the database keeps it.
    pub name: String,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Whether there may be other columns.
    pub is_incomplete: bool,
    /// The columns of its primary key; empty if it has none.
    pub primary_key: Vec<String>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its unique, check and exclusion constraints, and the primary key as well.
    pub constraints: Vec<Constraint>,
    /// Its indexes, without those of constraints.
    pub indexes: Vec<Index>,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type; `None` if that is not known.
    pub data_type: Option<String>,
    /// Whether it may not be null.
    pub not_null: bool,
    /// Its default.
    pub default: Option<String>,
    /// The expression that it is generated from, with how it is kept.
    pub generated: Option<String>,
    /// `always`, `by default` or `auto_increment`.
    pub identity: Option<String>,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// Columns of its own table.
    pub columns: Vec<String>,
    /// The table it refers to.
    pub table: Name,
    /// Columns of that table; empty if they are not known.
    pub referred: Vec<String>,
    /// `ON DELETE` and the like; may be empty.
    pub actions: String,
}

/// A constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// `primary key`, `unique`, `check` or `exclude`.
    pub kind: &'static str,
    /// Its columns; of a check those that its expression names.
    pub columns: Vec<String>,
    /// Its expression; empty if it has none.
    pub expression: String,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Whether no two rows may be equal in it.
    pub is_unique: bool,
    /// Columns and expressions, in order.
    pub parts: Vec<String>,
    /// Method, condition and so on; may be empty.
    pub details: String,
}

/// A trigger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// When it does what.
    pub definition: String,
}

/// A view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct View {
    /// Its name.
    pub name: Name,
    /// Whether its rows are kept.
    pub is_materialized: bool,
    /// Its columns, if they are known.
    pub columns: Option<Vec<String>>,
    /// Its query.
    pub query: String,
    /// Its indexes.
    pub indexes: Vec<Index>,
}

/// A type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Type {
    /// Its name.
    pub name: Name,
    /// Whether it is a domain.
    pub is_domain: bool,
    /// The labels of an enum, in order; empty for other types.
    pub labels: Vec<String>,
    /// What another type consists of; empty for an enum.
    pub definition: String,
}

/// A function, procedure or aggregate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Routine {
    /// Its name.
    pub name: Name,
    /// `function`, `procedure` or `aggregate`.
    pub kind: &'static str,
    /// The types of its arguments.
    pub arguments: String,
}
