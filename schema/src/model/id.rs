//! How objects are told apart whatever they are called.

/// The number of an object; it keeps it when it is renamed, and no other ever gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub(super) u32);
