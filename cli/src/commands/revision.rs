//! `limbeck revision`: a new revision, for its author to fill in.

use clap::Args;
use limbeck_core::Dialect;
use limbeck_core::authoring;
use limbeck_core::compile::Compiled;
use limbeck_core::graph::{Graph, Index};
use limbeck_core::target::Target;

use crate::args::dialect;
use crate::context::Context;
use crate::editor;
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::new_revision::{NewRevision, NewRevisionArgs, ids};
use crate::revision_text::template;
use crate::wording::listed;

/// The arguments of `limbeck revision`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Revision {
    /// What the revision is for.
    #[arg(short, long)]
    message: String,
    /// What it follows: an id, a label, `base` for a new base; several make a merge [default: the
    /// head].
    #[arg(long = "head", value_name = "TARGET")]
    heads: Vec<Target>,
    /// What must be applied before it, without being its parent: an id or a label; may be repeated.
    #[arg(long, value_name = "TARGET")]
    depends_on: Vec<Target>,
    /// Open the file in the editor: $VISUAL, else $EDITOR.
    #[arg(long)]
    edit: bool,
    #[command(flatten)]
    new: NewRevisionArgs,
    /// A database to make sections of its own for; may be repeated.
    ///
    /// Other databases in use share one section, which names none.
    #[arg(long = "dialect", value_name = "DIALECT", value_parser = dialect())]
    dialects: Vec<Dialect>,
}

impl Revision {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project(&context.options)?;
        let compilation = folder::compile_to_write(&project);
        let compiled = match &compilation.result {
            Ok(compiled) => compiled,
            Err(_) => return Err(Failure::findings(compilation, "nothing written")),
        };
        let graph = &compiled.graph;
        let dependencies = self.depends_on.iter();
        let dependencies = dependencies.map(|target| authoring::dependency(graph, target));
        let revision = NewRevision {
            parents: &self.parents(graph)?,
            depends_on: &dependencies.collect::<Result<Vec<_>, _>>()?,
            message: &self.message,
            body: &self.body(compiled),
        };
        let path = self
            .new
            .write(context, &project, &compilation.folder, graph, &revision)?;
        if self.edit {
            editor::open(&context.environment, &[path])?;
        }
        Ok(Exit::Done)
    }

    fn parents(&self, graph: &Graph) -> Result<Vec<Index>, Failure> {
        let heads = graph.heads();
        if self.heads.is_empty() && heads.len() > 1 {
            let heads: Vec<&str> = ids(graph, &heads).collect();
            let names = listed(heads.iter().copied());
            let message = format!("there is no one head to follow: {names} are heads");
            return Err(Failure::usage(message)
                .help(format!(
                    "join them first: `limbeck merge {}`",
                    heads.join(" ")
                ))
                .help(format!("or follow one of them: `--head {}`", heads[0])));
        }
        Ok(authoring::parents(graph, &self.heads, self.new.splice)?)
    }

    fn body(&self, compiled: &Compiled) -> String {
        let mut own = self.dialects.clone();
        own.sort();
        own.dedup();
        let has_others = match &compiled.config.dialects {
            Some(in_force) => in_force.iter().any(|(dialect, _)| !own.contains(dialect)),
            None => own.is_empty(),
        };
        template(&own, has_others)
    }
}
