//! What is certain: every fact knows when it was last confirmed, and every doubt since when it
//! holds. A fact is certain if it is younger than every doubt about it.

use crate::effect::Name;

/// A point in time: the number of an effect. Zero is before everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Serial(pub(super) u32);

impl Serial {
    /// After everything.
    pub(super) const NEVER: Serial = Serial(u32::MAX);

    pub(super) fn next(self) -> Serial {
        Serial(self.0.saturating_add(1))
    }
}

/// What holds for the schema as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct World {
    pub(super) now: Serial,
    /// Whatever was known before this may have changed.
    pub(super) doubt: Serial,
    /// Before this anything may have come into being without notice.
    pub(super) open: Serial,
    /// Where names without a schema are looked up.
    pub(super) path: Vec<Name>,
    /// What the path is when the revision has ended.
    pub(super) path_after: Vec<Name>,
    /// Names of temporary tables of earlier revisions: they are still there, or they are not.
    pub(super) hidden: Vec<Name>,
    /// Whether temporary tables were made.
    pub(super) has_temporary: bool,
    /// Extensions whose contents are not known may have brought types and routines.
    pub(super) has_foreign_extension: bool,
}

impl Default for World {
    fn default() -> Self {
        World {
            // Zero stands for what is never certain.
            now: Serial(1),
            doubt: Serial::default(),
            open: Serial::default(),
            path: Vec::new(),
            path_after: Vec::new(),
            hidden: Vec::new(),
            has_temporary: false,
            has_foreign_extension: false,
        }
    }
}
