//! Walks a history and says what cannot work.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use limbeck_core::Dialect;
use limbeck_core::code::Code;
use limbeck_core::compile::Compiled;
use limbeck_core::diagnostic::{Diagnostic, Severity};
use limbeck_core::graph::Index;
use limbeck_core::source::Sources;

use crate::picture::Picture;
use crate::simulators::{has_reader, simulator};
use crate::snapshot::{self, Stored};

mod downgrade;
mod history;
mod input;
mod merge;
mod silence;
mod together;
mod walk;

pub(crate) use history::History;
use walk::{Walk, Walked};

/// How much to read.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Whether sealed revisions are read also where `schema.lock` says what they come to, and that
    /// is compared.
    pub all: bool,
}

impl Options {
    /// Reads everything.
    pub const ALL: Options = Options { all: true };
}

/// What was found, and how much was read.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Checked {
    /// Errors, warnings and notes, in the order of the history.
    pub found: Vec<Diagnostic>,
    /// What was read for each dialect in force that has a reader in this build.
    pub read: Vec<Read>,
}

impl Checked {
    /// Returns how many findings are as bad as `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        let found = self.found.iter();
        found.filter(|one| one.severity == severity).count()
    }
}

/// How much was read for one dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Read {
    /// The dialect.
    pub dialect: Dialect,
    /// How many statements were read, upgrades and downgrades.
    pub statements: usize,
    /// How many of them were not understood.
    pub opaque: usize,
}

/// Readers recurse into what they read, within limits that this is enough for.
const STACK_BYTES: usize = 64 << 20;

/// Reads the SQL of `compiled`, whose files are in `sources`, for each dialect in force that has a
/// reader in this build.
///
/// Never panics: where a reader does, that dialect counts as not checked, and a note says so.
pub fn check(compiled: &Compiled, sources: &Sources, options: &Options) -> Checked {
    let stored = Stored::read(compiled, sources);
    let mut found: Vec<Diagnostic> = stored
        .as_ref()
        .err()
        .map(|one| (**one).clone())
        .into_iter()
        .collect();
    let stored = stored.unwrap_or_default();
    let dialects = compiled.dialects.iter().copied();
    let dialects: Vec<Dialect> = dialects.filter(|dialect| has_reader(*dialect)).collect();
    let walked = each(&dialects, |dialect, progress| {
        let history = History::new(compiled, sources, dialect, compiled.manifest.as_ref());
        let simulator = simulator(dialect)?;
        let stored = stored.of(dialect);
        Some(Walk::new(history, simulator, progress).run(stored, options))
    });

    let mut read = Vec::new();
    let mut by_dialect = Vec::new();
    for (dialect, walked) in dialects.into_iter().zip(walked) {
        match walked {
            Ok(None) => {}
            Ok(Some(walked)) => {
                let Walked {
                    found: of_dialect,
                    statements,
                    opaque,
                    is_stale,
                } = walked;
                if is_stale && found.is_empty() {
                    found.extend(snapshot::stale(compiled, sources, dialect));
                }
                by_dialect.push((dialect, of_dialect));
                read.push(Read {
                    dialect,
                    statements,
                    opaque,
                });
            }
            Err(Failed { at }) => {
                let revision = compiled.revisions.get(at);
                let file = revision.map(|revision| sources.file(revision.file).path.as_str());
                let message = format!("the SQL for {dialect} is not checked: its reader failed");
                found.push(
                    Diagnostic::about(Code::Opaque, file.unwrap_or_default(), message)
                        .severity(Severity::Note)
                        .help("please report it, with the file if you can"),
                );
            }
        }
    }
    found.extend(merge::merge(compiled, by_dialect));
    Checked { found, read }
}

/// Returns the schema that `dialect` has after the revisions that are marked (in folder order);
/// `None` if this build cannot read its SQL.
pub fn simulate(
    compiled: &Compiled,
    sources: &Sources,
    dialect: Dialect,
    marked: &[bool],
) -> Option<Picture> {
    let simulated = each(&[dialect], |dialect, _| {
        // Without seals: the order is the graph's.
        let history = History::new(compiled, sources, dialect, None);
        let mut simulator = simulator(dialect)?;
        let is_marked = |index: Index| marked.get(index.get()).copied().unwrap_or_default();
        history.build(&mut *simulator, is_marked);
        Some(simulator.picture())
    });
    simulated.into_iter().next()?.ok()?
}

/// A reader panicked.
pub(crate) struct Failed {
    /// At which revision, in folder order.
    at: usize,
}

/// Does `work` for each dialect at once, each on a stack that is deep enough.
///
/// `work` is given where to write down at which revision it is.
pub(crate) fn each<T: Send>(
    dialects: &[Dialect],
    work: impl Fn(Dialect, &AtomicUsize) -> T + Sync,
) -> Vec<Result<T, Failed>> {
    let work = &work;
    let progress: Vec<AtomicUsize> = dialects.iter().map(|_| AtomicUsize::new(0)).collect();
    thread::scope(|scope| {
        let spawned: Vec<_> = dialects
            .iter()
            .zip(&progress)
            .map(|(&dialect, progress)| {
                let thread = thread::Builder::new().stack_size(STACK_BYTES);
                thread.spawn_scoped(scope, move || work(dialect, progress))
            })
            .collect();
        let both = spawned.into_iter().zip(&progress);
        both.map(|(thread, progress)| {
            let done = thread.ok().and_then(|thread| thread.join().ok());
            done.ok_or_else(|| Failed {
                at: progress.load(Ordering::Relaxed),
            })
        })
        .collect()
    })
}
