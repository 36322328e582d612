//! Writes a new revision into the folder: what `revision` and `merge` share.

use std::path::{Path, PathBuf};

use clap::Args;
use limbeck_core::graph::{Graph, Index};
use limbeck_core::id::check_id;
use limbeck_core::project::Project;

use crate::clock::Moment;
use crate::context::Context;
use crate::exit::Failure;
use crate::manifest_file::ManifestFile;
use crate::revision_text::{RevisionText, slug};
use crate::wording::listed;
use crate::{random, write};

/// What every new revision can be told.
#[derive(Args, Debug)]
pub(crate) struct NewRevisionArgs {
    /// Begin a branch at a revision that others follow already.
    #[arg(long)]
    pub(crate) splice: bool,
    /// A name for the line of revisions that begins here; may be repeated.
    #[arg(long = "branch-label", value_name = "LABEL")]
    labels: Vec<String>,
    /// The revision's id [default: 12 random hexadecimal digits].
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
}

/// A revision that is to be written.
#[derive(Debug)]
pub(crate) struct NewRevision<'a> {
    /// The parents; none for a base.
    pub(crate) parents: &'a [Index],
    /// What must be applied before it, as the header names it.
    pub(crate) depends_on: &'a [String],
    /// What it is for.
    pub(crate) message: &'a str,
    /// What follows the header.
    pub(crate) body: &'a str,
}

impl NewRevisionArgs {
    /// Writes the file and lists it in the manifest, if there is one; where either fails, neither
    /// is left. Returns the file.
    pub(crate) fn write(
        &self,
        context: &mut Context,
        project: &Project,
        folder: &Path,
        graph: &Graph,
        revision: &NewRevision<'_>,
    ) -> Result<PathBuf, Failure> {
        let parents: Vec<&str> = ids(graph, revision.parents).collect();
        let id = self.id(graph)?;
        self.check_labels(graph, &id)?;
        let created = Moment::now();
        let text = RevisionText {
            id: &id,
            parents: &parents,
            depends_on: revision.depends_on,
            labels: &self.labels,
            message: revision.message,
            created: Some(created),
            irreversible: None,
            body: revision.body,
        };
        let stem = format!("{}_{}", created.digits(), slug(revision.message));
        let (name, text) = (free_name(folder, &stem), text.render()?);

        let mut manifest = ManifestFile::read(project, folder)?;
        let path = folder.join(&name);
        write::create(project, &path, &text)?;
        if manifest.exists() {
            let written = manifest.add_file(&name).and_then(|()| manifest.write());
            if let Err(failure) = written {
                write::remove(project, &path)?;
                return Err(failure);
            }
            for dropped in &manifest.dropped {
                context.output.line(format_args!("dropped {dropped}"));
            }
        }
        let shown = project.display(&path);
        let doing = match parents.as_slice() {
            [] => "a new base".to_owned(),
            [parent] => format!("follows `{parent}`"),
            parents => format!("joins {}", listed(parents.iter().copied())),
        };
        context
            .output
            .done(format_args!("{shown} written: {doing}"));
        Ok(path)
    }

    fn id(&self, graph: &Graph) -> Result<String, Failure> {
        let Some(id) = &self.rev_id else {
            let mut ids = std::iter::repeat_with(random::id);
            let free = ids.find(|id| graph.find(id).is_none() && !self.labels.contains(id));
            return Ok(free.unwrap_or_default());
        };
        check_name(graph, id, "an id")?;
        Ok(id.clone())
    }

    fn check_labels(&self, graph: &Graph, id: &str) -> Result<(), Failure> {
        for (place, label) in self.labels.iter().enumerate() {
            check_name(graph, label, "a label")?;
            if label == id || self.labels[..place].contains(label) {
                let message = format!("`{label}` is given twice");
                return Err(Failure::usage(message).help("labels and ids share one space of names"));
            }
        }
        Ok(())
    }
}

/// The ids of `revisions`.
pub(crate) fn ids<'a>(graph: &'a Graph, revisions: &'a [Index]) -> impl Iterator<Item = &'a str> {
    revisions.iter().map(|&at| &*graph.node(at).id)
}

/// Checks that `name` can be `what`, and is free.
fn check_name(graph: &Graph, name: &str, what: &str) -> Result<(), Failure> {
    if check_id(name).is_err() {
        return Err(Failure::usage(format!("`{name}` cannot be {what}")).help(
            "ids and labels are letters, digits, `_` and `.`; `head`, `heads`, `base` and `current` are taken",
        ));
    }
    if graph.find(name).is_some() {
        return Err(Failure::usage(format!(
            "a revision or label `{name}` exists"
        )));
    }
    Ok(())
}

/// Returns a file name with `stem` that the folder does not have: two revisions may be written in
/// one second, with one message.
fn free_name(folder: &Path, stem: &str) -> String {
    let mut name = format!("{stem}.sql");
    let mut number = 1;
    while folder.join(&name).exists() {
        number += 1;
        name = format!("{stem}_{number}.sql");
    }
    name
}
