//! `limbeck merge`: which revision joins these heads?

use clap::Args;
use limbeck_core::code::Code;
use limbeck_core::graph::{Graph, Index};
use limbeck_core::id::check_id;
use limbeck_core::target::{Place, Target};

use crate::clock::Moment;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::manifest_file::ManifestFile;
use crate::output::listed;
use crate::revision_text::Merge as MergeText;
use crate::{folder, random, write};

/// The arguments of `limbeck merge`; [`crate::command::Verb`] says what it does.
#[derive(Args, Debug)]
pub(crate) struct Merge {
    /// The heads to join: ids or their beginnings [default: every head].
    #[arg(value_name = "REVISION")]
    revisions: Vec<String>,
    /// What the revision is for [default: `Merge` and the ids].
    #[arg(short, long)]
    message: Option<String>,
    /// The revision's id [default: 12 random hexadecimal digits].
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
}

impl Merge {
    pub(crate) fn run(&self, context: &mut Context) -> Result<Exit, Failure> {
        let project = folder::project(&context.options)?;
        // Several heads are what a merge mends.
        let compilation = folder::compile_for_any(&project, &[Code::MultipleHeads]);
        let dir = &compilation.folder;
        let graph = match &compilation.result {
            Ok(compiled) => &compiled.graph,
            Err(_) => return Err(Failure::findings(compilation, "nothing merged")),
        };
        let heads = self.heads(graph)?;
        let parents: Vec<&str> = heads.iter().map(|&head| &*graph.node(head).id).collect();
        let text = MergeText {
            id: &self.id(graph)?,
            parents: &parents,
            message: self.message.as_deref(),
            created: Moment::now(),
        };
        let (name, text) = (text.file_name(), text.render()?);

        let mut manifest = ManifestFile::read(&project, dir)?;
        let path = dir.join(&name);
        write::create(&project, &path, &text)?;
        if manifest.exists() {
            let written = manifest.add_file(&name).and_then(|()| manifest.write());
            if let Err(failure) = written {
                // Half a merge is none.
                write::remove(&project, &path)?;
                return Err(failure);
            }
            for dropped in &manifest.dropped {
                context.output.line(format_args!("dropped {dropped}"));
            }
        }
        let heads = listed(parents);
        let path = project.display(&path);
        context
            .output
            .line(format_args!("{path} written: joins {heads}"));
        Ok(Exit::Done)
    }

    /// The heads to join: in the order in which they are named, else in folder order.
    fn heads(&self, graph: &Graph) -> Result<Vec<Index>, Failure> {
        let all = graph.heads();
        let id = |&index: &Index| &*graph.node(index).id;
        let mut chosen: Vec<Index> = Vec::new();
        for name in &self.revisions {
            match Target::parse(name)?.resolve(graph)? {
                Place::Base => {
                    return Err(Failure::usage("`base` is no revision that could be merged"));
                }
                Place::Revisions(revisions) => {
                    for revision in revisions {
                        if !chosen.contains(&revision) {
                            chosen.push(revision);
                        }
                    }
                }
            }
        }
        for revision in &chosen {
            if let Some(child) = graph.node(*revision).children.first() {
                let (name, child) = (id(revision), id(child));
                let message = format!("`{name}` is no head: `{child}` follows it");
                let heads = listed(all.iter().map(id));
                return Err(Failure::usage(message).help(format!("the heads are {heads}")));
            }
        }
        if self.revisions.is_empty() {
            chosen = all;
        }
        let message = match chosen.as_slice() {
            [] => "the folder has no revision yet, so there is nothing to merge".to_owned(),
            [only] => format!(
                "a merge joins two heads or more, and this is one: `{}`",
                id(only)
            ),
            _ => return Ok(chosen),
        };
        Err(Failure::usage(message))
    }

    fn id(&self, graph: &Graph) -> Result<String, Failure> {
        let Some(id) = &self.rev_id else {
            let mut ids = std::iter::repeat_with(random::id);
            let free = ids.find(|id| graph.find(id).is_none());
            return Ok(free.unwrap_or_default());
        };
        if check_id(id).is_err() {
            return Err(Failure::usage(format!("`{id}` cannot be an id")).help(
                "ids are letters, digits, `_` and `.`; `head`, `heads`, `base` and `current` are taken",
            ));
        }
        if graph.find(id).is_some() {
            return Err(Failure::usage(format!("a revision or label `{id}` exists")));
        }
        Ok(id.clone())
    }
}
