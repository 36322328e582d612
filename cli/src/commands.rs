//! The commands, one file each.

mod check;
mod current;
mod edit;
mod explain;
mod heads;
mod init;
mod manifest;
mod merge;
mod revision;
mod seal;
mod upgrade;

pub(crate) use check::Check;
pub(crate) use current::Current;
pub(crate) use edit::Edit;
pub(crate) use explain::Explain;
pub(crate) use heads::Heads;
pub(crate) use init::Init;
pub(crate) use manifest::Manifest;
pub(crate) use merge::Merge;
pub(crate) use revision::Revision;
pub(crate) use seal::Seal;
pub(crate) use upgrade::Upgrade;
