//! How good are the checks? Measured on real histories, with real servers as the judge.
//!
//! A history is read as it is, where every error must be one that the server has as well, and then
//! with one seeded mistake at a time: does the server refuse it, and does Limbeck say so before?
//!
//! ```text
//! history   a folder of revisions, in the order they run
//! mutate    one mistake in it
//! server    the truth: postgres, mysql and sqlite run scripts and take them back
//! verdict   what kind of mistake the server saw
//! checker   what Limbeck says about the same files
//! measure   walks a history along both; tally counts and prints
//! ```

mod checker;
mod history;
mod mutate;
mod names;
mod random;
mod report;
mod server;
mod tally;
mod trial;
mod verdict;
mod walk;

pub use history::History;
pub use report::Report;
pub use server::Servers;
pub use tally::Tally;
pub use walk::{Options, measure};
