//! The kinds of errors, and which of them Alembic's errors correspond to.

use limbeck_core::authoring::AuthoringError;
use limbeck_core::graph::{EdgeKind, Fault};
use limbeck_core::plan::PlanError;
use limbeck_core::target::TargetError;

/// What kind an error is, whoever says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    // The graph.
    IllegalId,
    DuplicateId,
    NameTaken,
    UnknownParent,
    UnknownDependency,
    OwnParent,
    OwnDependency,
    Cycle,
    DependencyCycle,
    // The target.
    Malformed,
    Unknown,
    UnknownBranch,
    Ambiguous,
    NotInBranch,
    SeveralHeads,
    SeveralCurrent,
    NothingApplied,
    AmbiguousWalk,
    TooFar,
    WrongDirection,
    NeedsDatabase,
    NotAncestor,
    NotOnTheWay,
    // What is applied.
    Ahead,
    InTheWay,
    NotAtHeads,
    NotUpToDate,
    // A new revision.
    NamedTwice,
    NotAHead,
    DependsOnNothing,
    TooFew,
    MergesBase,
    // A script for a database that is not there.
    SeveralStarts,
    PurgeOffline,
    /// Something that the judge does not know.
    Other,
}

impl From<&TargetError> for Kind {
    fn from(error: &TargetError) -> Kind {
        match error {
            TargetError::Malformed { .. } => Kind::Malformed,
            TargetError::Unknown { .. } => Kind::Unknown,
            TargetError::UnknownBranch { .. } => Kind::UnknownBranch,
            TargetError::Ambiguous { .. } => Kind::Ambiguous,
            TargetError::NotInBranch { .. } => Kind::NotInBranch,
            TargetError::SeveralHeads { .. } => Kind::SeveralHeads,
            TargetError::SeveralCurrent { .. } => Kind::SeveralCurrent,
            TargetError::NothingApplied { .. } => Kind::NothingApplied,
            TargetError::AmbiguousWalk { .. } => Kind::AmbiguousWalk,
            TargetError::TooFar { .. } => Kind::TooFar,
            TargetError::WrongDirection { .. } => Kind::WrongDirection,
            TargetError::NeedsDatabase { .. } => Kind::NeedsDatabase,
            TargetError::NotAncestor { .. } | TargetError::NotBehind { .. } => Kind::NotAncestor,
            TargetError::NotOnTheWay { .. } => Kind::NotOnTheWay,
            _ => Kind::Other,
        }
    }
}

impl From<&PlanError> for Kind {
    fn from(error: &PlanError) -> Kind {
        match error {
            PlanError::Target(error) => error.into(),
            PlanError::Ahead { .. } => Kind::Ahead,
            PlanError::InTheWay { .. } => Kind::InTheWay,
            _ => Kind::Other,
        }
    }
}

impl From<&AuthoringError> for Kind {
    fn from(error: &AuthoringError) -> Kind {
        match error {
            AuthoringError::Target(error) => error.into(),
            AuthoringError::Duplicate { .. } => Kind::NamedTwice,
            AuthoringError::NotAHead { .. } => Kind::NotAHead,
            AuthoringError::DependsOnNothing { .. } => Kind::DependsOnNothing,
            AuthoringError::TooFew { .. } => Kind::TooFew,
            AuthoringError::MergesBase => Kind::MergesBase,
            _ => Kind::Other,
        }
    }
}

impl From<&Fault> for Kind {
    fn from(fault: &Fault) -> Kind {
        let is_parent = |kind: EdgeKind| kind == EdgeKind::Parent;
        match fault {
            Fault::DuplicateRevision { .. } => Kind::DuplicateId,
            Fault::DuplicateLabel { .. } => Kind::NameTaken,
            Fault::Unknown { edge, .. } if is_parent(edge.kind) => Kind::UnknownParent,
            Fault::Unknown { .. } => Kind::UnknownDependency,
            Fault::Itself { edge } if is_parent(edge.kind) => Kind::OwnParent,
            Fault::Itself { .. } => Kind::OwnDependency,
            Fault::Cycle { edges } if edges.iter().all(|edge| is_parent(edge.kind)) => Kind::Cycle,
            Fault::Cycle { .. } => Kind::DependencyCycle,
            _ => Kind::Other,
        }
    }
}

