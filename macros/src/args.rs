//! What stands between the parentheses of `migrations!(..)`.

use proc_macro2::Span;
use syn::LitStr;
use syn::parse::{Parse, ParseStream};

/// The parsed arguments.
pub(crate) struct Args {
    /// The folder, relative to the crate; `None` takes the configured one.
    pub(crate) folder: Option<LitStr>,
}

impl Args {
    /// Where errors are shown: at the path, or at the macro if there is none.
    pub(crate) fn span(&self) -> Span {
        self.folder
            .as_ref()
            .map_or_else(Span::call_site, LitStr::span)
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Args { folder: None });
        }
        let expected = "expected a folder: `limbeck::migrations!(\"migrations\")`";
        let folder: LitStr = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), expected))?;
        if !input.is_empty() {
            return Err(input.error("unexpected: the folder is the only argument"));
        }
        let path = folder.value();
        if path.starts_with('/') || path.starts_with('\\') || path.get(1..2) == Some(":") {
            let message = "an absolute path is only right on this machine\nhelp: write it relative to the folder of the crate's Cargo.toml; `..` is allowed";
            return Err(syn::Error::new(folder.span(), message));
        }
        if path.trim().is_empty() {
            let message = "an empty path\nhelp: name the folder of revisions, or leave the argument out to take the configured one";
            return Err(syn::Error::new(folder.span(), message));
        }
        Ok(Args {
            folder: Some(folder),
        })
    }
}
