//! The file `schema.lock`: the schema after the sealed revisions.

use std::fs;
use std::path::{Path, PathBuf};

use limbeck_core::compile::Compiled;
use limbeck_core::folder::SNAPSHOT_FILE;
use limbeck_core::manifest::Manifest;
use limbeck_core::project::Project;
use limbeck_core::source::Sources;
use limbeck_schema::render_snapshot;

use crate::exit::Failure;
use crate::write;

/// Where the file lies.
#[derive(Debug)]
pub(crate) struct SchemaFile<'a> {
    project: &'a Project,
    path: PathBuf,
}

impl<'a> SchemaFile<'a> {
    /// The one in `folder`.
    pub(crate) fn new(project: &'a Project, folder: &Path) -> Self {
        SchemaFile {
            project,
            path: folder.join(SNAPSHOT_FILE),
        }
    }

    /// Returns the file's path as messages show it.
    pub(crate) fn shown(&self) -> String {
        self.project.display(&self.path)
    }

    /// Writes the schema after the revisions that `manifest` seals, unless it is there; returns
    /// whether it was not. A file that would say nothing is removed.
    pub(crate) fn write(
        &self,
        compiled: &Compiled,
        sources: &Sources,
        manifest: &Manifest,
    ) -> Result<bool, Failure> {
        let before = fs::read_to_string(&self.path).ok();
        match render_snapshot(compiled, sources, manifest) {
            after if after == before => Ok(false),
            Some(text) => write::replace(self.project, &self.path, &text).map(|()| true),
            None => write::remove(self.project, &self.path).map(|()| true),
        }
    }
}
