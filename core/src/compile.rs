//! The one door from text to graph, used by the macro, the command line and the tests.
//!
//! Each phase reports all that it finds, and the first phase that finds anything is the last: what
//! follows from a mistake is not told as a second one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Dialect;
use crate::checksum::{Lineage, lineage};
use crate::code::Code;
use crate::config::{Config, parse_config};
use crate::diagnostic::Diagnostic;
use crate::folder::{self, Entry, SNAPSHOT_FILE};
use crate::graph::{Graph, Index};
use crate::manifest::{MANIFEST_FILE, Manifest};
use crate::project::{Project, normalize};
use crate::revision::Revision;
use crate::source::{FileId, SourceFile, Sources, Span, canonical};

mod links;
mod parse;
mod seals;

/// Everything that came of reading a project.
#[derive(Debug)]
pub struct Compilation {
    /// The files that were read; what diagnostics point into.
    pub sources: Sources,
    /// Every path whose change can change the result, also where it failed.
    pub tracked: Vec<PathBuf>,
    /// The folder of revisions.
    pub folder: PathBuf,
    /// The revisions, or every finding of the phase that failed.
    pub result: Result<Compiled, Vec<Diagnostic>>,
}

/// A folder of revisions that is a history.
#[derive(Debug)]
pub struct Compiled {
    /// The configuration.
    pub config: Config,
    /// The dialects in force, in the order of [`Dialect::ALL`].
    pub dialects: Vec<Dialect>,
    /// The manifest, if there is one.
    pub manifest: Option<Manifest>,
    /// The file `schema.lock`, if there is one; its text is read by what reads SQL.
    pub snapshot: Option<FileId>,
    /// The revisions, in folder order; the graph's indices count them.
    pub revisions: Vec<Revision>,
    /// Their graph.
    pub graph: Graph,
    /// For each revision, its lineage in each dialect in force.
    pub lineages: Vec<Vec<Lineage>>,
}

impl Compiled {
    /// Returns the lineage of the revision at `position` (folder order) in `dialect`.
    pub fn lineage(&self, position: usize, dialect: Dialect) -> Option<&Lineage> {
        let place = self.dialects.iter().position(|&d| d == dialect)?;
        self.lineages.get(position)?.get(place)
    }
}

/// Reads and checks a project's revisions for `dialects`, which stand in where the configuration
/// names none.
pub fn compile(project: &Project, dialects: &[Dialect]) -> Compilation {
    compile_allowing(project, dialects, &[])
}

/// Does what [`compile`] does, without the findings in `allow`: a command that mends them needs the
/// graph that has them.
///
/// These can be allowed: what the configuration could allow as well, [`Code::EmptyFolder`], and a
/// section without statements ([`Code::EmptyUpgrade`], [`Code::MissingDowngrade`]), which is how a
/// revision begins.
pub fn compile_allowing(project: &Project, dialects: &[Dialect], allow: &[Code]) -> Compilation {
    let mut compiler = Compiler {
        project,
        allow,
        sources: Sources::default(),
        tracked: Vec::new(),
        folder: project.folder.clone().unwrap_or_default(),
    };
    let result = compiler.run(dialects);
    Compilation {
        sources: compiler.sources,
        tracked: compiler.tracked,
        folder: compiler.folder,
        result,
    }
}

struct Compiler<'a> {
    project: &'a Project,
    allow: &'a [Code],
    sources: Sources,
    tracked: Vec<PathBuf>,
    folder: PathBuf,
}

type Findings = Vec<Diagnostic>;

