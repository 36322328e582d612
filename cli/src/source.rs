//! Where revisions come from: a folder of files, or the binary that has them. The only file that
//! knows the difference.

use limbeck::__private as generated;
use limbeck::Migrations;
use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::config::CONFIG_FILE;
use limbeck_core::graph::{Graph, Index};
use limbeck_core::packed::{self, Packed, PackedRevision};

use crate::args::Options;
use crate::exit::Failure;
use crate::folder;
use crate::output::listed;

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
        let named = options.dir.is_some() || options.config.is_some();
        let migrations = match self.0 {
            Some(migrations) if !named => *migrations,
            _ => from_folder(options, dialect)?,
        };
        Ok(History::new(migrations))
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

    pub(crate) fn revision(&self, at: Index) -> PackedRevision {
        self.packed.revision(at.get())
    }
}

fn from_folder(options: &Options, dialect: Option<Dialect>) -> Result<Migrations, Failure> {
    let project = folder::project(options)?;
    let allow = [Code::MultipleHeads];
    let compilation = match dialect {
        Some(dialect) => folder::compile_for(&project, dialect, &allow),
        None => folder::compile_for_any(&project, &allow),
    };
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
