//! The pure part of limbeck: text becomes revisions, revisions a graph, a graph and a target a plan.
//!
//! ```text
//! migrations/*.sql
//!    | folder, source, header, body, revision       one read per file, canonical text
//!    v
//! Revisions --graph--> Graph                        whole, acyclic, ordered
//!    | compile                                      or every Diagnostic of the phase that failed
//!    v
//! Compiled --packed--> one text and one table       what the macro embeds
//!    |
//!    v
//! plan(graph, applied, target) --> Plan             pure; so are view and authoring
//! ```
//! No SQL grammar, no async, no clock, no environment. The feature `author` adds what reads folders
//! and explains mistakes; a running service does without.

pub mod authoring;
#[cfg(feature = "author")]
pub mod body;
#[cfg(feature = "author")]
pub mod checksum;
#[cfg(feature = "author")]
pub mod code;
#[cfg(feature = "author")]
pub mod compile;
#[cfg(feature = "author")]
pub mod config;
#[cfg(feature = "author")]
pub mod diagnostic;
mod dialect;
mod direction;
#[cfg(feature = "author")]
mod directive;
pub mod folder;
pub mod graph;
#[cfg(feature = "author")]
pub mod header;
pub mod id;
pub mod lexer;
#[cfg(feature = "author")]
pub mod manifest;
pub mod packed;
pub mod plan;
#[cfg(feature = "author")]
pub mod project;
#[cfg(feature = "author")]
pub mod render;
#[cfg(feature = "author")]
pub mod revision;
#[cfg(feature = "author")]
pub mod script;
pub mod source;
pub mod suggest;
pub mod target;
pub mod view;

pub use dialect::Dialect;
pub use direction::Direction;
