//! What revisions do, as far as it can be known without a database.
//!
//! `core` knows no SQL grammar, and a service's binary carries none: here a *reader* for each
//! dialect (`reader`) turns statements into *effects* (`effect`), which one *model* applies
//! (`model`); SQLite is run for real instead (`sqlite`). [`check`](fn@check) walks a history
//! with them and says what cannot work. Certain or silent: what is not understood makes the names
//! it mentions uncertain and is no error.

mod check;
#[cfg_attr(
    not(all(feature = "mysql", feature = "postgres")),
    allow(dead_code, unused_imports, reason = "no dialect has all effects")
)]
mod effect;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod model;
#[cfg(feature = "mysql")]
mod mysql;
pub mod picture;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod reader;
mod server;
mod simulator;
mod simulators;
mod snapshot;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use check::{Checked, Options, Read, check, simulate};
pub use server::{BadVersion, Server, Version};
pub use snapshot::render_snapshot;
