//! Builds the graph of parsed revisions and tells its faults with their places.

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::graph::{Edge, EdgeKind, Fault, Graph, Index, Links};
use crate::header::Name;
use crate::revision::Revision;
use crate::suggest::nearest;

/// Builds the graph; `allows` says which findings about its shape are let pass.
///
/// # Errors
///
/// Every finding about edges; where there is none, those about the graph's shape.
pub(super) fn build(
    revisions: &[Revision],
    allows: impl Fn(Code) -> bool,
) -> Result<Graph, Vec<Diagnostic>> {
    let links: Vec<Links<'_>> = revisions.iter().map(links).collect();
    let teller = Teller { revisions };
    let graph = Graph::build(&links).map_err(|faults| {
        faults
            .iter()
            .map(|fault| teller.fault(fault))
            .collect::<Vec<_>>()
    })?;
    let mut found = Vec::new();
    if !allows(Code::RedundantParent) {
        found.extend(teller.redundant(&graph));
    }
    if !allows(Code::MultipleHeads) {
        found.extend(teller.multiple_heads(&graph));
    }
    if found.is_empty() {
        Ok(graph)
    } else {
        Err(found)
    }
}

fn links(revision: &Revision) -> Links<'_> {
    fn texts(names: &[Name]) -> Vec<&str> {
        names.iter().map(|name| name.text.as_str()).collect()
    }
    let header = &revision.header;
    Links {
        id: revision.id(),
        parents: texts(&header.parents),
        depends_on: texts(&header.depends_on),
        labels: texts(&header.labels),
    }
}

struct Teller<'a> {
    revisions: &'a [Revision],
}

