//! Turns a compilation into tokens: the value and what rebuilds it, or its errors.

use std::path::{Path, PathBuf};

use limbeck_core::Dialect;
use limbeck_core::compile::{Compilation, compile};
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::packed;
use limbeck_core::project::Project;
use limbeck_core::render::{MAX_TOLD, render_for_rustc, render_untold};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::args::Args;
use crate::sql;

/// The name of the set that a crate's own migrations make.
const SET_NAME: &str = "main";

/// Returns an expression of type `limbeck::Migrations`.
pub(crate) fn emit(args: &Args) -> TokenStream {
    // Cargo sets it for every compilation; without cargo the current folder stands in.
    let crate_dir = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into());
    let crate_dir = PathBuf::from(crate_dir);
    let folder = args.folder.as_ref().map(syn::LitStr::value);
    let project = Project::of_crate(&crate_dir, folder.as_deref());
    let compilation = compile(&project, &dialects());
    let tracking = tracking(&compilation.tracked);
    let (warnings, found) = checked(&compilation);
    let value = match (&compilation.result, found.as_slice()) {
        (Ok(compiled), []) => {
            let parts = packed::write(compiled, &compilation.sources, SET_NAME);
            let text = Literal::string(&parts.text);
            let table = Literal::byte_string(&parts.table);
            let folder = embedded_folder(&compilation.folder, &crate_dir);
            let applied_by = quote! {
                ::core::concat!(::core::env!("CARGO_PKG_NAME"), " ", ::core::env!("CARGO_PKG_VERSION"))
            };
            quote!(::limbeck::__private::migrations(#text, #table, #folder, #applied_by))
        }
        (_, errors) => {
            let errors = errors_of(errors, &compilation, args.span());
            quote!({ #errors ::limbeck::__private::empty() })
        }
    };
    let warnings = warnings_of(&warnings, &compilation, args.span());
    quote!({ #tracking #warnings #value })
}

/// Returns the warnings and the errors. Notes are left to `limbeck check`: a build that goes well
/// is silent.
fn checked(compilation: &Compilation) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let found = match &compilation.result {
        Ok(compiled) => sql::check(compiled, &compilation.sources),
        Err(found) => found.clone(),
    };
    let found = found
        .into_iter()
        .filter(|one| one.severity > Severity::Note);
    found.partition(|one| one.severity == Severity::Warning)
}

fn dialects() -> Vec<Dialect> {
    let features = [
        (cfg!(feature = "postgres"), Dialect::Postgres),
        (cfg!(feature = "sqlite"), Dialect::Sqlite),
        (cfg!(feature = "mysql"), Dialect::Mysql),
    ];
    features
        .into_iter()
        .filter_map(|(on, dialect)| on.then_some(dialect))
        .collect()
}

/// Makes rustc watch the files, on stable: cargo rebuilds when one of them changes.
///
/// The bytes are not used, and the constant has no name, so nothing of it reaches the binary.
fn tracking(tracked: &[PathBuf]) -> TokenStream {
    // One text that rustc reads itself: a thousand times nine tokens, made one by one by an
    // unoptimised macro, take longer.
    let mut text = String::from("const _: &[&[u8]] = &[");
    for path in tracked.iter().filter(|path| path.is_file()) {
        if let Some(path) = path.to_str() {
            text.push_str("::core::include_bytes!(");
            text.push_str(&Literal::string(path).to_string());
            text.push_str("),");
        }
    }
    text.push_str("];");
    // Nothing but literals varies in it.
    text.parse()
        .unwrap_or_else(|_| quote!(::core::compile_error! { "a path that rustc cannot watch" }))
}

/// In debug builds the binary knows its folder and can tell that it is stale.
fn embedded_folder(folder: &Path, crate_dir: &Path) -> TokenStream {
    // Relative to the crate where it can be, so that the expansion does not depend on the machine.
    let absolute = match folder.strip_prefix(crate_dir) {
        Ok(relative) => {
            let relative = format!("/{}", relative.display());
            quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #relative))
        }
        Err(_) => {
            let folder = folder.display().to_string();
            quote!(#folder)
        }
    };
    quote! {
        if ::core::cfg!(debug_assertions) {
            ::core::option::Option::Some(#absolute)
        } else {
            ::core::option::Option::None
        }
    }
}

fn errors_of(found: &[Diagnostic], compilation: &Compilation, span: Span) -> TokenStream {
    let told = found.iter().take(MAX_TOLD);
    let texts = told.map(|diagnostic| render_for_rustc(diagnostic, &compilation.sources));
    let texts = texts.chain(render_untold(found.len()));
    // With braces and without semicolons: rustc reports each, where a list would end at the first.
    texts
        .map(|text| quote_spanned!(span=> ::core::compile_error! { #text }))
        .collect()
}

/// Makes rustc warn, on stable: by the use of something deprecated, whose note is the text.
fn warnings_of(found: &[Diagnostic], compilation: &Compilation, span: Span) -> TokenStream {
    let told = found.iter().take(MAX_TOLD);
    let texts = told.map(|diagnostic| render_for_rustc(diagnostic, &compilation.sources));
    let texts = texts.chain(render_untold(found.len()));
    texts
        .map(|text| {
            let text = format!("\n{text}");
            quote_spanned! {span=>
                const _: () = {
                    #[deprecated(note = #text)]
                    const LIMBECK: () = ();
                    LIMBECK
                };
            }
        })
        .collect()
}
