//! The compiled form: every revision in one text and one table, read in place.
//!
//! A literal each is what rustc handles fastest, and needs no work when the process starts. The
//! table is a list of 32-bit words, little endian; texts are two words, offset and length in bytes:
//! ```text
//! header     format, revisions, dialects (bit n is Dialect::ALL[n]), set, table, schema,
//!            number of heads, the heads' positions, one word offset for each revision
//! revision   id, message, created, path, offset of the path within the folder, stamp (two words),
//!            irreversible, parents, depends on (positions), labels, then for each dialect:
//! dialect    checksum, lineage, the upgrade's script, the downgrade's script
//! script     flags, number of statements, and for each: SQL, 1-based line
//! ```
//! Lists follow their length. Positions count revisions in folder order.

use crate::Dialect;
use crate::graph::{Graph, Links};

mod revision;
#[cfg(feature = "author")]
mod write;

pub use revision::{PackedRevision, PackedScript, PackedStatement};
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

    /// Builds the graph. Its indices count the revisions as [`revision`](Packed::revision) does.
    pub fn graph(&self) -> Graph {
        let id = |at: usize| self.revision(at).id();
        let links = self.revisions().map(|revision| Links {
            id: revision.id(),
            parents: revision.parents().map(id).collect(),
            depends_on: revision.depends_on().map(id).collect(),
            labels: revision.labels().collect(),
        });
        // The table was written from this very graph; a history that is none is never written.
        Graph::build(&links.collect::<Vec<_>>()).unwrap_or_default()
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
