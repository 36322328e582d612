//! Everything with a name that is no table.

use super::{Effect, Kind, Located, Name, Path};

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewIndex {
    /// `None` leaves the name to the database.
    pub(crate) name: Option<Name>,
    pub(crate) table: Path,
    pub(crate) if_not_exists: bool,
    pub(crate) unique: bool,
    /// Its parts in one spelling: a column with its order, or an expression.
    pub(crate) parts: Vec<String>,
    /// The columns it names anywhere, those of `INCLUDE` and `WHERE` as well; they have to exist.
    pub(crate) columns: Vec<Located<Name>>,
    /// What the database makes a name of: column names or `expr`, `lower` and so on.
    pub(crate) naming: Vec<Name>,
    /// Method, `WHERE`, `INCLUDE` and so on, in one spelling; empty for the default.
    pub(crate) details: String,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewView {
    pub(crate) path: Path,
    pub(crate) materialized: bool,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    /// Its columns, if they are known.
    pub(crate) columns: Option<Vec<Name>>,
    /// The relations it reads; they have to exist, and it falls with them.
    pub(crate) reads: Vec<Located<Path>>,
    /// Words that its query mentions: a column among them may not be dropped for certain.
    pub(crate) mentions: Vec<Name>,
    /// The query in one spelling.
    pub(crate) query: String,
}

/// A sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewSequence {
    pub(crate) path: Path,
    pub(crate) if_not_exists: bool,
    pub(crate) owner: Option<(Path, Name)>,
    /// `START`, `INCREMENT` and so on in one spelling.
    pub(crate) options: String,
}

/// A type or a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewType {
    pub(crate) path: Path,
    pub(crate) body: TypeBody,
}

/// What a type is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypeBody {
    /// The labels, in order.
    Enum(Vec<String>),
    /// Base type, default and checks in one spelling, with the names of its checks.
    Domain {
        text: String,
        checks: Vec<Name>,
        uses_type: Option<Path>,
    },
    /// Composite, range, base: its definition in one spelling.
    Other(String),
}

/// What `ALTER TYPE` and `ALTER DOMAIN` do besides renaming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypeChange {
    /// `before`/`after` another label, or at the end.
    AddLabel {
        label: String,
        if_not_exists: bool,
        before: Option<String>,
        after: Option<String>,
    },
    RenameLabel {
        label: String,
        to: String,
    },
    /// Any other change, in one spelling: the type is no longer known in detail.
    Other(String),
}

/// A function, procedure or aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewRoutine {
    pub(crate) kind: Kind,
    pub(crate) path: Path,
    /// Types of the input arguments in one spelling, joined by `,`.
    pub(crate) signature: String,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    /// The rest in one spelling.
    pub(crate) definition: String,
    /// What a call of it does to the schema.
    pub(crate) runs: Vec<Located<Effect>>,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewTrigger {
    pub(crate) name: Name,
    /// The schema it was qualified with (MySQL).
    pub(crate) schema: Option<Name>,
    pub(crate) table: Path,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    /// The routine it calls (PostgreSQL).
    pub(crate) calls: Option<Path>,
    /// The columns of `UPDATE OF`.
    pub(crate) columns: Vec<Located<Name>>,
    /// The rest in one spelling.
    pub(crate) definition: String,
}

/// Something with a name and a definition that is only compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewObject {
    pub(crate) kind: Kind,
    pub(crate) path: Path,
    /// The table it belongs to (policy, rule, statistics).
    pub(crate) on: Option<Path>,
    pub(crate) or_replace: bool,
    pub(crate) if_not_exists: bool,
    /// The rest in one spelling.
    pub(crate) definition: String,
}
