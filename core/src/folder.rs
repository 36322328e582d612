//! Which files a folder of revisions holds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The manifest's name within the folder of revisions.
pub const MANIFEST_FILE: &str = "revisions.lock";

/// The name of the file beside the manifest that says what the sealed revisions make of a database.
pub const SNAPSHOT_FILE: &str = "schema.lock";

/// How deep sub-folders may nest. A link that leads back up would never end otherwise.
const MAX_DEPTH: usize = 16;

/// One file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The path from the folder, with `/`; what is not UTF-8 in it is replaced.
    pub path: String,
    /// Where it lies.
    pub location: PathBuf,
}

/// A part of the folder that could not be listed.
#[derive(Debug)]
pub struct ListError {
    /// Which folder or file.
    pub location: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// Lists every file below `folder`, sorted by path (byte order, the same on every machine).
///
/// Passed over are names that begin with a dot, `README.md`, the manifest `revisions.lock` and the
/// snapshot `schema.lock`; nothing else is.
///
/// # Errors
///
/// [`ListError`] for the first folder that cannot be read or nests deeper than 16 levels.
pub fn list(folder: &Path) -> Result<Vec<Entry>, ListError> {
    let mut entries = Vec::new();
    walk(folder, "", 0, &mut entries)?;
    entries.sort();
    Ok(entries)
}

/// The names that are passed over, besides those that begin with a dot.
const PASSED_OVER: [&str; 3] = ["README.md", MANIFEST_FILE, SNAPSHOT_FILE];

fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    entries: &mut Vec<Entry>,
) -> Result<(), ListError> {
    let failed = |source| ListError {
        location: folder.to_owned(),
        source,
    };
    if depth > MAX_DEPTH {
        let message = "folders nest too deeply (a link that leads back?)";
        return Err(failed(io::Error::other(message)));
    }
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || (depth == 0 && PASSED_OVER.contains(&name.as_ref())) {
            continue;
        }
        let location = entry.path();
        let path = format!("{prefix}{name}");
        // The entry's own type costs no system call; a link must be followed.
        let mut kind = entry.file_type().map_err(failed)?;
        if kind.is_symlink() {
            kind = fs::metadata(&location)
                .map_err(|source| ListError {
                    location: location.clone(),
                    source,
                })?
                .file_type();
        }
        if kind.is_dir() {
            walk(&location, &format!("{path}/"), depth + 1, entries)?;
        } else if kind.is_file() {
            entries.push(Entry { path, location });
        } else {
            // Reading a pipe would wait for a writer.
            let source = io::Error::other("neither a file nor a folder");
            return Err(ListError { location, source });
        }
    }
    Ok(())
}
