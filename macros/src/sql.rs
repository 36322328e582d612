//! What the SQL of the revisions says, if the macro is built to read it.

use limbeck_core::compile::Compiled;
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::source::Sources;

/// Returns what is found in the SQL of the databases whose features are on.
#[cfg(feature = "checks")]
pub(crate) fn check(compiled: &Compiled, sources: &Sources) -> Vec<Diagnostic> {
    limbeck_schema::check(compiled, sources, &limbeck_schema::Options::default()).found
}

/// Returns nothing.
#[cfg(not(feature = "checks"))]
pub(crate) fn check(_compiled: &Compiled, _sources: &Sources) -> Vec<Diagnostic> {
    Vec::new()
}
