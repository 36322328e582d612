//! Runs the real binary on folders of its own.

mod check;
mod check_format;
mod completions;
mod downgrade;
mod edit;
mod explain;
mod graph;
mod graphs;
mod init;
mod log;
mod man;
mod manifest;
mod merge;
mod postgres;
mod project;
mod redo;
mod revision;
mod seal;
mod show;
mod since;
mod sql;
mod sqlite;
mod stamp;
#[cfg(unix)]
mod terminal;
mod upgrade;
mod views;
