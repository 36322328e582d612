//! `limbeck seal`: what has shipped?

use std::collections::HashMap;
use std::path::Path;

use clap::Args;
use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::Compiled;
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::header::Name;
use limbeck_core::manifest::Seal as SealLine;
use limbeck_core::revision::Revision;
use limbeck_core::source::Sources;
use limbeck_core::target::Target;
use limbeck_schema::Options;

use crate::args::DialectArgs;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::manifest_file::ManifestFile;
use crate::schema_file::SchemaFile;
use crate::since::{self, Now};
use crate::wording::count;

/// The arguments of `limbeck seal`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Seal {
    /// Seal only these and what comes before them: ids, their beginnings, labels or `head`.
    #[arg(value_name = "REVISION")]
    revisions: Vec<String>,
    /// Write nothing; exit with 1 if a revision is not sealed.
    #[arg(long)]
    check: bool,
    /// Write nothing; exit with 1 if a revision that this commit, branch or tag of git has was
    /// edited, removed or re-parented.
    #[arg(long, value_name = "GITREF", conflicts_with_all = ["check", "revisions"])]
    since: Option<String>,
    #[command(flatten)]
    dialects: DialectArgs,
}

impl Seal {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project(&context.options)?;
        let mut compilation = folder::compile_as_macro(&project, &self.dialects)?;
        let Ok(compiled) = &compilation.result else {
            let undone = match &self.since {
                Some(_) => "nothing compared",
                None => "nothing sealed",
            };
            return Err(Failure::findings(compilation, undone));
        };
        if let Some(name) = &self.since {
            return since::compare(
                context,
                &Now {
                    project: &project,
                    folder: &compilation.folder,
                    sources: &compilation.sources,
                    compiled,
                },
                name,
            );
        }
        if let Some(found) = errors_to_seal(compiled, &compilation.sources) {
            compilation.result = Err(found);
            return Err(Failure::findings(compilation, "nothing sealed"));
        }
        let selected = self.selected(compiled)?;
        let mut manifest = ManifestFile::read(&project, &compilation.folder)?;
        let is_new = !manifest.exists();
        if is_new {
            for revision in &compiled.revisions {
                manifest.add_file(&revision.path_in_folder)?;
            }
        }

        let seals = &mut manifest.manifest.seals;
        let (mut sealed, mut extended) = (Vec::new(), Vec::new());
        let places: HashMap<String, usize> = (seals.iter().map(|seal| seal.id.clone()))
            .zip(0..)
            .collect();
        for revision in selected {
            match places.get(revision.id()).map(|&place| &mut seals[place]) {
                None => {
                    seals.push(seal(revision));
                    sealed.push(revision.id());
                }
                Some(seal) => {
                    if extend(seal, revision) {
                        extended.push(revision.id());
                    }
                }
            }
        }

        if self.check {
            for id in &sealed {
                context.output.line(format_args!("not sealed: {id}"));
            }
            for id in &extended {
                context
                    .output
                    .line(format_args!("not sealed for every database: {id}"));
            }
            let open = sealed.len() + extended.len();
            if open > 0 {
                context
                    .output
                    .line(format_args!("{} not sealed", count(open, "revision")));
                return Ok(Exit::Findings);
            }
            context.output.line("nothing to seal");
            return Ok(Exit::Done);
        }
        for dropped in &manifest.dropped {
            context.output.line(format_args!("dropped {dropped}"));
        }
        manifest.write()?;
        let schema = SchemaFile::new(&project, &compilation.folder);
        let is_written = schema.write(compiled, &compilation.sources, &manifest.manifest)?;
        if is_new {
            context
                .output
                .line(format_args!("{} written", manifest.shown()));
        }
        if !sealed.is_empty() {
            context
                .output
                .line(format_args!("sealed {}", count(sealed.len(), "revision")));
        }
        if !extended.is_empty() {
            let extended = count(extended.len(), "seal");
            context
                .output
                .line(format_args!("added databases to {extended}"));
        }
        if sealed.is_empty() && extended.is_empty() {
            // Else it goes without saying.
            if is_written {
                let shown = schema.shown();
                context.output.line(format_args!("{shown} written"));
            }
            context.output.line("nothing to seal");
        }
        Ok(Exit::Done)
    }

    /// The revisions to seal, in folder order.
    fn selected<'a>(&self, compiled: &'a Compiled) -> Result<Vec<&'a Revision>, Failure> {
        if self.revisions.is_empty() {
            return Ok(compiled.revisions.iter().collect());
        }
        let mut targets = Vec::new();
        for name in &self.revisions {
            let place = Target::parse(name).and_then(|target| target.resolve(&compiled.graph));
            match place {
                Ok(place) => targets.extend_from_slice(place.revisions()),
                Err(error) => {
                    let failure = Failure::from(error);
                    return Err(if Path::new(name).is_dir() {
                        failure.help(format!("a folder is named with `--dir {name}`"))
                    } else {
                        failure
                    });
                }
            }
        }
        let marked = compiled.graph.closure(&targets);
        let both = compiled.revisions.iter().zip(marked);
        Ok(both
            .filter_map(|(revision, marked)| marked.then_some(revision))
            .collect())
    }
}

/// The errors in the SQL; but not that `schema.lock` is stale, for that is mended here.
fn errors_to_seal(compiled: &Compiled, sources: &Sources) -> Option<Vec<Diagnostic>> {
    let mut found = limbeck_schema::check(compiled, sources, &Options::ALL).found;
    found.retain(|one| one.severity == Severity::Error && one.code != Code::StaleSnapshot);
    Some(found).filter(|found| !found.is_empty())
}

fn seal(revision: &Revision) -> SealLine {
    SealLine {
        id: revision.id().to_owned(),
        parents: sorted(&revision.header.parents),
        depends_on: sorted(&revision.header.depends_on),
        checksums: checksums(revision).collect(),
        span: revision.header.revision.span.clone(),
    }
}

/// Adds the checksums that `seal` lacks; returns whether there were any.
fn extend(seal: &mut SealLine, revision: &Revision) -> bool {
    let known: Vec<Dialect> = seal.checksums.iter().map(|(dialect, _)| *dialect).collect();
    let lacking = checksums(revision).filter(|(dialect, _)| !known.contains(dialect));
    seal.checksums.extend(lacking);
    seal.checksums.sort();
    seal.checksums.len() > known.len()
}

fn checksums(revision: &Revision) -> impl Iterator<Item = (Dialect, String)> {
    let scripts = revision.scripts.iter();
    scripts.map(|scripts| (scripts.dialect, scripts.checksum.to_string()))
}

fn sorted(names: &[Name]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| name.text.clone()).collect();
    names.sort();
    names
}
