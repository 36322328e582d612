//! The compiled form: every revision in one text and one table, read in place.
//!
//! A literal each is what rustc handles fastest, and needs no work when the process starts. The
//! table is a list of 32-bit words, little endian; texts are two words, offset and length in bytes:
//! ```text
//! header     format, revisions, dialects (bit n is Dialect::ALL[n]), set, table, schema,
//!            number of heads, the heads' positions, one word offset for each revision
//! revision   id, message, path, offset of the path within the folder, stamp (two words),
//!            irreversible, parents, depends on (positions), labels, then for each dialect:
//! dialect    checksum, lineage, the upgrade's script, the downgrade's script
//! script     flags, number of statements, and for each: SQL, 1-based line
//! ```
//! Lists follow their length. Positions count revisions in folder order.

use crate::graph::{Graph, Links};
use crate::{Dialect, Direction};

#[cfg(feature = "author")]
mod write;

#[cfg(feature = "author")]
pub use write::{PackedParts, write};

/// The number of the layout above.
pub const FORMAT: u32 = 1;

const NO_TRANSACTION: u32 = 1;
const FOREIGN_KEYS_OFF: u32 = 2;
const ABSENT: u32 = 4;

/// The table of a history without revisions, for no dialect.
pub const EMPTY_TABLE: &[u8] = &[
    1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // format, revisions, dialects
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // three texts
    0, 0, 0, 0, // heads
];

/// A compiled history.
#[derive(Clone, Copy, Debug)]
pub struct Packed {
    text: &'static str,
    table: &'static [u8],
}

impl Packed {
    /// Takes what [`write`](fn@write) has made.
    ///
    /// # Panics
    ///
    /// Panics, in a const context as a compile error, if the table's format is another one: the
    /// macro and the runtime are of different versions.
    pub const fn new(text: &'static str, table: &'static [u8]) -> Packed {
        let packed = Packed { text, table };
        assert!(
            packed.word(0) == FORMAT,
            "limbeck and limbeck-macros are of different versions"
        );
        packed
    }

    /// Returns the number of revisions.
    pub const fn len(&self) -> usize {
        self.word(1) as usize
    }

    /// Whether there is no revision.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the history was compiled for `dialect`.
    pub const fn has_dialect(&self, dialect: Dialect) -> bool {
        self.word(2) & (1 << dialect as u32) != 0
    }

    /// Returns the name of the set.
    pub const fn set_name(&self) -> &'static str {
        self.text(3)
    }

    /// Returns the name of the table that records what is applied.
    pub const fn table_name(&self) -> &'static str {
        self.text(5)
    }

    /// Returns the schema of that table; empty for the connection's own.
    pub const fn schema_name(&self) -> &'static str {
        self.text(7)
    }

    /// Returns the positions of the revisions that no other names as parent.
    pub fn heads(&self) -> impl ExactSizeIterator<Item = usize> + use<> {
        let packed = *self;
        (0..self.word(9) as usize).map(move |head| packed.word(10 + head) as usize)
    }

    /// Returns the revision at `position` in folder order.
    ///
    /// # Panics
    ///
    /// Panics if `position` is not below [`len`](Packed::len).
    pub const fn revision(&self, position: usize) -> PackedRevision {
        assert!(position < self.len(), "no such revision");
        let index = 10 + self.word(9) as usize;
        PackedRevision {
            packed: *self,
            at: self.word(index + position) as usize,
        }
    }

    /// Returns the revisions, in folder order.
    pub fn revisions(&self) -> impl ExactSizeIterator<Item = PackedRevision> + use<> {
        let packed = *self;
        (0..self.len()).map(move |position| packed.revision(position))
    }

    /// Builds the graph of the revisions; its indices are their positions.
    pub fn graph(&self) -> Graph {
        let id = |at: usize| self.revision(at).id();
        let links = |revision: PackedRevision| Links {
            id: revision.id(),
            parents: revision.parents().map(id).collect(),
            depends_on: revision.depends_on().map(id).collect(),
            labels: revision.labels().collect(),
        };
        let links: Vec<Links<'_>> = self.revisions().map(links).collect();
        // It is the very graph that was built before the table was written.
        Graph::build(&links).unwrap_or_default()
    }

    const fn word(&self, at: usize) -> u32 {
        let at = at * 4;
        let table = self.table;
        u32::from_le_bytes([table[at], table[at + 1], table[at + 2], table[at + 3]])
    }

    /// The text whose offset stands in word `at`, its length in the next.
    const fn text(&self, at: usize) -> &'static str {
        let (_, rest) = self.text.split_at(self.word(at) as usize);
        let (text, _) = rest.split_at(self.word(at + 1) as usize);
        text
    }
}

/// One revision of a compiled history.
#[derive(Clone, Copy, Debug)]
pub struct PackedRevision {
    packed: Packed,
    at: usize,
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

    /// Returns its file as messages show it: relative to the workspace root, with `/`.
    pub const fn path(&self) -> &'static str {
        self.packed.text(self.at + 4)
    }

    /// Returns its file relative to the folder of revisions, with `/`.
    pub const fn path_in_folder(&self) -> &'static str {
        let (_, path) = self.path().split_at(self.packed.word(self.at + 6) as usize);
        path
    }

    /// Returns the [`stamp`] of its file's canonical text.
    pub const fn stamp(&self) -> u64 {
        let (low, high) = (self.at + 7, self.at + 8);
        self.packed.word(low) as u64 | (self.packed.word(high) as u64) << 32
    }

    /// Returns why it has no downgrade, if it says so.
    pub const fn irreversible(&self) -> Option<&'static str> {
        let reason = self.packed.text(self.at + 9);
        if reason.is_empty() {
            None
        } else {
            Some(reason)
        }
    }

    /// Returns the positions of the revisions it follows.
    pub fn parents(&self) -> impl ExactSizeIterator<Item = usize> + use<> {
        self.positions(self.at + 11)
    }

    /// Returns the positions of the revisions it depends on.
    pub fn depends_on(&self) -> impl ExactSizeIterator<Item = usize> + use<> {
        self.positions(self.after_positions(self.at + 11))
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
        self.after_positions(self.after_positions(self.at + 11))
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

/// A quick digest of a file's canonical text, to notice that the file has changed since the binary
/// was built; it proves nothing, unlike a checksum. FNV-1a, 64 bits (draft-eastlake-fnv).
pub const fn stamp(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}
