//! How the runtime behaves on real databases: one list of tests, run on every backend.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

#[path = "backends/connection.rs"]
mod connection;
#[path = "backends/downgrade.rs"]
mod downgrade;
#[path = "backends/drift.rs"]
mod drift;
#[path = "backends/failure.rs"]
mod failure;
#[path = "backends/fast_path.rs"]
mod fast_path;
#[path = "backends/foreign_keys.rs"]
mod foreign_keys;
#[path = "backends/locking.rs"]
mod locking;
#[path = "backends/no_transaction.rs"]
mod no_transaction;
#[path = "backends/postgres_only.rs"]
mod postgres_only;
#[path = "backends/script.rs"]
mod script;
#[path = "backends/shell.rs"]
mod shell;
#[path = "backends/stamp.rs"]
mod stamp;
#[path = "backends/stopping.rs"]
mod stopping;
#[path = "backends/support.rs"]
mod support;
#[path = "backends/upgrade.rs"]
mod upgrade;
