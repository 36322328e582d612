//! One list out of what the dialects found: a mistake that several read alike is told once.

use std::collections::HashMap;

use limbeck_core::code::Code;
use limbeck_core::compile::Compiled;
use limbeck_core::diagnostic::{Diagnostic, Place};
use limbeck_core::revision::Revision;
use limbeck_core::source::{FileId, Span};
use limbeck_core::{Dialect, Direction};

/// A finding and the dialects that have it.
struct Told {
    diagnostic: Diagnostic,
    dialects: Vec<Dialect>,
    /// Its revision's place in the graph's order.
    order: usize,
}

/// Joins the findings of each dialect; the result is in the order of the history.
pub(super) fn merge(
    compiled: &Compiled,
    by_dialect: Vec<(Dialect, Vec<Diagnostic>)>,
) -> Vec<Diagnostic> {
    let checked: Vec<Dialect> = by_dialect.iter().map(|(dialect, _)| *dialect).collect();
    let order: HashMap<FileId, (usize, &Revision)> = (compiled.graph.order().iter().enumerate())
        .filter_map(|(place, index)| {
            let revision = compiled.revisions.get(index.get())?;
            Some((revision.file, (place, revision)))
        })
        .collect();
    let of = |diagnostic: &Diagnostic| match &diagnostic.place {
        Place::Text(span) => order.get(&span.file).copied(),
        Place::Path(_) => None,
    };

    let mut told: Vec<Told> = Vec::new();
    let mut places: HashMap<(Code, Option<FileId>, usize, usize), usize> = HashMap::new();
    for (dialect, found) in by_dialect {
        let mut seen: HashMap<(Code, Option<FileId>, usize), usize> = HashMap::new();
        for diagnostic in found {
            let revision = of(&diagnostic);
            let (file, start) = match &diagnostic.place {
                Place::Text(span) => (Some(span.file), statement(revision, dialect, span)),
                Place::Path(_) => (None, 0),
            };
            // The second finding in a statement is the second one of the other dialect.
            let nth = seen.entry((diagnostic.code, file, start)).or_default();
            *nth += 1;
            let key = (diagnostic.code, file, start, *nth);
            match places.get(&key).and_then(|&place| told.get_mut(place)) {
                Some(first) => first.dialects.push(dialect),
                None => {
                    places.insert(key, told.len());
                    told.push(Told {
                        order: revision.map_or(0, |(place, _)| place),
                        diagnostic,
                        dialects: vec![dialect],
                    });
                }
            }
        }
    }

    told.sort_by_key(|told| (told.order, told.diagnostic.start()));
    let mut merged = Vec::with_capacity(told.len());
    for Told {
        mut diagnostic,
        dialects,
        ..
    } in told
    {
        let readers = match of(&diagnostic) {
            Some((_, revision)) => readers(revision, &compiled.dialects, diagnostic.start()),
            None => checked.clone(),
        };
        let mut others = readers.iter().filter(|reader| !dialects.contains(reader));
        match diagnostic.code {
            // Another dialect may need it, or may not have been asked.
            Code::AssumeUnneeded if others.next().is_some() => continue,
            Code::Opaque => {}
            _ if others.any(|other| checked.contains(other)) => {
                let names: Vec<&str> = dialects.iter().map(|dialect| dialect.name()).collect();
                diagnostic = diagnostic.note(format!("found for {}", names.join(" and ")));
            }
            _ => {}
        }
        merged.push(diagnostic);
    }
    merged
}

/// Where the statement begins that `span` is in, or `span` itself if it is in none.
fn statement(revision: Option<(usize, &Revision)>, dialect: Dialect, span: &Span) -> usize {
    let start = span.range.start;
    let scripts = revision.and_then(|(_, revision)| revision.scripts(dialect));
    let scripts = scripts.map(|scripts| [Some(&scripts.upgrade), scripts.downgrade.as_ref()]);
    let mut statements = (scripts.into_iter().flatten().flatten())
        .flat_map(|script| &script.statements)
        .map(|statement| &statement.range);
    let statement = statements.find(|range| range.contains(&start));
    statement.map_or(start, |range| range.start)
}

/// The dialects that run the section in which `at` is.
fn readers(revision: &Revision, dialects: &[Dialect], at: usize) -> Vec<Dialect> {
    let runs = |dialect: &&Dialect| {
        let sections = [Direction::Upgrade, Direction::Downgrade]
            .map(|direction| revision.body.section(direction, **dialect));
        let mut sections = sections.into_iter().flatten();
        sections.any(|s| (s.directive.range.start..s.text.end.max(s.text.start + 1)).contains(&at))
    };
    dialects.iter().filter(runs).copied().collect()
}