/// Alembic's class, how its own text begins, and the kinds that say the same.
type Row = (&'static str, &'static str, &'static [Kind]);

/// Which kinds correspond to Alembic's errors. The first row that fits counts; what fits none
/// corresponds to nothing.
const TABLE: &[Row] = &[
    ("LoopDetected", "", &[Kind::OwnParent]),
    ("DependencyLoopDetected", "", &[Kind::OwnDependency]),
    // One circle of a knot is told, and the shortest one may lead through a dependency.
    ("CycleDetected", "", &[Kind::Cycle, Kind::DependencyCycle]),
    ("DependencyCycleDetected", "", &[Kind::DependencyCycle]),
    ("MultipleHeads", "", &[Kind::SeveralHeads]),
    (
        "ResolutionError",
        "No such revision or branch",
        // A row that no revision has; a walk where Alembic looks for a name only.
        &[
            Kind::Unknown,
            Kind::UnknownBranch,
            Kind::Ahead,
            Kind::NeedsDatabase,
        ],
    ),
    (
        "ResolutionError",
        "Multiple revisions start with",
        &[Kind::Ambiguous],
    ),
    (
        "ResolutionError",
        "No such branch",
        &[Kind::UnknownBranch, Kind::Ambiguous],
    ),
    ("ResolutionError", "Revision ", &[Kind::NotInBranch]),
    // The text names a walk: what it leads to is no revision.
    (
        "RangeNotAncestorError",
        "Revision -",
        &[Kind::NotAncestor, Kind::TooFar],
    ),
    ("RangeNotAncestorError", "", &[Kind::NotAncestor]),
    ("RevisionError", "Ambiguous walk", &[Kind::AmbiguousWalk]),
    ("RevisionError", "Walked too far", &[Kind::TooFar]),
    (
        "RevisionError",
        "Relative revision",
        // An upgrade by `-N` is told so.
        &[Kind::TooFar, Kind::WrongDirection],
    ),
    (
        "RevisionError",
        "Ambiguous upgrade",
        &[Kind::SeveralCurrent],
    ),
    (
        "RevisionError",
        "Not a valid downgrade target",
        &[Kind::NotOnTheWay],
    ),
    ("RevisionError", "Branch name", &[Kind::NameTaken]),
    ("RevisionError", "Character(s)", &[Kind::IllegalId]),
    (
        "CommandError",
        "Range revision not allowed",
        &[Kind::Malformed],
    ),
    ("CommandError", "History range requires", &[Kind::Malformed]),
    (
        "CommandError",
        "downgrade with --sql requires",
        &[Kind::Malformed],
    ),
    (
        "CommandError",
        "Stamp operation with --sql",
        &[Kind::SeveralStarts],
    ),
    ("CommandError", "Can't use --purge", &[Kind::PurgeOffline]),
    (
        "CommandError",
        "Duplicate head revisions",
        &[Kind::NamedTwice],
    ),
    ("CommandError", "Revision ", &[Kind::NotAHead]),
    (
        "CommandError",
        "Target database is not up to date",
        &[Kind::NotUpToDate],
    ),
    ("DatabaseNotAtHead", "", &[Kind::NotAtHeads]),
];

/// Returns the kinds that correspond to an error of Alembic's.
pub(super) fn corresponding(class: &str, raw: &str) -> &'static [Kind] {
    let fits = |row: &&Row| row.0 == class && raw.starts_with(row.1);
    TABLE.iter().find(fits).map_or(&[], |row| row.2)
}

/// Returns the kinds that correspond to any error of a class of Alembic's.
pub(super) fn of_class(class: &str) -> impl Iterator<Item = Kind> {
    let rows = TABLE.iter().filter(move |row| row.0 == class);
    rows.flat_map(|row| row.2).copied()
}
