//! `limbeck merge`: which revision joins these heads?

use clap::Args;
use limbeck_core::authoring;
use limbeck_core::target::Target;

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::folder;
use crate::new_revision::{NewRevision, NewRevisionArgs, ids};
use crate::revision_text::MERGE_BODY;

/// The arguments of `limbeck merge`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Merge {
    /// The heads to join: ids, labels or their beginnings [default: every head].
    #[arg(value_name = "REVISION")]
    revisions: Vec<Target>,
    /// What the revision is for [default: `Merge` and the ids].
    #[arg(short, long)]
    message: Option<String>,
    #[command(flatten)]
    new: NewRevisionArgs,
}

impl Merge {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project(&context.options)?;
        let compilation = folder::compile_to_write(&project);
        let graph = match &compilation.result {
            Ok(compiled) => &compiled.graph,
            Err(_) => return Err(Failure::findings(compilation, "nothing merged")),
        };
        let parents = authoring::merge(graph, &self.revisions, self.new.splice)?;
        let message = match &self.message {
            Some(message) => message.clone(),
            None => {
                let parents: Vec<&str> = ids(graph, &parents).collect();
                format!("Merge {}", parents.join(" and "))
            }
        };
        let revision = NewRevision {
            parents: &parents,
            depends_on: &[],
            message: &message,
            body: MERGE_BODY,
        };
        self.new
            .write(context, &project, &compilation.folder, graph, &revision)?;
        Ok(Exit::Done)
    }
}
