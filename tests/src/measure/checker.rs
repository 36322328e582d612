//! What Limbeck says about the first revisions of a history, with one edited.

use std::fs;

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::compile;
use limbeck_core::diagnostic::{Diagnostic, Place, Severity};
use limbeck_core::folder::SNAPSHOT_FILE;
use limbeck_core::header::Name;
use limbeck_core::manifest::{MANIFEST_FILE, Manifest, Seal};
use limbeck_core::revision::Revision;
use limbeck_core::source::Sources;
use limbeck_schema::Options;
use tempfile::TempDir;

use super::history::{Step, project};

/// A folder with the revisions so far.
#[derive(Debug)]
pub(super) struct Checker {
    folder: TempDir,
    dialect: Dialect,
    /// The manifest that seals the revisions so far.
    manifest: Option<String>,
}

/// What was said.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) found: Vec<Said>,
    /// Whether something was not understood, so that missing names are no mistakes.
    pub(super) is_open: bool,
    pub(super) statements: usize,
    pub(super) opaque: usize,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) code: Code,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) place: String,
}

impl Said {
    /// Whether it is about the way back.
    pub(super) fn is_downgrade(&self) -> bool {
        self.code.name().starts_with("downgrade")
    }

    /// Whether it is about how revisions are written, whatever the database would say.
    pub(super) fn is_house_rule(&self) -> bool {
        matches!(
            self.code,
            Code::TransactionControl | Code::EmptyUpgrade | Code::MissingDowngrade
        )
    }

    pub(super) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Checker {
    pub(super) fn new(dialect: Dialect) -> Checker {
        Checker {
            folder: tempfile::tempdir().unwrap(),
            dialect,
            manifest: None,
        }
    }

    /// Adds a revision for good.
    pub(super) fn add(&self, step: &Step) {
        self.write(&step.path, &step.text);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.folder.path().join(path));
    }

    /// Seals the revisions so far, so that they are not read again for each mistake behind them.
    pub(super) fn seal(&mut self) {
        self.unseal();
        let compilation = compile(&project(self.folder.path()), &[self.dialect]);
        let Ok(compiled) = &compilation.result else {
            return;
        };
        let manifest = Manifest {
            files: Vec::new(),
            seals: compiled.revisions.iter().map(seal).collect(),
        };
        let snapshot = limbeck_schema::render_snapshot(compiled, &compilation.sources, &manifest);
        let Some(snapshot) = snapshot else { return };
        let files = compiled.revisions.iter();
        let files = files.map(|revision| format!("file {}\n", revision.path_in_folder));
        self.manifest = Some(manifest.render() + &files.collect::<String>());
        self.write(SNAPSHOT_FILE, &snapshot);
    }

    /// Lets everything be read again.
    pub(super) fn unseal(&mut self) {
        self.manifest = None;
        self.remove(MANIFEST_FILE);
        self.remove(SNAPSHOT_FILE);
    }

    /// Checks the revisions so far and `more` (path and text).
    pub(super) fn with(&self, more: &[(&str, &str)]) -> Answer {
        for (path, text) in more {
            self.write(path, text);
        }
        if let Some(manifest) = &self.manifest {
            let new = more.iter().map(|(path, _)| format!("file {path}\n"));
            self.write(
                MANIFEST_FILE,
                &(manifest.clone() + &new.collect::<String>()),
            );
        }
        let answer = self.check();
        more.iter().for_each(|(path, _)| self.remove(path));
        self.remove(MANIFEST_FILE);
        answer
    }

    fn check(&self) -> Answer {
        let compilation = compile(&project(self.folder.path()), &[self.dialect]);
        let sources = &compilation.sources;
        let said = |diagnostic: &Diagnostic| Said {
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            place: place(diagnostic, sources),
        };
        let compiled = match &compilation.result {
            Ok(compiled) => compiled,
            Err(found) => {
                return Answer {
                    found: found.iter().map(said).collect(),
                    ..Answer::default()
                };
            }
        };
        let checked = limbeck_schema::check(compiled, sources, &Options::default());
        let found: Vec<Said> = checked.found.iter().map(said).collect();
        Answer {
            is_open: found.iter().any(|said| said.code == Code::Opaque),
            statements: checked.read.iter().map(|read| read.statements).sum(),
            opaque: checked.read.iter().map(|read| read.opaque).sum(),
            found,
        }
    }
}

fn seal(revision: &Revision) -> Seal {
    let names = |names: &[Name]| {
        let mut names: Vec<String> = names.iter().map(|name| name.text.clone()).collect();
        names.sort();
        names
    };
    let checksums = revision.scripts.iter();
    Seal {
        id: revision.id().to_owned(),
        parents: names(&revision.header.parents),
        depends_on: names(&revision.header.depends_on),
        checksums: checksums
            .map(|s| (s.dialect, s.checksum.to_string()))
            .collect(),
        span: revision.header.revision.span.clone(),
    }
}

fn place(diagnostic: &Diagnostic, sources: &Sources) -> String {
    match &diagnostic.place {
        Place::Path(path) => path.clone(),
        Place::Text(span) => {
            let (line, column) = sources.line_column(span);
            format!("{}:{line}:{column}", sources.file(span.file).path)
        }
    }
}
