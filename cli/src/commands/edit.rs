//! `limbeck edit`: opens revisions in the editor.

use std::path::PathBuf;

use clap::Args;
use limbeck_core::graph::{Graph, Index};
use limbeck_core::target::Target;

use crate::context::Context;
use crate::database::{self, Access, with_connection};
use crate::exit::{Exit, Failure};
use crate::{editor, folder};

/// The arguments of `limbeck edit`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Edit {
    /// Which: an id, a label, the beginning of one, `head`, `heads` or `current`.
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: Target,
}

impl Edit {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project(&context.options)?;
        let compilation = folder::compile_to_write(&project);
        let Ok(compiled) = &compilation.result else {
            return Err(Failure::findings(compilation, "nothing opened"));
        };
        let revisions = self.revisions(context, &compiled.graph)?;
        let location = |at: &Index| {
            let file = compiled.revisions[at.get()].file;
            compilation.sources.file(file).location.clone()
        };
        let files: Vec<PathBuf> = revisions.iter().map(location).collect();
        if files.is_empty() {
            return Err(Failure::usage(format!(
                "`{}` is no revision, so there is nothing to open",
                self.target
            )));
        }
        editor::open(&context.environment, &files)?;
        Ok(Exit::Done)
    }

    fn revisions(&self, context: &mut Context, graph: &Graph) -> Result<Vec<Index>, Failure> {
        if self.target.to_string() != "current" {
            return Ok(self.target.resolve(graph)?.revisions().to_vec());
        }
        let (url, history) = context.database()?;
        let migrator = history.migrations.migrator();
        let current = database::run(&url, Access::Read, async |database| {
            Ok(with_connection!(database, c => migrator.current(c).await)?)
        })?;
        let find = |id: &str| {
            let unknown = || Failure::found(format!("the folder has no revision `{id}`"));
            graph.find(id).ok_or_else(unknown)
        };
        let current = current.iter();
        current.map(|revision| find(&revision.revision)).collect()
    }
}
