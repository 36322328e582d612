//! `schema.lock`: the schema after the sealed revisions, so that their SQL need not be read again.
//!
//! ```text
//! format 1
//! dialect sqlite
//! head 4f1c9a7be201 l1:…
//!   table users …
//! sum s1:…
//! ```
//! The heads and their lineages prove of which revisions it is the schema, the sum that nobody
//! edited it.

use std::fmt::Write;

use limbeck_core::Dialect;
use limbeck_core::checksum::digest;
use limbeck_core::code::Code;
use limbeck_core::compile::Compiled;
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::folder::SNAPSHOT_FILE;
use limbeck_core::manifest::Manifest;
use limbeck_core::source::{FileId, Sources, Span};

use crate::check::{History, each};
use crate::simulators::{has_reader, simulator};

const HEADING: &str = "# Kept by `limbeck seal`: the schema after the sealed revisions.\n";
const FORMAT: &str = "format 1\n";
const DIALECT: &str = "dialect ";
const HEAD: &str = "head ";
const INDENT: &str = "  ";
const SUM: &str = "sum ";

/// What the file says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    parts: Vec<(Dialect, Part)>,
}

/// What it says of one dialect.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// The sealed revisions that no sealed one follows, sorted, each with its lineage.
    heads: Vec<(String, String)>,
    /// What [`Simulator::snapshot`](crate::simulator::Simulator::snapshot) gave.
    pub(crate) snapshot: String,
}

impl Part {
    /// Whether it is the schema after these revisions.
    pub(crate) fn heads_are(&self, heads: &[(&str, &str)]) -> bool {
        let same = |((id, lineage), (other_id, other)): (&(String, String), &(&str, &str))| {
            id == other_id && lineage == other
        };
        self.heads.len() == heads.len() && self.heads.iter().zip(heads).all(same)
    }
}

impl Stored {
    /// Reads the file, if there is one.
    pub(crate) fn read(compiled: &Compiled, sources: &Sources) -> Result<Stored, Box<Diagnostic>> {
        let Some(file) = compiled.snapshot else {
            return Ok(Stored::default());
        };
        let text = &sources.file(file).text;
        parse(text).ok_or_else(|| {
            let message = if text.starts_with(HEADING) && text.contains(FORMAT) {
                format!("`{SNAPSHOT_FILE}` is not as `limbeck seal` wrote it")
            } else {
                format!("`{SNAPSHOT_FILE}` is in no form that this limbeck writes")
            };
            Box::new(refusal(file, text, message))
        })
    }

    pub(crate) fn of(&self, dialect: Dialect) -> Option<&Part> {
        let mut parts = self.parts.iter();
        let part = parts.find(|(of, _)| *of == dialect);
        part.map(|(_, part)| part)
    }
}

/// Says that the file is not of the revisions that are sealed, or not what they come to.
pub(crate) fn stale(
    compiled: &Compiled,
    sources: &Sources,
    dialect: Dialect,
) -> Option<Diagnostic> {
    let file = compiled.snapshot?;
    let message =
        format!("`{SNAPSHOT_FILE}` is not the schema after the sealed revisions ({dialect})");
    Some(refusal(file, &sources.file(file).text, message))
}

fn refusal(file: FileId, text: &str, message: String) -> Diagnostic {
    let first_line = text.find('\n').unwrap_or(text.len());
    let range = 0..first_line;
    Diagnostic::at(Code::StaleSnapshot, Span { file, range }, message)
        .help("run `limbeck seal`, which writes it anew")
        .help("or remove it: then the sealed revisions are read each time")
}

/// Returns the text of `schema.lock` for the revisions that `manifest` seals; `None` if there is
/// nothing to write down.
///
/// A dialect is left out if this build cannot read it, if not all that its sealed revisions follow
/// is sealed, and if something is wrong with them: what is wrong would not be told any more.
pub fn render_snapshot(
    compiled: &Compiled,
    sources: &Sources,
    manifest: &Manifest,
) -> Option<String> {
    let dialects = compiled.dialects.iter().copied();
    let dialects: Vec<Dialect> = dialects.filter(|dialect| has_reader(*dialect)).collect();
    let parts = each(&dialects, |dialect, _| {
        let history = History::new(compiled, sources, dialect, Some(manifest));
        let heads = history.sealed_heads();
        let mut simulator = simulator(dialect).filter(|_| !heads.is_empty())?;
        let is_clean = history.build(&mut *simulator, |index| history.is_sealed(index));
        is_clean.then(|| {
            let mut text = format!("{DIALECT}{dialect}\n");
            for (id, lineage) in heads {
                push(&mut text, format_args!("{HEAD}{id} {lineage}\n"));
            }
            for line in simulator.snapshot().lines() {
                push(&mut text, format_args!("{INDENT}{line}\n"));
            }
            text
        })
    });
    let parts: Vec<String> = parts.into_iter().filter_map(|part| part.ok()?).collect();
    if parts.is_empty() {
        return None;
    }
    let mut text = format!("{HEADING}{FORMAT}{}", parts.concat());
    let sum = digest(&text);
    push(&mut text, format_args!("{SUM}{sum}\n"));
    Some(text)
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // To a `String`, which takes everything.
    let _ = text.write_fmt(line);
}

fn parse(text: &str) -> Option<Stored> {
    let end = text.rfind(SUM)?;
    let (text, sum) = text.split_at_checked(end)?;
    if sum.strip_prefix(SUM)?.trim_end() != digest(text) {
        return None;
    }
    let text = text.strip_prefix(HEADING)?.strip_prefix(FORMAT)?;
    let mut stored = Stored::default();
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix(DIALECT) {
            let dialect = Dialect::from_name(name.trim_end())?;
            stored.parts.push((dialect, Part::default()));
            continue;
        }
        let (_, part) = stored.parts.last_mut()?;
        if let Some(head) = line.strip_prefix(HEAD) {
            let (id, lineage) = head.trim_end().split_once(' ')?;
            part.heads.push((id.to_owned(), lineage.to_owned()));
        } else {
            part.snapshot.push_str(line.strip_prefix(INDENT)?);
        }
    }
    Some(stored)
}
