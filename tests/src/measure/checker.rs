//! What Limbeck says about the first revisions of a history, with one edited.

use std::fs;

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::compile;
use limbeck_core::diagnostic::{Diagnostic, Place, Severity};
use limbeck_core::source::Sources;
use tempfile::TempDir;

use super::history::{Step, project};

/// A folder with the revisions so far.
#[derive(Debug)]
pub(super) struct Checker {
    folder: TempDir,
    dialect: Dialect,
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
        let folder = tempfile::tempdir().unwrap();
        Checker { folder, dialect }
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

    /// Checks the revisions so far and `more` (path and text).
    pub(super) fn with(&self, more: &[(&str, &str)]) -> Answer {
        for (path, text) in more {
            self.write(path, text);
        }
        let answer = self.check();
        for (path, _) in more {
            fs::remove_file(self.folder.path().join(path)).unwrap();
        }
        answer
    }

    /// Checks the revisions so far.
    pub(super) fn check(&self) -> Answer {
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
        let checked = limbeck_schema::check(compiled, sources, &limbeck_schema::Options::ALL);
        let found: Vec<Said> = checked.found.iter().map(said).collect();
        Answer {
            is_open: found.iter().any(|said| said.code == Code::Opaque),
            statements: checked.read.iter().map(|read| read.statements).sum(),
            opaque: checked.read.iter().map(|read| read.opaque).sum(),
            found,
        }
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