impl Compiler<'_> {
    fn run(&mut self, dialects: &[Dialect]) -> Result<Compiled, Findings> {
        let config = self.config()?;
        if self.project.folder.is_none() {
            self.folder = normalize(&self.project.base.join(&config.folder));
        }
        let dialects = self.dialects(&config, dialects)?;
        let entries = self.entries()?;
        let manifest = self.manifest()?;
        let snapshot = self.snapshot()?;
        let may_be_empty = self.allow.contains(&Code::EmptyFolder);
        if entries.is_empty() && manifest.is_none() && !may_be_empty {
            return Err(vec![self.empty_folder()]);
        }
        let gone = manifest.as_ref().map(|m| self.missing_files(m, &entries));
        stop(gone.unwrap_or_default())?;
        let revisions = self.revisions(&entries, &dialects)?;
        if let Some(manifest) = &manifest {
            stop(seals::check(manifest, &revisions))?;
        }
        let graph = links::build(&revisions, |code| {
            self.allow.contains(&code) || config.allows(code)
        })?;
        if let Some(manifest) = &manifest {
            stop(self.unlisted_files(manifest, &entries, &revisions))?;
        }
        let lineages = lineages(&revisions, &graph, dialects.len());
        Ok(Compiled {
            config,
            dialects,
            manifest,
            snapshot,
            revisions,
            graph,
            lineages,
        })
    }

    fn config(&mut self) -> Result<Config, Findings> {
        let Some(path) = &self.project.config else {
            return Ok(Config::default());
        };
        let file = self.read(path)?;
        parse_config(file, &self.sources.file(file).text)
    }

    fn dialects(&self, config: &Config, default: &[Dialect]) -> Result<Vec<Dialect>, Findings> {
        let named = config.dialects.as_ref();
        let named = named.map(|list| list.iter().map(|(dialect, _)| *dialect).collect::<Vec<_>>());
        let mut dialects = named.unwrap_or_else(|| default.to_vec());
        dialects.sort();
        dialects.dedup();
        if !dialects.is_empty() {
            return Ok(dialects);
        }
        let path = self.project.config.as_deref().unwrap_or(&self.project.base);
        let path = self.project.display(path);
        let message = "no database is in use, so there is nothing to compile for";
        Err(vec![
            Diagnostic::about(Code::BadConfig, path, message)
                .help("turn on a feature of limbeck: `sqlite` or `postgres`")
                .help("or name the databases under `[dialects]` in limbeck.toml"),
        ])
    }

    fn entries(&self) -> Result<Vec<Entry>, Findings> {
        folder::list(&self.folder).map_err(|error| {
            let path = self.project.display(&error.location);
            let is_root = error.location == self.folder;
            let what = if is_root { "folder " } else { "" };
            let message = format!("{what}`{path}` cannot be read: {}", reason(&error.source));
            let help = match error.source.kind() {
                io::ErrorKind::NotFound if !is_root => "it is a link that leads nowhere; mend it or take it out of the folder",
                io::ErrorKind::NotFound => "make it, or name the right one: a path in the macro is relative to the crate's Cargo.toml, the one in limbeck.toml to limbeck.toml",
                io::ErrorKind::NotADirectory => "name the folder, not a file in it",
                io::ErrorKind::PermissionDenied => "give the user who builds the right to read it",
                _ => "mend the folder",
            };
            vec![Diagnostic::about(Code::Unreadable, path, message).help(help)]
        })
    }

    fn manifest(&mut self) -> Result<Option<Manifest>, Findings> {
        let path = self.folder.join(MANIFEST_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let file = self.read(&path)?;
        Manifest::parse(file, &self.sources.file(file).text).map(Some)
    }

    fn snapshot(&mut self) -> Result<Option<FileId>, Findings> {
        let path = self.folder.join(SNAPSHOT_FILE);
        if !path.exists() {
            return Ok(None);
        }
        self.read(&path).map(Some)
    }

    fn empty_folder(&self) -> Diagnostic {
        let path = self.project.display(&self.folder);
        let message = format!("folder `{path}` has no revisions");
        Diagnostic::about(Code::EmptyFolder, path, message)
            .help("write the first revision as a `.sql` file in it, if it is the right folder")
            .help("`limbeck manifest` makes an empty history of it")
    }

    fn missing_files(&self, manifest: &Manifest, entries: &[Entry]) -> Findings {
        let has = |path: &str| {
            entries
                .binary_search_by(|e| e.path.as_str().cmp(path))
                .is_ok()
        };
        let gone = manifest.files.iter().filter(|(path, _)| !has(path));
        gone.map(|(path, span)| {
            let message = format!("`{path}` is listed in {MANIFEST_FILE}, but the file is gone");
            let shown = self.project.display(&self.folder.join(path));
            Diagnostic::at(Code::ManifestMissingFile, span.clone(), message)
                .label("no such file in the folder")
                .help(format!(
                    "bring it back (`git log --diff-filter=D -- {shown}` finds it)"
                ))
                .help(
                    "if it was renamed, or has never shipped and shall go, run `limbeck manifest`",
                )
        })
        .collect()
    }

    fn unlisted_files(
        &self,
        manifest: &Manifest,
        entries: &[Entry],
        revisions: &[Revision],
    ) -> Findings {
        let listed = |path: &str| {
            let found = manifest
                .files
                .binary_search_by(|(file, _)| file.as_str().cmp(path));
            found.is_ok()
        };
        let both = entries.iter().zip(revisions);
        let unlisted = both.filter(|(entry, _)| !listed(&entry.path));
        unlisted
            .map(|(entry, revision)| {
                let message = format!("`{}` is not listed in {MANIFEST_FILE}", entry.path);
                let span = revision.header.revision.span.clone();
                Diagnostic::at(Code::ManifestUnlistedFile, span, message)
                    .label("a revision that the manifest does not know")
                    .help("run `limbeck manifest` and commit the manifest with the file")
                    .note("the manifest is how cargo notices new files")
            })
            .collect()
    }

    fn revisions(
        &mut self,
        entries: &[Entry],
        dialects: &[Dialect],
    ) -> Result<Vec<Revision>, Findings> {
        let files: Vec<Result<FileId, Findings>> = entries
            .iter()
            .map(|entry| match self.stray(entry) {
                Some(stray) => Err(vec![stray]),
                None => self.read(&entry.location),
            })
            .collect();
        let mut revisions = Vec::with_capacity(entries.len());
        let mut found = Vec::new();
        for revision in parse::parse(&self.sources, entries, &files, dialects, self.allow) {
            match revision {
                Ok(revision) => revisions.push(revision),
                Err(findings) => found.extend(findings),
            }
        }
        stop(found)?;
        Ok(revisions)
    }

    /// A file that is no revision is told, never passed over.
    fn stray(&self, entry: &Entry) -> Option<Diagnostic> {
        let extension = entry.path.rsplit_once('.').map(|(_, extension)| extension);
        let path = self.project.display(&entry.location);
        let stray = |message: String| Diagnostic::about(Code::StrayFile, path.clone(), message);
        match extension {
            Some("sql") => None,
            Some("rs") => Some(
                stray(format!("`{path}` is written in Rust"))
                    .help("this version runs revisions in SQL only; write it as a `.sql` file"),
            ),
            Some(other) if other.eq_ignore_ascii_case("sql") => Some(
                stray(format!(
                    "`{path}` is no revision: its name ends in `.{other}`"
                ))
                .help("rename it so that it ends in `.sql`"),
            ),
            _ => Some(
                stray(format!("`{path}` is no revision"))
                    .help("move it out of the folder; revisions end in `.sql`")
                    .note("names that begin with a dot and the folder's README.md may stay"),
            ),
        }
    }

    /// Reads one file: the only place that does.
    fn read(&mut self, location: &Path) -> Result<FileId, Findings> {
        self.tracked.push(location.to_owned());
        let path = self.project.display(location);
        let bytes = fs::read(location).map_err(|error| {
            let message = format!("`{path}` cannot be read: {}", reason(&error));
            vec![
                Diagnostic::about(Code::Unreadable, path.clone(), message)
                    .help("it must be a file that the user who builds may read"),
            ]
        })?;
        let text = canonical(&bytes).map_err(|not_text| {
            let message = format!(
                "`{path}` is not UTF-8 text: byte 0x{:02X} in line {}",
                not_text.byte, not_text.line
            );
            let place = format!("{path}:{}", not_text.line);
            let help = match not_text.byte {
                0 | 0xFE | 0xFF => "it may be UTF-16 or no text at all; save it as UTF-8",
                _ => "it may be Latin-1 or Windows-1252; save it as UTF-8",
            };
            vec![Diagnostic::about(Code::NotUtf8, place, message).help(help)]
        })?;
        Ok(self.sources.add(SourceFile {
            path,
            location: location.to_owned(),
            text,
        }))
    }
}

