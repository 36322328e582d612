//! Why a target names no place.

use std::fmt;

/// Why a target names no place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TargetError {
    /// The text is no target.
    Malformed {
        /// What was written.
        text: String,
        /// Where it stops to make sense, in bytes from its beginning.
        at: usize,
        /// What is wrong there.
        what: Malformed,
    },
    /// No revision or label has the name.
    Unknown {
        /// What was asked for.
        name: String,
        /// The names that may have been meant, the nearest first.
        nearest: Vec<String>,
    },
    /// No revision or label has the name before the `@`.
    UnknownBranch {
        /// What was asked for.
        name: String,
        /// The names that may have been meant, the nearest first.
        nearest: Vec<String>,
    },
    /// Several names begin so.
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// Every id and label that begins with it.
        candidates: Vec<String>,
    },
    /// The revision neither leads to the branch nor follows from it.
    NotInBranch {
        /// The revision's id.
        revision: String,
        /// The branch, as it was written.
        branch: String,
    },
    /// One head was asked for, and there are several.
    SeveralHeads {
        /// The branch, where one was named and looked at.
        branch: Option<String>,
        /// The ids of the heads.
        heads: Vec<String>,
    },
    /// One current revision was asked for, and there are several.
    SeveralCurrent {
        /// Their ids.
        current: Vec<String>,
    },
    /// Nothing of the branch is applied, so that there is nothing to count from.
    NothingApplied {
        /// The branch, as it was written.
        branch: String,
    },
    /// A walk came to where it could go on in several ways.
    AmbiguousWalk {
        /// The walk, as it was written.
        walk: String,
        /// Where: an id, or none before every revision.
        at: Option<String>,
        /// The ids to choose from.
        choices: Vec<String>,
    },
    /// A walk would lead out of the graph.
    TooFar {
        /// The walk, as it was written.
        walk: String,
        /// How many steps there are.
        possible: u64,
    },
    /// An upgrade by `-N`, or a downgrade by `+N`.
    WrongDirection {
        /// The walk, as it was written.
        walk: String,
    },
    /// The target's meaning depends on what is applied, and nobody knows.
    NeedsDatabase {
        /// What was written.
        target: String,
    },
    /// A range's beginning does not lead to its end.
    NotAncestor {
        /// The ids of the beginning.
        lower: Vec<String>,
        /// The ids of the end.
        upper: Vec<String>,
    },
    /// A downgrade leads back to where nothing follows that is applied, and the database is
    /// elsewhere.
    NotBehind {
        /// The id of where it was to lead.
        revision: String,
        /// The ids of where the database is.
        current: Vec<String>,
    },
    /// A downgrade's branch lies on none of the lines that would have to be taken back.
    NotOnTheWay {
        /// The branch, as it was written or meant.
        branch: String,
        /// The ids that the lines begin with.
        lines: Vec<String>,
    },
}

