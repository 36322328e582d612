//! What a reader of one dialect's SQL has to offer.

use std::ops::Range;

use crate::effect::Reading;

/// Reads the statements of one script, in order.
///
/// A reader may remember what the statements of a history have told it (the delimiter, the search
/// path), and must not panic, recurse without bound or hang, whatever the text is.
pub(crate) trait Reader {
    /// Returns a reading for each of `statements`, which are ranges of `text` without the final `;`;
    /// every range in the result counts from the start of `text`.
    fn read(&mut self, text: &str, statements: &[Range<usize>]) -> Vec<Reading>;
}
