//! Where revisions come from: a folder of files, or the binary that has them. The only file that
//! knows the difference.

use limbeck::__private as generated;
use limbeck::Migrations;
use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::Compilation;
use limbeck_core::config::CONFIG_FILE;
use limbeck_core::graph::{Graph, Index};
use limbeck_core::packed::{self, Packed, PackedRevision};
use limbeck_core::plan::Applied;
use limbeck_core::target::{Target, TargetError};

use crate::args::Options;
use crate::exit::Failure;
use crate::folder;
use crate::wording::listed;

/// Where revisions come from.
#[derive(Clone, Copy, Debug)]
pub struct Source(Option<&'static Migrations>);

impl Source {
    /// The folder of the project around the working folder.
    pub const fn folder() -> Source {
        Source(None)
    }

    /// Reads the history, for `dialect` if a database is to be spoken to.
    ///
    /// A binary's own history is what it has compiled in, unless the options name a folder or a
    /// configuration. In a folder, that it has several heads is no reason to refuse: a target says
    /// which is meant.
    pub(crate) fn history(
        self,
        options: &Options,
        dialect: Option<Dialect>,
    ) -> Result<History, Failure> {
        let migrations = match self.compiled(options) {
            Some(migrations) => *migrations,
            None => {
                let project = folder::project(options)?;
                let compilation = match dialect {
                    Some(dialect) => folder::compile_for(&project, dialect, ALLOW),
                    None => folder::compile_for_any(&project, ALLOW),
                };
                from_folder(compilation, dialect)?
            }
        };
        Ok(History::new(migrations))
    }

    /// Reads the history for a script, and returns which database that is for: `dialect`, else the
    /// only one in use.
    pub(crate) fn script_history(
        self,
        options: &Options,
        dialect: Option<Dialect>,
    ) -> Result<(Dialect, History), Failure> {
        if let Some(dialect) = dialect {
            return Ok((dialect, self.history(options, Some(dialect))?));
        }
        let migrations = match self.compiled(options) {
            Some(migrations) => *migrations,
            None => {
                let project = folder::project(options)?;
                from_folder(folder::compile_for_configured(&project, ALLOW)?, None)?
            }
        };
        let history = History::new(migrations);
        match history.dialects().as_slice() {
            [only] => Ok((*only, history)),
            several => {
                let names = listed(several.iter().map(|dialect| dialect.name()));
                let message = format!("the revisions are for {names}: which is this for?");
                Err(Failure::usage(message).help("say it with `--dialect`"))
            }
        }
    }

    /// What the binary has compiled in, unless the options name a folder or a configuration.
    fn compiled(self, options: &Options) -> Option<&'static Migrations> {
        let named = options.dir.is_some() || options.config.is_some();
        self.0.filter(|_| !named)
    }
}

impl From<&'static Migrations> for Source {
    fn from(migrations: &'static Migrations) -> Source {
        Source(Some(migrations))
    }
}

/// Revisions, wherever they came from.
#[derive(Debug)]
pub(crate) struct History {
    /// What speaks to a database.
    pub(crate) migrations: Migrations,
    /// What the revisions say, in folder order.
    pub(crate) packed: Packed,
    /// How they follow each other.
    pub(crate) graph: Graph,
}

impl History {
    fn new(migrations: Migrations) -> History {
        let packed = generated::packed(&migrations);
        History {
            graph: packed.graph(),
            packed,
            migrations,
        }
    }

    /// Refuses a target that leads nowhere, whatever is applied: before a file is made for it.
    pub(crate) fn check_target(&self, target: &str) -> Result<(), Failure> {
        let target = Target::parse(target)?;
        let nothing = Applied::none(&self.graph);
        match target.for_upgrade(&self.graph, &nothing) {
            Err(error)
                if !target.is_relative()
                    || matches!(
                        error,
                        TargetError::WrongDirection { .. } | TargetError::UnknownBranch { .. }
                    ) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    /// The databases that it is for.
    pub(crate) fn dialects(&self) -> Vec<Dialect> {
        let mut dialects = Dialect::ALL.to_vec();
        dialects.retain(|&dialect| self.packed.has_dialect(dialect));
        dialects
    }

    pub(crate) fn revision(&self, at: Index) -> PackedRevision {
        self.packed.revision(at.get())
    }
}

/// A target says which head is meant.
const ALLOW: &[Code] = &[Code::MultipleHeads];

fn from_folder(compilation: Compilation, dialect: Option<Dialect>) -> Result<Migrations, Failure> {
    let Ok(compiled) = &compilation.result else {
        return Err(Failure::findings(compilation, "nothing done"));
    };
    if let Some(dialect) = dialect.filter(|dialect| !compiled.dialects.contains(dialect)) {
        let names = listed(compiled.dialects.iter().map(|dialect| dialect.name()));
        let message = format!("the revisions are not for {dialect}: {CONFIG_FILE} names {names}");
        return Err(Failure::usage(message).help(format!(
            "add `{dialect}` under `[dialects]`, or name another database"
        )));
    }
    let parts = packed::write(compiled, &compilation.sources, "main");
    // They last as long as the process, like those that are compiled in; a process runs one command.
    let (text, table) = (parts.text.leak(), parts.table.leak());
    Ok(generated::migrations(text, table, None, APPLIED_BY))
}

/// Who is recorded to have applied a revision.
const APPLIED_BY: &str = concat!("limbeck ", env!("CARGO_PKG_VERSION"));
