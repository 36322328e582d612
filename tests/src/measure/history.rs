//! A folder of revisions, in the order they run.

use std::ops::Range;
use std::path::Path;

use limbeck_core::Dialect;
use limbeck_core::compile::compile;
use limbeck_core::project::Project;
use limbeck_core::render::render;
use limbeck_core::revision::{Revision, parse_revision};
use limbeck_core::script::Script;
use limbeck_core::source::FileId;

/// A chain of revisions of one dialect.
#[derive(Debug)]
pub struct History {
    /// The folder's name.
    pub name: String,
    /// The dialect it was compiled for.
    pub dialect: Dialect,
    pub(super) steps: Vec<Step>,
}

/// One revision.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) id: String,
    pub(super) parent: Option<Range<usize>>,
    pub(super) path: String,
    pub(super) text: String,
    pub(super) file: FileId,
    pub(super) upgrade: Commands,
    pub(super) downgrade: Option<Commands>,
}

/// The statements of one script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Commands {
    pub(super) ranges: Vec<Range<usize>>,
    pub(super) texts: Vec<String>,
    pub(super) no_transaction: bool,
}

impl History {
    /// Compiles the revisions in `folder`.
    ///
    /// # Errors
    ///
    /// Says why they are no history, or no chain.
    pub fn load(folder: &Path, dialect: Dialect) -> Result<History, String> {
        let compilation = compile(&project(folder), &[dialect]);
        let sources = &compilation.sources;
        let compiled = compilation.result.as_ref().map_err(|found| {
            let texts = found.iter().map(|d| render(d, sources, false));
            texts.collect::<Vec<_>>().join("\n\n")
        })?;
        let steps = compiled.graph.order().iter().map(|&position| {
            let revision = &compiled.revisions[position.get()];
            Step::new(revision, dialect, &sources.file(revision.file).text)
        });
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        Ok(History {
            name: name.to_string_lossy().into_owned(),
            dialect,
            steps: steps.collect(),
        })
    }
}

/// The project that is only `folder`.
pub(super) fn project(folder: &Path) -> Project {
    Project {
        root: folder.to_owned(),
        config: None,
        folder: Some(folder.to_owned()),
        base: folder.to_owned(),
    }
}

impl Step {
    fn new(revision: &Revision, dialect: Dialect, text: &str) -> Step {
        let scripts = revision.scripts(dialect).unwrap();
        let downgrade = scripts.downgrade.as_ref();
        Step {
            id: revision.id().to_owned(),
            parent: revision
                .header
                .parents
                .first()
                .map(|p| p.span.range.clone()),
            path: revision.path_in_folder.clone(),
            text: text.to_owned(),
            file: revision.file,
            upgrade: Commands::new(&scripts.upgrade, text),
            downgrade: downgrade.map(|script| Commands::new(script, text)),
        }
    }

    /// Reads the revision again after an edit; `None` if Limbeck refuses the file as a file.
    pub(super) fn with_text(&self, text: &str, dialect: Dialect) -> Option<Step> {
        let revision = parse_revision(self.file, &self.path, text, &[dialect]).ok()?;
        Some(Step::new(&revision, dialect, text))
    }

    /// Puts the revision behind another parent.
    pub(super) fn behind(&self, parent: Option<&str>) -> Option<String> {
        let range = self.parent.clone()?;
        let mut text = self.text.clone();
        text.replace_range(range, parent?);
        Some(text)
    }

    /// The 1-based line of a byte offset.
    pub(super) fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().iter().take(offset);
        before.filter(|&&byte| byte == b'\n').count() + 1
    }
}

impl Commands {
    fn new(script: &Script, text: &str) -> Commands {
        let ranges = script.statements.iter().map(|s| s.range.clone());
        let ranges: Vec<_> = ranges.collect();
        Commands {
            texts: ranges.iter().map(|r| text[r.clone()].to_owned()).collect(),
            ranges,
            no_transaction: script.no_transaction,
        }
    }

    /// The commands with one replaced, for a file that cannot be split.
    pub(super) fn with(&self, index: usize, text: &str) -> Commands {
        let mut commands = self.clone();
        text.clone_into(&mut commands.texts[index]);
        commands
    }
}
