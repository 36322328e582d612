//! Runs the real binary on folders of its own.

mod check;
mod check_format;
mod completions;
mod edit;
mod explain;
mod graph;
mod graphs;
mod init;
mod log;
mod man;
mod manifest;
mod merge;
mod project;
mod revision;
mod seal;
mod show;
mod since;
mod views;