impl Teller<'_> {
    fn fault(&self, fault: &Fault) -> Diagnostic {
        match fault {
            Fault::DuplicateRevision { revision, first } => {
                let (second, first) = (self.name(*revision), self.name(*first));
                let message = format!("two revisions are called `{}`", second.text);
                Diagnostic::at(Code::DuplicateRevision, second.span.clone(), message)
                    .label("second")
                    .also(first.span.clone(), "first")
                    .help("give the newer one another id; a copy needs its own")
            }
            Fault::DuplicateLabel {
                revision,
                place,
                first,
            } => {
                let label = &self.of(*revision).header.labels[*place];
                let other = self.of(*first);
                let mut labels = other.header.labels.iter();
                let taken = labels.find(|name| name.text == label.text && name.span != label.span);
                let (taken, by) = match taken {
                    Some(label) => (label, "by this label"),
                    None => (&other.header.revision, "by this id"),
                };
                let message = format!("label `{}` is taken", label.text);
                Diagnostic::at(Code::DuplicateLabel, label.span.clone(), message)
                    .label("taken")
                    .also(taken.span.clone(), by)
                    .help("choose another label; labels and ids share one space of names")
            }
            Fault::Unknown { edge, name } => self.unknown(*edge, name),
            Fault::Itself { edge } => {
                let name = self.edge(*edge);
                let (id, field) = (self.of(edge.revision).id(), field(edge.kind));
                let message = format!("revision `{id}` names itself in `{field}`");
                let help = match edge.kind {
                    EdgeKind::Parent => "name the revision before it, or `base` if there is none",
                    EdgeKind::DependsOn => "leave it out",
                };
                Diagnostic::at(Code::SelfParent, name.span.clone(), message)
                    .label("itself")
                    .help(help)
            }
            Fault::Cycle { edges } => self.cycle(edges),
        }
    }

    fn unknown(&self, edge: Edge, name: &str) -> Diagnostic {
        let id = self.of(edge.revision).id();
        let place = self.edge(edge).span.clone();
        let ids = self.revisions.iter().map(Revision::id);
        let (code, diagnostic, meant) = match edge.kind {
            EdgeKind::Parent => {
                let message =
                    format!("revision `{id}` names a parent that does not exist: `{name}`");
                let meant = nearest(name, ids.filter(|other| *other != id));
                (Code::UnknownParent, message, meant)
            }
            EdgeKind::DependsOn => {
                let message =
                    format!("revision `{id}` depends on one that does not exist: `{name}`");
                let labels = self.labels().map(|(label, _)| label);
                let meant = nearest(name, ids.filter(|other| *other != id).chain(labels));
                (Code::UnknownDependency, message, meant)
            }
        };
        let help = match (meant, edge.kind) {
            (Some(meant), _) if self.labels().any(|(label, _)| label == meant) => {
                format!("there is a label `{meant}`")
            }
            (Some(meant), _) => format!("there is a revision `{meant}`"),
            (None, EdgeKind::DependsOn) if name.contains(':') => {
                "this version knows no other sets; name a revision of this folder".to_owned()
            }
            (None, EdgeKind::Parent) => self.parent_instead_of(name),
            (None, EdgeKind::DependsOn) => {
                "name a revision of this folder, or bring its file back".to_owned()
            }
        };
        let label = match edge.kind {
            EdgeKind::Parent => "no revision has this id",
            EdgeKind::DependsOn => "no revision has this id or label",
        };
        Diagnostic::at(code, place, diagnostic)
            .label(label)
            .help(help)
    }

    /// What to write where `name` is near to no revision's id.
    fn parent_instead_of(&self, name: &str) -> String {
        if ["base", "none", "null"].contains(&name.to_ascii_lowercase().as_str()) {
            return "if nothing comes before it, write `parent: base`".to_owned();
        }
        if let Some((_, owner)) = self.labels().find(|(label, _)| *label == name) {
            return format!("`{name}` is a label; name a revision by its id, here `{owner}`");
        }
        let ids = self.revisions.iter().map(Revision::id);
        let mut beginning = ids.filter(|id| id.starts_with(name));
        match (beginning.next(), beginning.next()) {
            (Some(whole), None) => format!("write the id in full: `{whole}`"),
            _ => "name a revision of this folder, or bring its file back".to_owned(),
        }
    }

    /// Every label with its revision's id.
    fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        let revisions = self.revisions.iter();
        revisions.flat_map(|revision| {
            let labels = revision.header.labels.iter();
            labels.map(|label| (label.text.as_str(), revision.id()))
        })
    }

    /// A cycle as a path, with one label for each edge.
    fn cycle(&self, edges: &[Edge]) -> Diagnostic {
        let mut path: Vec<&str> = edges
            .iter()
            .map(|edge| self.of(edge.revision).id())
            .collect();
        path.extend(path.first().copied());
        let path: Vec<String> = path.iter().map(|id| format!("`{id}`")).collect();
        let message = format!("revisions come after themselves: {}", path.join(" → "));
        let says = |edge: &Edge| {
            let (id, name) = (self.of(edge.revision).id(), self.edge(*edge));
            match edge.kind {
                EdgeKind::Parent => format!("`{id}` follows `{}`", name.text),
                EdgeKind::DependsOn => format!("`{id}` depends on `{}`", name.text),
            }
        };
        // An empty cycle is none; the graph never reports one.
        let Some((first, rest)) = edges.split_first() else {
            return Diagnostic::about(Code::Cycle, "", message);
        };
        let place = self.edge(*first).span.clone();
        let mut diagnostic = Diagnostic::at(Code::Cycle, place, message).label(says(first));
        for edge in rest {
            diagnostic = diagnostic.also(self.edge(*edge).span.clone(), says(edge));
        }
        diagnostic
            .help("take out the edge that is wrong: most likely that of the revision written first")
    }

    fn redundant(&self, graph: &Graph) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for revision in self.revisions {
            let parents = &revision.header.parents;
            for (place, name) in parents.iter().enumerate() {
                let first = parents[..place]
                    .iter()
                    .find(|first| first.text == name.text);
                if let Some(first) = first {
                    let message = format!("parent `{}` is named twice", name.text);
                    found.push(
                        Diagnostic::at(Code::RedundantParent, name.span.clone(), message)
                            .label("second")
                            .also(first.span.clone(), "first")
                            .help("leave one out"),
                    );
                }
            }
        }
        found.extend(graph.redundant_parents().into_iter().map(|redundant| {
            let revision = self.of(redundant.revision);
            let (parent, other) = (self.name(redundant.parent), self.name(redundant.implied_by));
            let mut names = revision.header.parents.iter();
            let name = names.find(|name| name.text == parent.text);
            let place = name.unwrap_or(&revision.header.revision).span.clone();
            let message = format!(
                "parent `{}` says nothing: `{}` descends from it",
                parent.text, other.text
            );
            Diagnostic::at(Code::RedundantParent, place, message)
                .label("implied by the other parent")
                .help("leave it out")
        }));
        found
    }

    fn multiple_heads(&self, graph: &Graph) -> Option<Diagnostic> {
        let heads = graph.heads();
        let (last, others) = heads
            .split_last()
            .filter(|(_, others)| !others.is_empty())?;
        let quoted: Vec<String> = heads
            .iter()
            .map(|&head| format!("`{}`", graph.node(head).id))
            .collect();
        let ids: Vec<&str> = heads.iter().map(|&head| &*graph.node(head).id).collect();
        let message = format!("the graph has {} heads: {}", heads.len(), quoted.join(", "));
        let place = self.name(*last).span.clone();
        let mut diagnostic =
            Diagnostic::at(Code::MultipleHeads, place, message).label("no revision follows this");
        for &head in others {
            diagnostic = diagnostic.also(self.name(head).span.clone(), "nor this");
        }
        Some(
            diagnostic
                .help(format!("join them: `limbeck merge {}`", ids.join(" ")))
                .help("if one follows another, name that one as its `parent`")
                .help(
                    "to keep them apart: `[allow] multiple-heads = \"<reason>\"` in limbeck.toml",
                ),
        )
    }

    fn of(&self, revision: Index) -> &Revision {
        &self.revisions[revision.get()]
    }

    fn name(&self, revision: Index) -> &Name {
        &self.of(revision).header.revision
    }

    fn edge(&self, edge: Edge) -> &Name {
        let header = &self.of(edge.revision).header;
        match edge.kind {
            EdgeKind::Parent => &header.parents[edge.place],
            EdgeKind::DependsOn => &header.depends_on[edge.place],
        }
    }
}

fn field(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Parent => "parent",
        EdgeKind::DependsOn => "depends on",
    }
}