/// What is wrong with a target's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Malformed {
    /// There is nothing.
    Empty,
    /// Nothing stands before the `@`.
    NoBranch,
    /// No number follows the sign.
    NoNumber,
    /// A whole target is followed by something else.
    LeftOver,
    /// A range stands where one place is meant.
    Range,
    /// One place stands where a range is meant.
    NoRange,
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TargetError::Malformed { text, at, what } => malformed(f, text, *at, *what),
            TargetError::Unknown { name, nearest } => {
                write!(f, "no revision or label is called `{name}`")?;
                there_is(f, nearest)
            }
            TargetError::UnknownBranch { name, nearest } => {
                write!(
                    f,
                    "there is no branch `{name}`: no revision or label is called so"
                )?;
                there_is(f, nearest)
            }
            TargetError::Ambiguous { prefix, candidates } => write!(
                f,
                "several names begin with `{prefix}`\nhelp: one of {}",
                Quoted(candidates)
            ),
            TargetError::NotInBranch { revision, branch } => write!(
                f,
                "`{revision}` is not in branch `{branch}`\n\
                 help: a branch is what leads to its revision and what follows it; leave out `{branch}@`"
            ),
            TargetError::SeveralHeads { branch, heads } => {
                match branch {
                    None => f.write_str("there are several heads")?,
                    Some(branch) => write!(f, "branch `{branch}` has several heads")?,
                }
                write!(
                    f,
                    "\nhelp: say which, or `heads` for all: {}",
                    Quoted(heads)
                )
            }
            TargetError::SeveralCurrent { current } => write!(
                f,
                "there are several current revisions: {}\nhelp: say which to count from, as in `{}@-1`",
                Quoted(current),
                current.first().map_or("label", String::as_str)
            ),
            TargetError::NothingApplied { branch } => write!(
                f,
                "nothing of branch `{branch}` is applied\nhelp: there is nothing to take back"
            ),
            TargetError::AmbiguousWalk { walk, at, choices } => {
                match at {
                    Some(at) => write!(f, "`{walk}` could go on in several ways at `{at}`")?,
                    None => write!(f, "`{walk}` could begin in several ways")?,
                }
                write!(f, "\nhelp: name the revision: {}", Quoted(choices))
            }
            TargetError::TooFar { walk, possible } => {
                write!(f, "`{walk}` is too far\nhelp: ")?;
                match possible {
                    0 => f.write_str("there is nothing in that direction"),
                    1 => f.write_str("there is one revision in that direction"),
                    _ => write!(f, "there are {possible} revisions in that direction"),
                }
            }
            TargetError::WrongDirection { walk } => write!(
                f,
                "`{walk}` leads the other way\nhelp: an upgrade counts with `+`, a downgrade with `-`"
            ),
            TargetError::NeedsDatabase { target } => write!(
                f,
                "`{target}` depends on what is applied, and no database is asked here\n\
                 help: name a revision"
            ),
            TargetError::NotBehind { revision, current } => {
                write!(f, "there is no way back to `{revision}`: ")?;
                f.write_str("nothing of what follows it there is applied\nhelp: ")?;
                match current.is_empty() {
                    true => f.write_str("nothing at all is applied"),
                    false => write!(f, "the database is at {}", Quoted(current)),
                }
            }
            TargetError::NotAncestor { lower, upper } => write!(
                f,
                "{} does not lead to {}\nhelp: the first must be an ancestor of the second",
                Quoted(lower),
                Quoted(upper)
            ),
            TargetError::NotOnTheWay { branch, lines } => write!(
                f,
                "branch `{branch}` is on none of the lines that follow\n\
                 help: name one of them before the `@`: {}",
                Quoted(lines)
            ),
        }
    }
}

impl std::error::Error for TargetError {}

fn malformed(f: &mut fmt::Formatter<'_>, text: &str, at: usize, what: Malformed) -> fmt::Result {
    let rest = text.get(at..).unwrap_or_default();
    match what {
        Malformed::Empty => {
            f.write_str("a target is missing\nhelp: `head`, `base`, an id, a label")
        }
        Malformed::NoBranch => write!(
            f,
            "`{text}` has no name before the `@`\nhelp: as in `label@head`"
        ),
        Malformed::NoNumber => write!(
            f,
            "`{text}` has no number after its sign\nhelp: as in `head-1`"
        ),
        Malformed::LeftOver => write!(
            f,
            "`{text}` goes on with `{rest}` where a target ends\nhelp: as in `label@id+2`"
        ),
        Malformed::Range => write!(
            f,
            "`{text}` is a range, and one place is meant\nhelp: leave out `{rest}`"
        ),
        Malformed::NoRange => write!(f, "`{text}` is no range\nhelp: as in `a:b`, `a:` or `:b`"),
    }
}

fn there_is(f: &mut fmt::Formatter<'_>, nearest: &[String]) -> fmt::Result {
    if nearest.is_empty() {
        return Ok(());
    }
    write!(f, "\nhelp: there is {}", Quoted(nearest))
}

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
