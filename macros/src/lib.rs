//! The proc macro behind `limbeck::migrations!`: a folder of revisions becomes one const value, or
//! one compile error for each mistake in it.
//!
//! Thin by intent: `limbeck-core` reads and checks, and this crate only turns what comes of it into
//! tokens. Use it through the `limbeck` crate, which documents it.

use proc_macro::TokenStream;

mod args;
mod emit;
mod sql;

/// Compiles a folder of revisions; see `limbeck::migrations!`.
#[proc_macro]
pub fn migrations(input: TokenStream) -> TokenStream {
    let args = syn::parse_macro_input!(input as args::Args);
    emit::emit(&args).into()
}