fn stop(found: Findings) -> Result<(), Findings> {
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The operating system's reason in words that do not change with the platform.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::NotADirectory => "it is no folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

fn lineages(revisions: &[Revision], graph: &Graph, dialects: usize) -> Vec<Vec<Lineage>> {
    let mut lineages: Vec<Vec<Lineage>> = vec![Vec::new(); revisions.len()];
    for &index in graph.order() {
        let node = graph.node(index);
        let scripts = &revisions[index.get()].scripts;
        let mut own: Vec<Lineage> = Vec::with_capacity(dialects);
        for place in 0..dialects {
            let of = |before: Index, place: usize| &lineages[before.get()][place];
            // The same as in the dialect before it, if all that goes into it is.
            let same = place > 0
                && scripts[place].checksum == scripts[place - 1].checksum
                && node.before().all(|b| of(b, place) == of(b, place - 1));
            own.push(match own.last() {
                Some(before) if same => before.clone(),
                _ => lineage(
                    &scripts[place].checksum,
                    node.parents.iter().map(|&parent| of(parent, place)),
                    node.depends_on.iter().map(|&other| of(other, place)),
                ),
            });
        }
        lineages[index.get()] = own;
    }
    lineages
}

/// The span of a whole header field's names, from the first to the last.
fn span_of(names: &[crate::header::Name]) -> Option<Span> {
    let (first, last) = (names.first()?, names.last()?);
    Some(Span {
        file: first.span.file,
        range: first.span.range.start..last.span.range.end,
    })
}
