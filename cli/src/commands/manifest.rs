//! `limbeck manifest`: which files does the folder have?

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use limbeck_core::compile::Compilation;
use limbeck_core::folder::list;

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::manifest_file::ManifestFile;
use crate::wording::{count, listed};

/// The arguments of `limbeck manifest`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Manifest {
    /// The folder of revisions, as with `--dir`.
    #[arg(value_name = "DIR", conflicts_with = "dir")]
    positional: Option<PathBuf>,
    /// Write nothing; exit with 1 if something would change.
    #[arg(long)]
    check: bool,
}

impl Manifest {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project_in(&context.options, self.positional.as_deref())?;
        let compilation = folder::compile_for_any(&project, &[]);
        let files = files(compilation)?;
        let mut manifest = ManifestFile::read(&project, &files.folder)?;

        let old = manifest.manifest.files.drain(..).map(|(path, _)| path);
        let old: BTreeSet<String> = old.collect();
        for path in &files.paths {
            manifest.add_file(path)?;
        }
        let (add, remove, drop) = if self.check {
            ("would add", "would remove", "would drop")
        } else {
            ("added", "removed", "dropped")
        };
        for path in files.paths.difference(&old) {
            context.output.line(format_args!("{add} {path}"));
        }
        for path in old.difference(&files.paths) {
            context.output.line(format_args!("{remove} {path}"));
        }
        for dropped in &manifest.dropped {
            context.output.line(format_args!("{drop} {dropped}"));
        }

        let changed = manifest.has_changed();
        if !self.check {
            manifest.write()?;
        }
        let state = match (changed, self.check) {
            (false, _) => "is up to date",
            (true, false) => "written",
            (true, true) => "is out of date",
        };
        let listed_files = count(files.paths.len(), "file");
        let seals = count(manifest.manifest.seals.len(), "seal");
        let shown = manifest.shown();
        context
            .output
            .line(format_args!("{shown} {state}: {listed_files}, {seals}"));

        let contradictions = manifest.contradictions();
        if !contradictions.is_empty() {
            let ids = listed(contradictions);
            return Err(
                Failure::found(format!("sealed twice, and not alike: {ids}"))
                    .help("keep the line of the branch that has shipped and remove the other"),
            );
        }
        Ok(if changed && self.check {
            Exit::Findings
        } else {
            Exit::Done
        })
    }
}

struct Files {
    folder: PathBuf,
    /// From the folder, with `/`.
    paths: BTreeSet<String>,
}

/// Lists what the manifest lists. A compilation has found the folder; what else it found is left
/// to `limbeck check`.
fn files(compilation: Compilation) -> Result<Files, Failure> {
    let compilation = folder::configured(compilation)?;
    let folder = compilation.folder.clone();
    let entries = match list(&folder) {
        Ok(entries) => entries,
        Err(_) if compilation.result.is_err() => {
            return Err(Failure::findings(compilation, "nothing written"));
        }
        Err(error) => {
            let what = format!("`{}` cannot be read", error.location.display());
            return Err(Failure::internal(what, error.source));
        }
    };
    let paths = entries.into_iter().map(|entry| entry.path);
    let paths = paths.filter(|path| path.ends_with(".sql")).collect();
    Ok(Files { folder, paths })
}
