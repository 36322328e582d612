//! One revision of the compiled form, and what it runs.

use super::{ABSENT, FOREIGN_KEYS_OFF, NO_TRANSACTION, Packed};
use crate::{Dialect, Direction};

/// One revision of a compiled history.
#[derive(Clone, Copy, Debug)]
pub struct PackedRevision {
    pub(super) packed: Packed,
    pub(super) at: usize,
}

impl PackedRevision {
    /// Returns the revision's id.
    pub const fn id(&self) -> &'static str {
        self.packed.text(self.at)
    }

    /// Returns the first paragraph of its header; may be empty.
    pub const fn message(&self) -> &'static str {
        self.packed.text(self.at + 2)
    }

    /// Returns when it was made, as its header says it (RFC 3339); empty if it does not. For
    /// information.
    pub const fn created(&self) -> &'static str {
        self.packed.text(self.at + 4)
    }

    /// Returns its file as messages show it: relative to the workspace root, with `/`.
    pub const fn path(&self) -> &'static str {
        self.packed.text(self.at + 6)
    }

    /// Returns its file relative to the folder of revisions, with `/`.
    pub const fn path_in_folder(&self) -> &'static str {
        let (_, path) = self.path().split_at(self.packed.word(self.at + 8) as usize);
        path
    }

    /// Returns the [`stamp`](super::stamp) of its file's canonical text.
    pub const fn stamp(&self) -> u64 {
        let (low, high) = (self.at + 9, self.at + 10);
        self.packed.word(low) as u64 | (self.packed.word(high) as u64) << 32
    }

    /// Returns why it has no downgrade, if it says so.
    pub const fn irreversible(&self) -> Option<&'static str> {
        let reason = self.packed.text(self.at + 11);
        if reason.is_empty() {
            None
        } else {
            Some(reason)
        }
    }

    /// Returns the positions of the revisions it follows.
    pub fn parents(&self) -> impl ExactSizeIterator<Item = usize> + use<> {
        self.positions(self.at + 13)
    }

    /// Returns the positions of the revisions it depends on.
    pub fn depends_on(&self) -> impl ExactSizeIterator<Item = usize> + use<> {
        self.positions(self.after_positions(self.at + 13))
    }

    /// Returns its labels.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = &'static str> + use<> {
        let (packed, at) = (self.packed, self.labels_at());
        (0..packed.word(at) as usize).map(move |label| packed.text(at + 1 + 2 * label))
    }

    /// Returns its checksum in `dialect`, as `h1:` and hex digits.
    ///
    /// # Panics
    ///
    /// This and the other methods that take a dialect panic if the history was not compiled for it;
    /// see [`Packed::has_dialect`].
    pub const fn checksum(&self, dialect: Dialect) -> &'static str {
        self.packed.text(self.dialect_at(dialect))
    }

    /// Returns its lineage in `dialect`, as `l1:` and hex digits.
    pub const fn lineage(&self, dialect: Dialect) -> &'static str {
        self.packed.text(self.dialect_at(dialect) + 2)
    }

    /// Returns what `dialect` runs in one direction; `None` for the downgrade of an irreversible
    /// revision.
    pub const fn script(&self, dialect: Dialect, direction: Direction) -> Option<PackedScript> {
        let upgrade = self.dialect_at(dialect) + 4;
        let at = match direction {
            Direction::Upgrade => upgrade,
            Direction::Downgrade => self.after_script(upgrade),
        };
        if self.packed.word(at) & ABSENT != 0 {
            return None;
        }
        let packed = self.packed;
        Some(PackedScript { packed, at })
    }

    fn positions(&self, at: usize) -> impl ExactSizeIterator<Item = usize> + use<> {
        let packed = self.packed;
        (0..packed.word(at) as usize).map(move |place| packed.word(at + 1 + place) as usize)
    }

    const fn after_positions(&self, at: usize) -> usize {
        at + 1 + self.packed.word(at) as usize
    }

    const fn labels_at(&self) -> usize {
        self.after_positions(self.after_positions(self.at + 13))
    }

    const fn after_script(&self, at: usize) -> usize {
        at + 2 + 3 * self.packed.word(at + 1) as usize
    }

    const fn dialect_at(&self, dialect: Dialect) -> usize {
        assert!(
            self.packed.has_dialect(dialect),
            "the history was not compiled for this dialect"
        );
        let labels = self.labels_at();
        let mut at = labels + 1 + 2 * self.packed.word(labels) as usize;
        let mut before = 0;
        while before < dialect as usize {
            if self.packed.has_dialect(Dialect::ALL[before]) {
                at = self.after_script(self.after_script(at + 4));
            }
            before += 1;
        }
        at
    }
}

/// The statements that one dialect runs for one direction of a revision.
#[derive(Clone, Copy, Debug)]
pub struct PackedScript {
    packed: Packed,
    at: usize,
}

impl PackedScript {
    /// Whether the statements run outside a transaction, one by one.
    pub const fn no_transaction(&self) -> bool {
        self.packed.word(self.at) & NO_TRANSACTION != 0
    }

    /// Whether foreign keys are switched off before the transaction begins (SQLite).
    pub const fn foreign_keys_off(&self) -> bool {
        self.packed.word(self.at) & FOREIGN_KEYS_OFF != 0
    }

    /// Returns the number of statements.
    pub const fn len(&self) -> usize {
        self.packed.word(self.at + 1) as usize
    }

    /// Whether there is nothing to run.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the statements, in order.
    pub fn statements(&self) -> impl ExactSizeIterator<Item = PackedStatement> + use<> {
        let (packed, at) = (self.packed, self.at + 2);
        (0..self.len()).map(move |statement| PackedStatement {
            sql: packed.text(at + 3 * statement),
            line: packed.word(at + 3 * statement + 2),
        })
    }
}

/// One statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackedStatement {
    /// The text as the file has it, without the final `;`.
    pub sql: &'static str,
    /// The 1-based line of the file at which it begins.
    pub line: u32,
}
