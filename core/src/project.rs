//! Where a project keeps its configuration and its revisions.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::config::CONFIG_FILE;

/// The places that a compilation reads from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// What messages show paths relative to.
    pub root: PathBuf,
    /// The configuration file, if there is one.
    pub config: Option<PathBuf>,
    /// The folder of revisions, if the caller names it; else the configuration does.
    pub folder: Option<PathBuf>,
    /// What the configured folder is relative to.
    pub base: PathBuf,
}

impl Project {
    /// Finds the project of the crate in `crate_dir`, as the macro sees it: the configuration lies
    /// beside the crate's `Cargo.toml`, else beside its workspace's, and no further. `folder` is
    /// relative to the crate.
    pub fn of_crate(crate_dir: &Path, folder: Option<&str>) -> Project {
        let root = workspace_root(crate_dir);
        let candidates = [crate_dir.join(CONFIG_FILE), root.join(CONFIG_FILE)];
        let config = candidates.into_iter().find(|path| path.is_file());
        let parent = config.as_deref().and_then(Path::parent);
        Project {
            base: parent.unwrap_or(crate_dir).to_owned(),
            folder: folder.map(|folder| normalize(&crate_dir.join(folder))),
            config,
            root,
        }
    }

    /// Finds the project around `working_dir`, as the command line sees it: the nearest
    /// configuration upward. `folder` is relative to `working_dir`.
    pub fn around(working_dir: &Path, folder: Option<&Path>) -> Project {
        let config = working_dir
            .ancestors()
            .map(|dir| dir.join(CONFIG_FILE))
            .find(|path| path.is_file());
        let parent = config.as_deref().and_then(Path::parent);
        Project {
            root: working_dir.to_owned(),
            base: parent.unwrap_or(working_dir).to_owned(),
            folder: folder.map(|folder| normalize(&working_dir.join(folder))),
            config,
        }
    }

    /// Returns `path` as messages show it.
    pub fn display(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        let shown = match shown.to_string_lossy() {
            root if root.is_empty() => ".".into(),
            shown => shown,
        };
        if cfg!(windows) {
            shown.replace('\\', "/")
        } else {
            shown.into_owned()
        }
    }
}

/// The nearest folder upward whose `Cargo.toml` has a `[workspace]`, or the crate's own.
///
/// A published or vendored crate has no workspace, whatever folder it was unpacked in: Cargo marks
/// these with the files below.
fn workspace_root(crate_dir: &Path) -> PathBuf {
    let unpacked = [".cargo-ok", ".cargo-checksum.json"];
    if unpacked.iter().any(|mark| crate_dir.join(mark).exists()) {
        return crate_dir.to_owned();
    }
    let has_workspace = |dir: &&Path| {
        fs::read_to_string(dir.join("Cargo.toml")).is_ok_and(|manifest| {
            let mut lines = manifest.split('\n').map(str::trim_start);
            lines.any(|line| line.starts_with("[workspace]") || line.starts_with("[workspace."))
        })
    };
    let root = crate_dir.ancestors().find(has_workspace);
    root.unwrap_or(crate_dir).to_owned()
}

/// Resolves `.` and `..` by name alone: messages show the path that the user wrote, not where its
/// links lead.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
