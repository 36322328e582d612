//! Finds a target's place in the graph alone, without a database.

use super::error::TargetError;
use super::name::{self, ids};
use super::walk::{AtTheEnd, walk};
use super::{Place, Start, Target};
use crate::graph::{Graph, Index};
use crate::view;

/// A branch: the name as it was written, its revision, and its lineage.
pub(super) struct Branch<'t> {
    pub(super) name: &'t str,
    pub(super) revision: Index,
    pub(super) marked: Vec<bool>,
}

impl Target {
    /// Finds the place that the target names, without a database.
    ///
    /// `head` is the one revision that no other follows, `heads` are those that nothing follows or
    /// depends on, `label@heads` those of a branch that nothing follows. `-N` is counted from every
    /// head, down; heads that have not so many revisions below them are left out.
    ///
    /// # Errors
    ///
    /// Every [`TargetError`] about names, heads and walks, and [`TargetError::NeedsDatabase`] for
    /// `current` and `+N`.
    pub fn resolve(&self, graph: &Graph) -> Result<Place, TargetError> {
        let branch = self.branch(graph)?;
        match (&self.start, self.walk) {
            (Start::Current, Some(steps)) if steps < 0 => {
                self.below_heads(graph, branch.as_ref(), steps)
            }
            (Start::Current, _) => Err(self.needs_database()),
            (_, None) => self.place(graph, branch.as_ref()),
            (_, Some(steps)) => self.walk_from(graph, branch.as_ref(), steps, AtTheEnd::Refuse),
        }
    }

    /// Finds the one revision that the target names; none for the base.
    ///
    /// # Errors
    ///
    /// As [`Target::resolve`], and [`TargetError::SeveralHeads`] for `heads` where there are
    /// several; [`TargetError::NeedsDatabase`] for everything that counts from where a database is.
    pub fn resolve_one(&self, graph: &Graph) -> Result<Option<Index>, TargetError> {
        if self.is_relative() {
            return Err(self.needs_database());
        }
        let place = self.resolve(graph)?;
        one(graph, &place, self.branch.as_deref())
    }

    /// The branch before the `@`, looked up.
    pub(super) fn branch<'t>(&'t self, graph: &Graph) -> Result<Option<Branch<'t>>, TargetError> {
        let Some(name) = self.branch.as_deref() else {
            return Ok(None);
        };
        let revision = name::branch(graph, name)?;
        Ok(Some(Branch {
            name,
            revision,
            marked: graph.lineage(revision),
        }))
    }

    /// The revision whose lineage is the branch before the `@`, if there is one.
    pub(crate) fn branch_revision(&self, graph: &Graph) -> Result<Option<Index>, TargetError> {
        let name = self.branch.as_deref();
        name.map(|name| name::branch(graph, name)).transpose()
    }

    /// Where the target starts, without its walk.
    pub(super) fn place(
        &self,
        graph: &Graph,
        branch: Option<&Branch<'_>>,
    ) -> Result<Place, TargetError> {
        let within = |index: &Index| branch.is_none_or(|branch| branch.marked[index.get()]);
        let heads = || graph.heads().into_iter().filter(within);
        match &self.start {
            Start::Base => Ok(Place::Base),
            Start::Current => Err(self.needs_database()),
            Start::Heads if branch.is_none() => Ok(Place::Revisions(graph.effective_heads())),
            Start::Heads => Ok(Place::Revisions(heads().collect())),
            Start::Head => {
                let head = Place::Revisions(heads().collect());
                one(graph, &head, branch.map(|branch| branch.name))?;
                Ok(head)
            }
            Start::Name(name) => {
                let branch = branch.map(|branch| (branch.name, &*branch.marked));
                Ok(Place::Revisions(vec![name::find(graph, name, branch)?]))
            }
        }
    }

    /// Walks from the start. A branch must hold the start of a walk down; for a walk up it says
    /// which way to go.
    pub(super) fn walk_from(
        &self,
        graph: &Graph,
        branch: Option<&Branch<'_>>,
        steps: i64,
        end: AtTheEnd,
    ) -> Result<Place, TargetError> {
        let named = branch.filter(|_| steps <= 0);
        let start = self.place(graph, named)?;
        let start = one(graph, &start, named.map(|branch| branch.name))?;
        let marked = branch.map(|branch| &*branch.marked);
        let place = walk(graph, start, steps, marked, end, &|| self.to_string())?;
        Ok(place.map_or(Place::Base, |at| Place::Revisions(vec![at])))
    }

    /// So many steps below every head.
    fn below_heads(
        &self,
        graph: &Graph,
        branch: Option<&Branch<'_>>,
        steps: i64,
    ) -> Result<Place, TargetError> {
        // A label names what inherited it; an id that is used as a branch, its lineage.
        let is_label = |branch: &&Branch<'_>| {
            let labels = &graph.node(branch.revision).labels;
            labels.iter().any(|label| **label == *branch.name)
        };
        let label = branch.filter(is_label);
        let inherited = label.map(|branch| view::line_of(graph, branch.revision));
        let marked = inherited.or_else(|| branch.map(|branch| branch.marked.clone()));
        let mut found = Vec::new();
        for head in graph.effective_heads() {
            if marked.as_ref().is_some_and(|marked| !marked[head.get()]) {
                continue;
            }
            let below = walk(graph, Some(head), steps, None, AtTheEnd::Refuse, &|| {
                self.to_string()
            });
            match below {
                // Lines that fork meet below their fork.
                Ok(at) => found.extend(at.filter(|at| !found.contains(at))),
                Err(TargetError::TooFar { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        if found.is_empty() {
            return Ok(Place::Base);
        }
        Ok(Place::Revisions(found))
    }

    pub(super) fn needs_database(&self) -> TargetError {
        TargetError::NeedsDatabase {
            target: self.to_string(),
        }
    }
}

/// The only revision of a place; none for the base.
pub(super) fn one(
    graph: &Graph,
    place: &Place,
    branch: Option<&str>,
) -> Result<Option<Index>, TargetError> {
    match place.revisions() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        several => Err(TargetError::SeveralHeads {
            branch: branch.map(str::to_owned),
            heads: ids(graph, several),
        }),
    }
}
