//! Finds what a name means: an id, a label, the beginning of one, a branch.

use super::error::TargetError;
use crate::graph::{Graph, Index};
use crate::suggest::nearest_three;

/// Names up to this length are only found whole: `a1` must not turn into `a12` when a history grows.
const ALWAYS_WHOLE: usize = 3;

/// Finds an id, a label, or the beginning of exactly one; within a branch if one is given.
pub(super) fn find(
    graph: &Graph,
    name: &str,
    branch: Option<(&str, &[bool])>,
) -> Result<Index, TargetError> {
    if let Some(index) = graph.find(name) {
        if let Some((branch, marked)) = branch
            && !marked[index.get()]
        {
            return Err(TargetError::NotInBranch {
                revision: graph.node(index).id.to_string(),
                branch: branch.to_owned(),
            });
        }
        return Ok(index);
    }
    let begins =
        |full: &&str| !name.is_empty() && full.len() > ALWAYS_WHOLE && full.starts_with(name);
    let within = |index: &Index| branch.is_none_or(|(_, marked)| marked[index.get()]);
    let found = graph.names().filter(begins);
    let found = found.filter_map(|full| Some((full, graph.find(full).filter(within)?)));
    let found: Vec<(&str, Index)> = found.collect();
    match found.as_slice() {
        [] => Err(TargetError::Unknown {
            name: name.to_owned(),
            nearest: nearest(graph, name),
        }),
        // An id and a label of the same revision may begin alike.
        [(_, first), rest @ ..] if rest.iter().all(|(_, other)| other == first) => Ok(*first),
        _ => Err(TargetError::Ambiguous {
            prefix: name.to_owned(),
            candidates: found.iter().map(|(full, _)| (*full).to_owned()).collect(),
        }),
    }
}

/// Finds the revision whose lineage is the branch.
pub(super) fn branch(graph: &Graph, name: &str) -> Result<Index, TargetError> {
    find(graph, name, None).map_err(|error| match error {
        TargetError::Unknown { name, nearest } => TargetError::UnknownBranch { name, nearest },
        other => other,
    })
}

fn nearest(graph: &Graph, name: &str) -> Vec<String> {
    let found = nearest_three(name, graph.names());
    found.into_iter().map(str::to_owned).collect()
}

/// The ids of these revisions.
pub(super) fn ids(graph: &Graph, revisions: &[Index]) -> Vec<String> {
    let id = |&index: &Index| graph.node(index).id.to_string();
    revisions.iter().map(id).collect()
}
