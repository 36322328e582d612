//! `revisions.lock`: which files the folder has, and which revisions have shipped.
//!
//! One fact a line, so that git can merge two branches' manifests by union:
//! ```text
//! format 1
//! file 20240115090000_initial.sql
//! seal 4f1c9a7be201 parent=base depends-on= postgres=h1:… sqlite=h1:…
//! ```

use std::fmt::Write;
use std::ops::Range;

use crate::Dialect;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::id::check_id;
use crate::source::{FileId, Span};

pub use crate::folder::MANIFEST_FILE;

const FORMAT: &str = "1";

/// What git leaves around two sides that it could not merge.
const CONFLICT_MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What the manifest says.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// The files, with the places that list them; sorted by path, each once.
    pub files: Vec<(String, Span)>,
    /// The revisions that have shipped; sorted by id, each once.
    pub seals: Vec<Seal>,
}

/// A revision that has shipped, as it was then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The revision's id.
    pub id: String,
    /// Its parents, sorted.
    pub parents: Vec<String>,
    /// What it depends on, sorted.
    pub depends_on: Vec<String>,
    /// Its checksum in each dialect that was in force.
    pub checksums: Vec<(Dialect, String)>,
    /// The word and the id that begin its line.
    pub span: Span,
}

impl Manifest {
    /// Reads the manifest in `text`, which is `file`'s.
    ///
    /// # Errors
    ///
    /// Every `bad-manifest` finding.
    pub fn parse(file: FileId, text: &str) -> Result<Manifest, Vec<Diagnostic>> {
        let mut manifest = Manifest::default();
        let mut found = Vec::new();
        let mut at = 0;
        let mut has_conflict = false;
        for line in text.split_inclusive('\n') {
            let content = line.trim();
            let start = at + line.len() - line.trim_start().len();
            let span = |range: Range<usize>| Span { file, range };
            let whole = span(start..start + content.len());
            at += line.len();
            let (word, rest) = content.split_once(' ').unwrap_or((content, ""));
            let refused = match word {
                "" => None,
                _ if word.starts_with('#') => None,
                "format" if rest == FORMAT => None,
                "format" => Some(format!("format `{rest}` is none that this limbeck reads")),
                "file" => {
                    let path = rest.trim().to_owned();
                    manifest.files.push((path, whole.clone()));
                    None
                }
                "seal" => match parse_seal(rest, whole.clone()) {
                    Some(mut seal) => {
                        // The rest of the line is digits that nobody reads.
                        let before_id = content.len() - rest.trim_start().len();
                        seal.span = span(start..start + before_id + seal.id.len());
                        manifest.seals.push(seal);
                        None
                    }
                    None => Some("a seal that cannot be read".to_owned()),
                },
                // One conflict has several marks; the first says it.
                _ if CONFLICT_MARKS.contains(&word) => {
                    let is_first = !std::mem::replace(&mut has_conflict, true);
                    is_first.then(|| "a merge conflict".to_owned())
                }
                _ => Some(format!("unknown word `{word}`")),
            };
            if let Some(message) = refused {
                let help = match word {
                    "format" => "a newer limbeck wrote it; use that one",
                    _ if CONFLICT_MARKS.contains(&word) => {
                        "keep the lines of both sides, without the marks"
                    }
                    _ => "`limbeck manifest` writes it anew and keeps the seals it can read",
                };
                found.push(Diagnostic::at(Code::BadManifest, whole, message).help(help));
            }
        }
        manifest.files.sort_by(|a, b| a.0.cmp(&b.0));
        manifest.files.dedup_by(|a, b| a.0 == b.0);
        manifest.sort_seals(&mut found);
        if found.is_empty() {
            Ok(manifest)
        } else {
            Err(found)
        }
    }

    /// Two equal seals are one; two that differ come from a merge of branches that disagree.
    fn sort_seals(&mut self, found: &mut Vec<Diagnostic>) {
        self.seals.sort_by(|a, b| a.id.cmp(&b.id));
        self.seals.dedup_by(|second, first| {
            let same = second.id == first.id;
            let agree = second.parents == first.parents
                && second.depends_on == first.depends_on
                && second.checksums == first.checksums;
            if same && !agree {
                let message = format!("`{}` is sealed twice, and not alike", second.id);
                found.push(
                    Diagnostic::at(Code::BadManifest, second.span.clone(), message)
                        .label("second")
                        .also(first.span.clone(), "first")
                        .help("keep the line of the branch that has shipped"),
                );
            }
            same
        });
    }

    /// Returns the manifest's text.
    pub fn render(&self) -> String {
        let mut text =
            String::from("# Kept by limbeck. Merge it by union: keep the lines of both sides.\n");
        let _ = writeln!(text, "format {FORMAT}");
        for (path, _) in &self.files {
            let _ = writeln!(text, "file {path}");
        }
        for seal in &self.seals {
            let parents = match seal.parents.as_slice() {
                [] => "base".to_owned(),
                parents => parents.join(","),
            };
            let depends_on = seal.depends_on.join(",");
            let _ = write!(
                text,
                "seal {} parent={parents} depends-on={depends_on}",
                seal.id
            );
            for (dialect, checksum) in &seal.checksums {
                let _ = write!(text, " {dialect}={checksum}");
            }
            text.push('\n');
        }
        text
    }
}

fn parse_seal(rest: &str, span: Span) -> Option<Seal> {
    let mut words = rest.split_whitespace();
    let mut seal = Seal {
        id: words.next()?.to_owned(),
        parents: Vec::new(),
        depends_on: Vec::new(),
        checksums: Vec::new(),
        span,
    };
    let mut has_parent = false;
    for word in words {
        let (key, value) = word.split_once('=')?;
        let mut names: Vec<String> = value.split(',').map(str::to_owned).collect();
        names.retain(|name| !name.is_empty());
        names.sort();
        match key {
            "parent" if value == "base" => has_parent = true,
            "parent" => {
                seal.parents = names;
                has_parent = true;
            }
            "depends-on" => seal.depends_on = names,
            _ => {
                let dialect = Dialect::from_name(key).filter(|_| is_checksum(value))?;
                seal.checksums.push((dialect, value.to_owned()));
            }
        }
    }
    seal.checksums.sort();
    // A seal that says less than it must would protect less than it seems to.
    let mut names = std::iter::once(&seal.id).chain(&seal.parents);
    let named = names.all(|name| check_id(name).is_ok());
    (named && has_parent && !seal.checksums.is_empty()).then_some(seal)
}

fn is_checksum(value: &str) -> bool {
    let digits = value.strip_prefix("h1:");
    digits.is_some_and(|digits| {
        let hex = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        digits.len() == 64 && digits.bytes().all(hex)
    })
}
