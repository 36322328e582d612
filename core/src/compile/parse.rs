//! Parses the files of a folder, on every core: an unoptimised macro is slow enough for it to count.

use std::thread;

use super::Findings;
use crate::Dialect;
use crate::code::Code;
use crate::folder::Entry;
use crate::revision::{Revision, parse_revision_allowing};
use crate::source::{FileId, Sources};

/// A thread costs about as much as this many files.
const LEAST_FILES: usize = 100;

/// Parses `files`, which are those of `entries`; what could not be read keeps its findings.
pub(super) fn parse(
    sources: &Sources,
    entries: &[Entry],
    files: &[Result<FileId, Findings>],
    dialects: &[Dialect],
    allow: &[Code],
) -> Vec<Result<Revision, Findings>> {
    let one = |(entry, file): (&Entry, &Result<FileId, Findings>)| {
        let file = *file.as_ref().map_err(Clone::clone)?;
        let text = &sources.file(file).text;
        parse_revision_allowing(file, &entry.path, text, dialects, allow)
    };
    let some = |(entries, files): (&[Entry], &[Result<FileId, Findings>])| {
        entries.iter().zip(files).map(one).collect::<Vec<_>>()
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = entries.len().div_ceil(cores).max(LEAST_FILES);
    let mut shares = entries.chunks(share).zip(files.chunks(share));
    let own = shares.next();
    thread::scope(|scope| {
        let others: Vec<_> = shares
            .map(|share| scope.spawn(move || some(share)))
            .collect();
        let mut parsed = own.map(some).unwrap_or_default();
        for other in others {
            match other.join() {
                Ok(revisions) => parsed.extend(revisions),
                // A bug in the parser is not to be mistaken for an empty file.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parsed
    })
}
