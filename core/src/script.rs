//! The statements that one dialect runs for one direction of a revision.

use std::ops::Range;

/// The statements of one direction.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Whether the statements run outside a transaction, one by one.
    pub no_transaction: bool,
    /// Whether foreign keys are switched off before the transaction begins (SQLite).
    pub foreign_keys_off: bool,
    /// The statements, in order.
    pub statements: Vec<Statement>,
}

/// A statement's place in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Byte offsets into the file's canonical text, without the final `;`.
    pub range: Range<usize>,
    /// The 1-based line at which it begins.
    pub line: u32,
}
