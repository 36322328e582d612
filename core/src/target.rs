//! Where a user wants a database to be: `head`, `base`, an id, a label.

use std::fmt;

use crate::graph::{Graph, Index};
use crate::suggest::nearest;

/// A place in the graph, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Before every revision.
    Base,
    /// These revisions and all that they follow or depend on; empty only in an empty graph.
    Revisions(Vec<Index>),
}

/// Why a target names no place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TargetError {
    /// No revision or label has the name.
    Unknown {
        /// What was asked for.
        name: String,
        /// The name that may have been meant.
        nearest: Option<String>,
    },
    /// Several names begin so.
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// Every id and label that begins with it.
        candidates: Vec<String>,
    },
    /// `head`, where the graph has several.
    SeveralHeads {
        /// The ids of the heads.
        heads: Vec<String>,
    },
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TargetError::Unknown { name, nearest } => {
                write!(f, "no revision or label is called `{name}`")?;
                match nearest {
                    Some(name) => write!(f, "\nhelp: there is `{name}`"),
                    None => Ok(()),
                }
            }
            TargetError::Ambiguous { prefix, candidates } => write!(
                f,
                "several names begin with `{prefix}`\nhelp: one of {}",
                Quoted(candidates)
            ),
            TargetError::SeveralHeads { heads } => write!(
                f,
                "there are several heads\nhelp: say which, or `heads` for all: {}",
                Quoted(heads)
            ),
        }
    }
}

impl std::error::Error for TargetError {}

/// Names in backticks, separated by commas.
struct Quoted<'a>(&'a [String]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, name) in self.0.iter().enumerate() {
            let comma = if position > 0 { ", " } else { "" };
            write!(f, "{comma}`{name}`")?;
        }
        Ok(())
    }
}

impl Target {
    /// Finds what `text` names: `head`, `heads`, `base`, an id, a label, or the beginning of
    /// exactly one of them.
    ///
    /// # Errors
    ///
    /// [`TargetError::Unknown`], [`TargetError::Ambiguous`] and [`TargetError::SeveralHeads`].
    pub fn resolve(graph: &Graph, text: &str) -> Result<Target, TargetError> {
        match text {
            "base" => return Ok(Target::Base),
            "heads" => return Ok(Target::Revisions(graph.heads())),
            "head" => {
                let heads = graph.heads();
                if heads.len() > 1 {
                    let name = |&head: &Index| graph.node(head).id.to_string();
                    let heads = heads.iter().map(name).collect();
                    return Err(TargetError::SeveralHeads { heads });
                }
                return Ok(Target::Revisions(heads));
            }
            _ => {}
        }
        if let Some(index) = graph.find(text) {
            return Ok(Target::Revisions(vec![index]));
        }
        let begins = |name: &&str| !text.is_empty() && name.starts_with(text);
        let candidates: Vec<&str> = graph.names().filter(begins).collect();
        // An id and a label of the same revision may begin alike.
        let mut found: Vec<Index> = candidates
            .iter()
            .flat_map(|name| graph.find(name))
            .collect();
        found.dedup();
        match found.as_slice() {
            [] => Err(TargetError::Unknown {
                name: text.to_owned(),
                nearest: nearest(text, graph.names()).map(str::to_owned),
            }),
            [only] => Ok(Target::Revisions(vec![*only])),
            _ => Err(TargetError::Ambiguous {
                prefix: text.to_owned(),
                candidates: candidates.into_iter().map(str::to_owned).collect(),
            }),
        }
    }
}
