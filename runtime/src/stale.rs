//! Whether the folder of revisions has changed since the binary was built.

use std::collections::BTreeSet;
use std::path::Path;

use limbeck_core::folder;
use limbeck_core::packed::{Packed, stamp};
use limbeck_core::source::canonical;

/// Returns the first difference between the folder and the binary. A folder that is not there is no
/// difference: the binary runs elsewhere than where it was built.
pub(crate) fn difference(history: Packed, folder: &str) -> Option<String> {
    let entries = folder::list(Path::new(folder)).ok()?;
    let mut gone: BTreeSet<&str> = history.revisions().map(|r| r.path_in_folder()).collect();
    let compiled: std::collections::HashMap<&str, u64> = history
        .revisions()
        .map(|revision| (revision.path_in_folder(), revision.stamp()))
        .collect();
    for entry in &entries {
        let path = entry.path.as_str();
        gone.remove(path);
        let Some(&built) = compiled.get(path) else {
            return Some(format!("`{path}` is in the folder and not in the binary"));
        };
        let now = std::fs::read(&entry.location).ok();
        let now = now.and_then(|bytes| canonical(&bytes).ok());
        if now.is_none_or(|text| stamp(&text) != built) {
            return Some(format!("`{path}` has changed since the binary was built"));
        }
    }
    let path = gone.first()?;
    Some(format!(
        "`{path}` is in the binary and no longer in the folder"
    ))
}
