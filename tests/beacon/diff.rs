//! Sets of lines, and what differs between two of them.

use std::collections::BTreeSet;

/// A dump: sorted, one line for each thing.
pub(crate) type Lines = BTreeSet<String>;

/// Stops the test where two dumps differ, and shows the lines that do.
#[track_caller]
pub(crate) fn assert_same(what: &str, before: &Lines, after: &Lines) {
    let mut diff = String::new();
    for line in before | after {
        match (before.contains(&line), after.contains(&line)) {
            (true, true) => {}
            (true, false) => diff += &format!("- {line}\n"),
            (false, _) => diff += &format!("+ {line}\n"),
        }
    }
    assert!(diff.is_empty(), "{what}\n(- as it was, + as it is)\n{diff}");
}
