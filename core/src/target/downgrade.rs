//! Finds where a downgrade leads back to, given what is applied.

use super::error::TargetError;
use super::name::ids;
use super::resolve::{Branch, one};
use super::walk::{AtTheEnd, walk};
use super::{Start, Target};
use crate::graph::{Graph, Index};
use crate::plan::Applied;

/// Where a downgrade leads back to, and along which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// The revision that stays applied; none for the base.
    pub to: Option<Index>,
    /// Where several lines follow the revision, only those that lead to this one are taken back.
    pub line: Option<Line>,
}

/// Which of several lines a downgrade takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The branch, as it was written, or the current revision's id.
    pub name: String,
    /// The branch's revision.
    pub revision: Index,
}

impl Target {
    /// Finds where a downgrade leads back to.
    ///
    /// `-N` is counted from the one current revision, along parents, and takes back its line alone;
    /// `label@-N` from the one current revision of the branch. In `label@id` the branch says which
    /// of the lines that follow the id are taken back.
    ///
    /// # Errors
    ///
    /// Every [`TargetError`] about names, heads and walks; [`TargetError::SeveralCurrent`] and
    /// [`TargetError::NothingApplied`] where `-N` has not one revision to count from, and
    /// [`TargetError::WrongDirection`] for `+N`.
    pub fn for_downgrade(&self, graph: &Graph, applied: &Applied) -> Result<WayBack, TargetError> {
        let branch = self.branch(graph)?;
        let line = branch.as_ref().map(|branch| Line {
            name: branch.name.to_owned(),
            revision: branch.revision,
        });
        let to = match (&self.start, self.walk) {
            (Start::Current, walked) => {
                let steps = walked.unwrap_or_default();
                if walked.is_some() && steps >= 0 {
                    return Err(TargetError::WrongDirection {
                        walk: self.to_string(),
                    });
                }
                let from = self.current(graph, applied, branch.as_ref())?;
                let written = || self.to_string();
                let to = walk(graph, from, steps, None, AtTheEnd::Refuse, &written)?;
                let line = line.or(from.map(|from| Line {
                    name: graph.node(from).id.to_string(),
                    revision: from,
                }));
                return Ok(WayBack { to, line });
            }
            // The branch does not narrow the name here: it chooses among what follows it.
            (_, None) => one(graph, &self.place(graph, None)?, None)?,
            (_, Some(steps)) => {
                let place = self.walk_from(graph, branch.as_ref(), steps, AtTheEnd::Refuse)?;
                one(graph, &place, None)?
            }
        };
        Ok(WayBack { to, line })
    }

    /// The one current revision that a count downwards begins at.
    fn current(
        &self,
        graph: &Graph,
        applied: &Applied,
        branch: Option<&Branch<'_>>,
    ) -> Result<Option<Index>, TargetError> {
        let mut current = applied.heads(graph);
        if let Some(branch) = branch {
            current.retain(|at| branch.marked[at.get()]);
            if current.is_empty() {
                // Those that are current but for what depends on them.
                current = crate::view::current(graph, applied);
                current.retain(|at| branch.marked[at.get()]);
            }
            if current.is_empty() {
                return Err(TargetError::NothingApplied {
                    branch: branch.name.to_owned(),
                });
            }
        }
        match current.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(*only)),
            several => Err(TargetError::SeveralCurrent {
                current: ids(graph, several),
            }),
        }
    }
}
