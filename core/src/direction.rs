//! The two ways through a history.

use std::fmt;

/// Which way a section or a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Away from the base.
    Upgrade,
    /// Back towards the base.
    Downgrade,
}

impl Direction {
    /// Returns the word that sections and messages use.
    pub const fn name(self) -> &'static str {
        match self {
            Direction::Upgrade => "upgrade",
            Direction::Downgrade => "downgrade",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
