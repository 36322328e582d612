//! What somebody who writes a revision asks: which parents it gets, what it may depend on, what a
//! merge joins.

use std::fmt;

use crate::graph::{Graph, Index};
use crate::target::{Place, Target, TargetError};

/// Why a new revision cannot stand where it was meant to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthoringError {
    /// A target names no place.
    Target(TargetError),
    /// A revision was named twice.
    Duplicate {
        /// The revision's id.
        revision: String,
    },
    /// A parent is no head, and a new branch was not asked for.
    NotAHead {
        /// The parent's id.
        revision: String,
        /// The ids of what follows it.
        children: Vec<String>,
        /// The ids of the heads.
        heads: Vec<String>,
    },
    /// A dependency is no revision.
    DependsOnNothing {
        /// What was named.
        target: String,
    },
    /// A merge joins two revisions or more.
    TooFew {
        /// The ids of those that there are.
        heads: Vec<String>,
    },
    /// The base was named among what a merge joins.
    MergesBase,
}

impl From<TargetError> for AuthoringError {
    fn from(error: TargetError) -> Self {
        AuthoringError::Target(error)
    }
}

impl fmt::Display for AuthoringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |ids: &[String]| format!("`{}`", ids.join("`, `"));
        match self {
            AuthoringError::Target(error) => error.fmt(f),
            AuthoringError::Duplicate { revision } => write!(
                f,
                "`{revision}` is named twice\nhelp: name each revision once"
            ),
            AuthoringError::NotAHead {
                revision,
                children,
                heads,
            } => {
                let (children, heads) = (listed(children), listed(heads));
                writeln!(f, "`{revision}` is no head: {children} follows it")?;
                write!(f, "help: the heads are {heads}; to begin a branch, splice")
            }
            AuthoringError::DependsOnNothing { target } => write!(
                f,
                "`{target}` is no revision to depend on\nhelp: name a revision or a label"
            ),
            AuthoringError::TooFew { heads } if heads.is_empty() => {
                f.write_str("there is no revision yet, so there is nothing to merge")
            }
            AuthoringError::TooFew { heads } => write!(
                f,
                "a merge joins two heads or more, and this is one: {}",
                listed(heads)
            ),
            AuthoringError::MergesBase => f.write_str("`base` is no revision that could be merged"),
        }
    }
}

impl std::error::Error for AuthoringError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            AuthoringError::Target(error) => Some(error),
            _ => None,
        }
    }
}

/// Returns the parents of a new revision that is to follow `targets` (several make a merge), in
/// the order in which they are named; none for a new base. Without target it follows the one head.
///
/// A `splice` may begin a branch at a revision that others follow.
///
/// # Errors
///
/// [`AuthoringError::Target`], [`AuthoringError::Duplicate`] and [`AuthoringError::NotAHead`].
pub fn parents(
    graph: &Graph,
    targets: &[Target],
    splice: bool,
) -> Result<Vec<Index>, AuthoringError> {
    let mut parents = Vec::new();
    let head = [Target::head()];
    let targets = if targets.is_empty() { &head } else { targets };
    for target in targets {
        let place = target.resolve(graph)?;
        for &parent in place.revisions() {
            if parents.contains(&parent) {
                let revision = graph.node(parent).id.to_string();
                return Err(AuthoringError::Duplicate { revision });
            }
            parents.push(parent);
        }
    }
    if !splice {
        check_heads(graph, &parents)?;
    }
    Ok(parents)
}

/// Returns what a merge of `targets` joins: two revisions or more; without target every head.
///
/// `heads` leaves out a head that another head depends on: what has the other has it, too.
///
/// # Errors
///
/// As [`parents`], with [`AuthoringError::MergesBase`] and [`AuthoringError::TooFew`].
pub fn merge(
    graph: &Graph,
    targets: &[Target],
    splice: bool,
) -> Result<Vec<Index>, AuthoringError> {
    let joined = match targets {
        [] => graph.heads(),
        targets => {
            for target in targets {
                if target.resolve(graph)? == Place::Base {
                    return Err(AuthoringError::MergesBase);
                }
            }
            parents(graph, targets, splice)?
        }
    };
    if joined.len() < 2 {
        let heads = joined.iter().map(|at| graph.node(*at).id.to_string());
        return Err(AuthoringError::TooFew {
            heads: heads.collect(),
        });
    }
    Ok(joined)
}

/// Returns how a new revision names what it depends on: a label stays a label, everything else
/// becomes the whole id.
///
/// # Errors
///
/// [`AuthoringError::Target`], and [`AuthoringError::DependsOnNothing`] for the base.
pub fn dependency(graph: &Graph, target: &Target) -> Result<String, AuthoringError> {
    let written = target.to_string();
    let Some(revision) = target.resolve_one(graph)? else {
        return Err(AuthoringError::DependsOnNothing { target: written });
    };
    let node = graph.node(revision);
    if node.labels.iter().any(|label| **label == *written) {
        return Ok(written);
    }
    Ok(node.id.to_string())
}

fn check_heads(graph: &Graph, parents: &[Index]) -> Result<(), AuthoringError> {
    let ids = |revisions: &[Index]| {
        let id = |at: &Index| graph.node(*at).id.to_string();
        revisions.iter().map(id).collect()
    };
    for &parent in parents {
        let node = graph.node(parent);
        if !node.children.is_empty() {
            return Err(AuthoringError::NotAHead {
                revision: node.id.to_string(),
                children: ids(&node.children),
                heads: ids(&graph.heads()),
            });
        }
    }
    Ok(())
}
