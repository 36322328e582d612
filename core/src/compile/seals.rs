//! Whether what has shipped is still what it was.

use std::collections::HashMap;

use super::span_of;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::header::Name;
use crate::manifest::{Manifest, Seal};
use crate::revision::Revision;

/// Compares every sealed revision with its file.
pub(super) fn check(manifest: &Manifest, revisions: &[Revision]) -> Vec<Diagnostic> {
    let mut by_id: HashMap<&str, Vec<&Revision>> = HashMap::with_capacity(revisions.len());
    for revision in revisions {
        by_id.entry(revision.id()).or_default().push(revision);
    }
    let of = |id: &str| by_id.get(id).map_or(&[][..], Vec::as_slice);
    let findings = manifest.seals.iter().filter_map(|seal| match of(&seal.id) {
        [] => Some(removed(seal)),
        [revision] => reparented(seal, revision).or_else(|| edited(seal, revision)),
        // Which one has shipped is not known before one of them has another id.
        _ => None,
    });
    findings.collect()
}

fn removed(seal: &Seal) -> Diagnostic {
    let id = &seal.id;
    let message = format!("revision `{id}` has shipped, but no file has it any more");
    Diagnostic::at(Code::SealedRemoved, seal.span.clone(), message)
        .label("sealed here")
        .help("bring its file back; databases out there have it applied")
        .help("to take back what it did, write a new revision")
}

fn reparented(seal: &Seal, revision: &Revision) -> Option<Diagnostic> {
    let header = &revision.header;
    let (names, field, was) = if sorted(&header.parents) != seal.parents {
        (&header.parents, "parent", &seal.parents)
    } else if sorted(&header.depends_on) != seal.depends_on {
        (&header.depends_on, "depends on", &seal.depends_on)
    } else {
        return None;
    };
    let (written, help) = match (was.as_slice(), field) {
        ([], "parent") => ("`parent: base`".to_owned(), "put it back"),
        ([], _) => (format!("no `{field}`"), "take the line out"),
        (was, _) => (format!("`{field}: {}`", was.join(", ")), "put it back"),
    };
    let place = span_of(names).unwrap_or_else(|| header.revision.span.clone());
    let id = &seal.id;
    let message = format!("revision `{id}` has shipped with another `{field}`");
    Some(
        Diagnostic::at(Code::SealedReparented, place, message)
            .label(format!("the seal has {written}"))
            .also(seal.span.clone(), "sealed here")
            .help(help)
            .help("a new edge between old revisions belongs into a new revision"),
    )
}

fn edited(seal: &Seal, revision: &Revision) -> Option<Diagnostic> {
    let differs = |scripts: &&crate::revision::Scripts| {
        let sealed = seal.checksums.iter().find(|(d, _)| *d == scripts.dialect);
        sealed.is_some_and(|(_, checksum)| checksum != scripts.checksum.as_str())
    };
    let dialects: Vec<&str> = revision
        .scripts
        .iter()
        .filter(differs)
        .map(|scripts| scripts.dialect.name())
        .collect();
    if dialects.is_empty() {
        return None;
    }
    let id = &seal.id;
    let message = format!("revision `{id}` has shipped, but its SQL was edited since");
    let place = revision.header.revision.span.clone();
    Some(
        Diagnostic::at(Code::SealedEdited, place, message)
            .label(format!("differs for {}", dialects.join(" and ")))
            .also(seal.span.clone(), "sealed here")
            .help("put it back (`git log -p` on the file shows how it was)")
            .help("write the change as a new revision: databases out there have run the old text")
            .note("comments and white space do not count"),
    )
}

fn sorted(names: &[Name]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| name.text.clone()).collect();
    names.sort();
    names
}
