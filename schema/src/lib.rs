//! What revisions do, as far as it can be known without a database.
//!
//! So far: which server versions they must work on. Reading SQL into effects on a simulated schema,
//! and the checks that rest on it, belong here: `core` knows no SQL grammar, and a service's binary
//! carries none.

mod server;

pub use server::{BadVersion, Server, Version};
