//! Runs the real binary on folders of its own.

mod check;
mod check_format;
mod edit;
mod explain;
mod init;
mod manifest;
mod merge;
mod project;
mod revision;
mod seal;
mod since;
