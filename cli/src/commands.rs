//! The commands, one file each.

mod check;
mod explain;
mod manifest;
mod merge;
mod seal;

pub use check::Check;
pub use explain::Explain;
pub use manifest::Manifest;
pub use merge::Merge;
pub use seal::Seal;
