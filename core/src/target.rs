//! Where a user wants a database to be: `head`, `base`, an id, a label, `+2`, `billing@head`.
//!
//! ```text
//! target := [branch '@'] symbol [walk] | [branch '@'] walk
//! symbol := head | heads | base | current | an id | a label | the beginning of one id or label
//! branch := an id | a label | the beginning of one
//! walk   := ('+' | '-') digits
//! range  := [target] ':' [target]
//! ```
//! Text is read once and whole ([`Target`] and [`Range`], by `parse`), and then held against a
//! graph. What it means depends on who asks: [`Target::resolve`] knows no database,
//! [`Target::for_upgrade`] and [`Target::for_downgrade`] know what is applied.

use std::fmt;

use crate::graph::Index;

mod downgrade;
mod error;
mod name;
mod parse;
mod range;
mod resolve;
mod upgrade;
mod walk;

pub use downgrade::{Line, WayBack};
pub use error::{Malformed, TargetError};
pub use range::{Range, Span};

/// What a user wrote, read and not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The name before the `@`.
    branch: Option<Box<str>>,
    start: Start,
    /// The steps to walk from the start; negative towards the base.
    walk: Option<i64>,
}

/// Where a target begins.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Start {
    /// The one head.
    Head,
    /// All heads.
    Heads,
    /// Before every revision.
    Base,
    /// Where the database is: said (`current`), or meant (`+2`).
    Current,
    /// An id, a label, or the beginning of one.
    Name(Box<str>),
}

/// A place in the graph, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before every revision.
    Base,
    /// These revisions and all that they follow or depend on; empty only where there are none.
    Revisions(Vec<Index>),
}

impl Place {
    /// Returns the revisions; none for the base.
    pub fn revisions(&self) -> &[Index] {
        match self {
            Place::Base => &[],
            Place::Revisions(revisions) => revisions,
        }
    }
}

impl Target {
    /// Reads a target.
    ///
    /// # Errors
    ///
    /// [`TargetError::Malformed`], also where anything is left over.
    pub fn parse(text: &str) -> Result<Target, TargetError> {
        text.parse()
    }

    /// The target that means the one head.
    pub fn head() -> Target {
        Target {
            branch: None,
            start: Start::Head,
            walk: None,
        }
    }

    /// The target that means every head.
    pub fn heads() -> Target {
        Target {
            branch: None,
            start: Start::Heads,
            walk: None,
        }
    }

    /// Whether the target's meaning depends on what is applied.
    pub fn is_relative(&self) -> bool {
        self.start == Start::Current
    }

    /// Whether the target is all heads, of whatever branch.
    pub fn is_all_heads(&self) -> bool {
        self.branch.is_none() && self.start == Start::Heads && self.walk.is_none()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(branch) = &self.branch {
            write!(f, "{branch}@")?;
        }
        match (&self.start, self.walk) {
            (Start::Head, _) => f.write_str("head")?,
            (Start::Heads, _) => f.write_str("heads")?,
            (Start::Base, _) => f.write_str("base")?,
            (Start::Current, None) => f.write_str("current")?,
            (Start::Current, Some(_)) => {}
            (Start::Name(name), _) => f.write_str(name)?,
        }
        match self.walk {
            Some(walk) => write!(f, "{walk:+}"),
            None => Ok(()),
        }
    }
}
