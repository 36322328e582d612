//! Writes files, whole or not at all: the only place that does.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use limbeck_core::project::Project;
use tempfile::{Builder, NamedTempFile};

use crate::exit::Failure;

/// Writes `text` as the file `path`, in the place of what is there.
///
/// The text goes to a file beside it, which then takes its name: a reader finds the old text or
/// the new one. A link stays a link; what it leads to is replaced.
pub(crate) fn replace(project: &Project, path: &Path, text: &str) -> Result<(), Failure> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let write = || {
        let temporary = temporary(&target, text)?;
        if let Ok(metadata) = fs::metadata(&target) {
            temporary
                .as_file()
                .set_permissions(metadata.permissions())?;
        }
        temporary.persist(&target).map_err(|error| error.error)
    };
    write()
        .map(drop)
        .map_err(|error| cannot_write(project, path, &error))
}

/// Writes `text` as the new file `path`; never over one that is there.
pub(crate) fn create(project: &Project, path: &Path, text: &str) -> Result<(), Failure> {
    let write = || {
        let temporary = temporary(path, text)?;
        let persisted = temporary.persist_noclobber(path);
        persisted.map_err(|error| error.error)
    };
    write()
        .map(drop)
        .map_err(|error| cannot_write(project, path, &error))
}

/// Makes the folder `path` and those above it, unless they are there.
pub(crate) fn folder(project: &Project, path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| cannot_write(project, path, &error))
}

/// Writes the file `path` in a temporary folder, and the folders above it.
pub(crate) fn scratch(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, content));
    let what = || format!("`{}` cannot be written", path.display());
    written.map_err(|error| Failure::internal(what(), error))
}

/// Removes the file `path`.
pub(crate) fn remove(project: &Project, path: &Path) -> Result<(), Failure> {
    let what = format!("`{}` cannot be removed", project.display(path));
    fs::remove_file(path).map_err(|error| Failure::internal(what, error))
}

/// A file beside `path`, in the same file system, whose name begins with a dot: one that a crash
/// leaves behind is passed over when the folder is read.
fn temporary(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".limbeck-");
    // As any new file, less what the user's umask takes away; a temporary file's own are 0600.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn cannot_write(project: &Project, path: &Path, error: &io::Error) -> Failure {
    let failure = |cause: String| {
        Failure::internal(
            format!("`{}` cannot be written", project.display(path)),
            cause,
        )
    };
    match error.kind() {
        io::ErrorKind::PermissionDenied => failure("permission denied".to_owned())
            .help("you need the right to write into the folder"),
        io::ErrorKind::AlreadyExists => failure("it exists already".to_owned()),
        _ => failure(error.to_string()),
    }
}
