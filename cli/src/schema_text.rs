//! A schema as text: for people, for programs, as a picture.

mod json;
mod mermaid;
mod spacing;
mod sql;

pub(crate) use json::json;
pub(crate) use mermaid::mermaid;
pub(crate) use sql::sql;
