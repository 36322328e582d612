//! The files of another tool's folder.

use std::fs;
use std::path::Path;

use limbeck_core::folder;
use limbeck_core::source::canonical;

use super::Remark;
use crate::exit::Failure;

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    /// The path from the folder, with `/`.
    pub(crate) path: String,
    /// The path as messages show it.
    pub(crate) shown: String,
    /// The text of SQL and of settings, lines ended by LF; empty for everything else.
    pub(crate) text: String,
}

impl File {
    /// The path's folder and its last part; a file at the top has no folder.
    pub(super) fn place(&self) -> (Option<&str>, &str) {
        match self.path.rsplit_once('/') {
            Some((folder, name)) => (Some(folder), name),
            None => (None, &self.path),
        }
    }
}

/// Lists the files below `folder`, sorted by path; `shown` is what messages call the folder.
///
/// Passed over are names that begin with a dot and `README.md`. The second list says which texts
/// could not be read.
pub(crate) fn list(folder: &Path, shown: &str) -> Result<(Vec<File>, Vec<Remark>), Failure> {
    let entries = folder::list(folder).map_err(|error| {
        let what = format!("`{}` cannot be read", error.location.display());
        Failure::internal(what, error.source)
    })?;
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for entry in entries {
        let shown = format!("{}/{}", shown.trim_end_matches('/'), entry.path);
        let mut text = String::new();
        if entry.path.ends_with(".sql") || entry.path.ends_with("/metadata.toml") {
            match read(&entry.location) {
                Ok(read) => text = read,
                Err(reason) => unreadable.push(Remark::new(&shown, reason)),
            }
        }
        files.push(File {
            path: entry.path,
            shown,
            text,
        });
    }
    Ok((files, unreadable))
}

fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    canonical(&bytes).map_err(|wrong| {
        let (line, byte) = (wrong.line, wrong.byte);
        format!("not UTF-8 text: line {line} has the byte 0x{byte:02x}")
    })
}
