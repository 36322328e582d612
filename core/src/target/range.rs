//! Ranges of a history: `a:b`, `a:`, `:b`, `-3:current`.

use std::fmt;
use std::str::FromStr;

use super::error::{Malformed, TargetError};
use super::name::ids;
use super::walk::{AtTheEnd, walk};
use super::{Place, Start, Target};
use crate::graph::{Graph, Index};
use crate::plan::Applied;
use crate::view;

/// Two ends of a history, each of which may be left open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    lower: Option<Target>,
    upper: Option<Target>,
}

/// A piece of a history, found: all that leads to `upper` and follows from `lower`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it begins; empty for before every revision.
    pub lower: Vec<Index>,
    /// Where it ends; empty for nowhere, so that the span is empty.
    pub upper: Vec<Index>,
}

impl FromStr for Range {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Range, TargetError> {
        let malformed = |at, what| TargetError::Malformed {
            text: text.to_owned(),
            at,
            what,
        };
        let trimmed = text.trim();
        let Some((lower, upper)) = trimmed.split_once(':') else {
            return Err(malformed(text.len(), Malformed::NoRange));
        };
        if let Some(at) = upper.find(':') {
            let begins = text.len() - text.trim_start().len();
            return Err(malformed(
                begins + lower.len() + 1 + at,
                Malformed::LeftOver,
            ));
        }
        let end = |text: &str| match text {
            "" => Ok(None),
            text => text.parse().map(Some),
        };
        Ok(Range {
            lower: end(lower)?,
            upper: end(upper)?,
        })
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |end: &Option<Target>| end.as_ref().map(Target::to_string).unwrap_or_default();
        write!(f, "{}:{}", end(&self.lower), end(&self.upper))
    }
}

impl Range {
    /// Reads a range.
    ///
    /// # Errors
    ///
    /// [`TargetError::Malformed`].
    pub fn parse(text: &str) -> Result<Range, TargetError> {
        text.parse()
    }

    /// The end that the range begins with, unless it is open.
    pub fn lower(&self) -> Option<&Target> {
        self.lower.as_ref()
    }

    /// The end that the range leads to, unless it is open.
    pub fn upper(&self) -> Option<&Target> {
        self.upper.as_ref()
    }

    /// Whether the range's meaning depends on what is applied.
    pub fn needs_database(&self) -> bool {
        let says = |end: &Option<Target>| {
            let current = |target: &Target| target.is_relative() && target.walk.is_none();
            end.as_ref().is_some_and(current)
        };
        says(&self.lower) || says(&self.upper)
    }

    /// Finds the pieces of the history that the range means: one, or one for each end that `-N` is
    /// counted from.
    ///
    /// An open beginning is the base, an open end all heads. `+N` at the end counts from the
    /// beginning and stops where the graph does; `-N` at the beginning counts from the end and must
    /// lead to a revision, from one end at least.
    /// A branch before the beginning also narrows the end.
    ///
    /// # Errors
    ///
    /// Every [`TargetError`] about names, heads and walks, and [`TargetError::NotAncestor`] where
    /// the beginning does not lead to the end.
    pub fn resolve(&self, graph: &Graph, applied: &Applied) -> Result<Vec<Span>, TargetError> {
        let from_the_end = |lower: &&Target| lower.start == Start::Current && lower.walk.is_some();
        if let Some(lower) = self.lower.as_ref().filter(from_the_end) {
            return self.counted_from_the_end(graph, applied, lower);
        }
        let lower = match &self.lower {
            None => Vec::new(),
            Some(lower) => end(lower, graph, applied, Vec::new)?,
        };
        let counts = |upper: &Target| upper.start == Start::Current && upper.walk.is_some();
        let is_said = |lower: &Target| lower.start != Start::Current;
        if lower.len() > 1
            && self.upper.as_ref().is_some_and(counts)
            && self.lower.as_ref().is_some_and(is_said)
        {
            // `heads:+2` has several to count from, whatever is applied.
            return Err(TargetError::SeveralHeads {
                branch: None,
                heads: ids(graph, &lower),
            });
        }
        let upper = self.end(graph, applied, &lower)?;
        let required = graph.closure(&upper);
        if lower.iter().any(|at| !required[at.get()]) {
            return Err(TargetError::NotAncestor {
                lower: ids(graph, &lower),
                upper: ids(graph, &upper),
            });
        }
        Ok(vec![Span { lower, upper }])
    }

    /// The range's end, narrowed by the branch that its beginning names.
    fn end(
        &self,
        graph: &Graph,
        applied: &Applied,
        lower: &[Index],
    ) -> Result<Vec<Index>, TargetError> {
        let mut upper = match &self.upper {
            None => graph.effective_heads(),
            Some(upper) => end(upper, graph, applied, || lower.to_vec())?,
        };
        if let Some(lower) = &self.lower
            && let Some(branch) = lower.branch(graph)?
        {
            let labels = &graph.node(branch.revision).labels;
            let marked = match labels.iter().any(|label| **label == *branch.name) {
                true => view::line_of(graph, branch.revision),
                false => branch.marked,
            };
            upper.retain(|at| marked[at.get()]);
        }
        Ok(upper)
    }

    fn counted_from_the_end(
        &self,
        graph: &Graph,
        applied: &Applied,
        lower: &Target,
    ) -> Result<Vec<Span>, TargetError> {
        let steps = lower.walk.unwrap_or_default();
        if steps >= 0 {
            return Err(TargetError::WrongDirection {
                walk: lower.to_string(),
            });
        }
        let mut spans: Vec<Span> = Vec::new();
        let ends = self.end(graph, applied, &[])?;
        for upper in ends {
            let begin = walk(graph, Some(upper), steps, None, AtTheEnd::Stay, &|| {
                lower.to_string()
            })?;
            spans.push(Span {
                lower: begin.into_iter().collect(),
                upper: vec![upper],
            });
        }
        // An end with fewer before it is shown from its base, unless that is so of all.
        if spans.iter().all(|span| span.lower.is_empty()) {
            let longest = spans.iter().map(|span| depth(graph, span.upper[0]));
            return Err(TargetError::TooFar {
                walk: lower.to_string(),
                possible: longest.max().unwrap_or_default(),
            });
        }
        Ok(spans)
    }
}

/// How many revisions lie below this one on its line.
fn depth(graph: &Graph, of: Index) -> u64 {
    let below = |at: &Index| graph.node(*at).parents.first().copied();
    let line = std::iter::successors(Some(of), below);
    line.skip(1).zip(1..).last().map_or(0, |(_, depth)| depth)
}

/// One end's revisions; none for the base. `+N` is counted from `other`.
fn end(
    target: &Target,
    graph: &Graph,
    applied: &Applied,
    other: impl Fn() -> Vec<Index>,
) -> Result<Vec<Index>, TargetError> {
    let counted = target.walk.is_some();
    let from = || match counted {
        true => other(),
        false => applied.heads(graph),
    };
    Ok(match target.above(graph, from, AtTheEnd::Stay)? {
        Place::Base => Vec::new(),
        Place::Revisions(revisions) => revisions,
    })
}
