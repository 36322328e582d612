//! The shapes of answers in JSON, which docs/json.md describes: keys are only ever added.

use limbeck_core::graph::Index;
use limbeck_core::plan::Applied;
use limbeck_core::view::marks;
use serde::Serialize;

mod details;

pub(crate) use details::Details;

use crate::source::History;

mod report;

pub(crate) use report::Report;

/// A revision, as every command shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Revision {
    pub(crate) revision: &'static str,
    message: &'static str,
    parents: Vec<&'static str>,
    depends_on: Vec<&'static str>,
    labels: Vec<&'static str>,
    /// Relative to the working folder, or to the workspace that the binary was built in.
    pub(crate) path: &'static str,
    /// Why there is no downgrade, if there is none.
    pub(crate) irreversible: Option<&'static str>,
    head: bool,
    branch_point: bool,
    merge_point: bool,
}

impl Revision {
    pub(crate) fn of(history: &History, at: Index) -> Revision {
        let revision = history.revision(at);
        let marks = marks(&history.graph, &Applied::none(&history.graph), at);
        let id = |at| history.packed.revision(at).id();
        Revision {
            revision: revision.id(),
            message: revision.message(),
            parents: revision.parents().map(id).collect(),
            depends_on: revision.depends_on().map(id).collect(),
            labels: revision.labels().collect(),
            path: revision.path(),
            irreversible: revision.irreversible(),
            head: marks.is_head,
            branch_point: marks.is_branch_point,
            merge_point: marks.is_merge_point,
        }
    }

    pub(crate) fn all(history: &History, which: &[Index]) -> Vec<Revision> {
        which.iter().map(|&at| Revision::of(history, at)).collect()
    }
}
