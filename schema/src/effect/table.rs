//! Tables: columns, constraints, and what `ALTER TABLE` does.

use super::{Located, Name, NewIndex, Path};

/// `CREATE TABLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewTable {
    pub(crate) path: Path,
    pub(crate) if_not_exists: bool,
    /// MySQL's and SQLite's temporary tables hide others of their name; all vanish with the session.
    pub(crate) temporary: bool,
    pub(crate) columns: Vec<Located<Column>>,
    pub(crate) constraints: Vec<Located<Constraint>>,
    /// Indexes that MySQL declares inside.
    pub(crate) indexes: Vec<Located<NewIndex>>,
    /// Where more columns come from.
    pub(crate) sources: Vec<Located<TableSource>>,
    /// Whether `columns` and `sources` are all there is; `CREATE TABLE AS` may hide the rest.
    pub(crate) is_complete: bool,
    /// Options that a comparison should see (`PARTITION BY`, `ENGINE`), in one spelling.
    pub(crate) options: Vec<(String, String)>,
}

/// A table that another takes columns from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TableSource {
    Like {
        table: Path,
        with_indexes: bool,
        with_constraints: bool,
        with_defaults: bool,
    },
    Inherits(Path),
    PartitionOf(Path),
}

/// A column; constraints written beside it are given as constraints of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: Name,
    /// The type in one spelling; `None` if unknown.
    pub(crate) data_type: Option<String>,
    /// The user's type that it names, if the reader cannot tell that it is built in.
    pub(crate) uses_type: Option<Path>,
    pub(crate) not_null: bool,
    pub(crate) default: Option<String>,
    /// The expression of a generated column, with `stored` or `virtual`.
    pub(crate) generated: Option<String>,
    /// `always` or `by default` for identity columns, `auto_increment` in MySQL.
    pub(crate) identity: Option<String>,
    /// Whether it makes a sequence of its own (`serial`, identity).
    pub(crate) owns_sequence: bool,
    /// Collation, comment and so on, in one spelling.
    pub(crate) options: Vec<(String, String)>,
}

/// A constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Constraint {
    /// `None` leaves the name to the database.
    pub(crate) name: Option<Name>,
    pub(crate) body: ConstraintBody,
    /// `NOT VALID`.
    pub(crate) not_valid: bool,
    /// `DEFERRABLE INITIALLY DEFERRED` and the like, in one spelling; empty for the default.
    pub(crate) timing: String,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConstraintBody {
    NotNull {
        column: Name,
    },
    PrimaryKey {
        columns: Vec<Name>,
        using_index: Option<Name>,
    },
    /// `details`: what the index has besides its columns (`NULLS NOT DISTINCT`, `INCLUDE`).
    Unique {
        columns: Vec<Name>,
        using_index: Option<Name>,
        details: String,
    },
    /// `columns`: those that the expression names, in order of appearance, each once.
    Check {
        columns: Vec<Name>,
        expression: String,
    },
    /// `naming`: what the database makes the name of (PostgreSQL: column names or `expr`).
    Exclude {
        columns: Vec<Name>,
        naming: Vec<Name>,
        expression: String,
    },
    ForeignKey(ForeignKey),
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignKey {
    pub(crate) columns: Vec<Name>,
    pub(crate) table: Path,
    /// Empty if left out: then the primary key of `table` is meant.
    pub(crate) referred: Vec<Name>,
    /// `ON DELETE`, `ON UPDATE` and `MATCH` in one spelling; empty for the default.
    pub(crate) actions: String,
    /// MySQL: the name of the index, where it was given.
    pub(crate) index: Option<Name>,
}

/// One action of `ALTER TABLE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TableAction {
    AddColumn {
        column: Column,
        constraints: Vec<Located<Constraint>>,
        if_not_exists: bool,
    },
    DropColumn {
        name: Name,
        if_exists: bool,
        cascade: bool,
    },
    RenameColumn {
        name: Name,
        to: Name,
        if_exists: bool,
    },
    AlterColumn {
        name: Name,
        change: ColumnChange,
        if_exists: bool,
    },
    /// MySQL `MODIFY` and `CHANGE`: the column is declared anew.
    ReplaceColumn {
        name: Name,
        column: Column,
        constraints: Vec<Located<Constraint>>,
        if_exists: bool,
    },
    AddConstraint {
        constraint: Constraint,
        if_not_exists: bool,
    },
    /// Timing or enforcement of a constraint, in one spelling.
    AlterConstraint {
        name: Name,
        timing: String,
    },
    ValidateConstraint {
        name: Name,
    },
    DropConstraint {
        name: Name,
        if_exists: bool,
        cascade: bool,
    },
    RenameConstraint {
        name: Name,
        to: Name,
    },
    /// MySQL.
    DropPrimaryKey,
    /// MySQL.
    DropForeignKey {
        name: Name,
        if_exists: bool,
    },
    AddIndex {
        index: NewIndex,
    },
    DropIndex {
        name: Name,
        if_exists: bool,
    },
    RenameIndex {
        name: Name,
        to: Name,
    },
    AttachPartition {
        partition: Path,
    },
    DetachPartition {
        partition: Path,
    },
    Inherit {
        parent: Path,
    },
    NoInherit {
        parent: Path,
    },
    /// An option that a comparison should see; `None` resets it.
    SetOption {
        key: String,
        value: Option<String>,
    },
    /// A trigger or a rule that has to exist (`ENABLE TRIGGER t`).
    NeedsTrigger {
        name: Name,
    },
    /// `REPLICA IDENTITY USING INDEX`, `CLUSTER ON`.
    NeedsIndex {
        name: Name,
    },
    RenameTable {
        to: Name,
    },
    SetSchema {
        to: Name,
    },
}

/// What changes about a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ColumnChange {
    NotNull(bool),
    Default(Option<String>),
    Type {
        data_type: Option<String>,
        uses_type: Option<Path>,
    },
    /// `None` is `DROP EXPRESSION` or `DROP IDENTITY`.
    Generated(Option<String>),
    Identity(Option<String>),
    Option {
        key: String,
        value: Option<String>,
    },
}
