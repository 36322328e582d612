//! Runs the real binary on folders of its own.

mod check;
mod check_format;
mod completions;
mod current;
mod downgrade;
mod edit;
mod explain;
mod graph;
mod graphs;
mod import;
mod init;
mod log;
mod man;
mod manifest;
mod merge;
mod plan;
mod postgres;
mod project;
mod redo;
mod revision;
mod schema;
mod seal;
mod show;
mod since;
mod sql;
mod sqlite;
mod stamp;
mod statements;
mod status;
#[cfg(unix)]
mod terminal;
mod upgrade;
mod verify;
mod views;
mod wait;
