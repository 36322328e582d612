//! The commands, one file each.

mod bases;
mod branches;
mod check;
#[cfg(feature = "binary")]
mod completions;
mod current;
mod downgrade;
mod edit;
mod explain;
mod graph;
mod heads;
mod history;
mod import;
mod init;
#[cfg(feature = "binary")]
mod man;
mod manifest;
mod merge;
mod pending;
mod plan;
mod redo;
mod revision;
mod schema;
mod seal;
mod show;
mod stamp;
mod status;
mod upgrade;
mod verify;
mod wait;

pub(crate) use bases::Bases;
pub(crate) use branches::Branches;
pub(crate) use check::Check;
#[cfg(feature = "binary")]
pub(crate) use completions::Completions;
pub(crate) use current::Current;
pub(crate) use downgrade::Downgrade;
pub(crate) use edit::Edit;
pub(crate) use explain::Explain;
pub(crate) use graph::Graph;
pub(crate) use heads::Heads;
pub(crate) use history::History;
pub(crate) use import::Import;
pub(crate) use init::Init;
#[cfg(feature = "binary")]
pub(crate) use man::Man;
pub(crate) use manifest::Manifest;
pub(crate) use merge::Merge;
pub(crate) use pending::Pending;
pub(crate) use plan::Plan;
pub(crate) use redo::Redo;
pub(crate) use revision::Revision;
pub(crate) use schema::Schema;
pub(crate) use seal::Seal;
pub(crate) use show::Show;
pub(crate) use stamp::Stamp;
pub(crate) use status::Status;
pub(crate) use upgrade::Upgrade;
pub(crate) use verify::Verify;
pub(crate) use wait::Wait;
