//! Makes revision files of another tool's migrations: a chain in the order of the tool.

use limbeck_core::Dialect;
use limbeck_core::body::parse_body;
use limbeck_core::diagnostic::Diagnostic;
use limbeck_core::header::parse_header;
use limbeck_core::id::{MAX_ID_LENGTH, check_id};
use limbeck_core::lexer::{Token, tokens};
use limbeck_core::revision::parse_revision;
use limbeck_core::source::{FileId, SourceFile, Sources};

use super::directives::nameless;
use super::prepare::{Prepared, prepare};
use super::{Foreign, Remark, by_number};
use crate::clock::Moment;
use crate::exit::Failure;
use crate::revision_text::{RevisionText, slug};

/// A revision file, not written yet.
#[derive(Debug)]
pub(crate) struct Written {
    /// The revision's id.
    pub(crate) id: String,
    /// Its message.
    pub(crate) message: String,
    /// The file's name.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
    /// Where it comes from, as messages show it.
    pub(crate) source: String,
}

/// For which database everything is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// The one whose lexical rules the scripts follow.
    pub(crate) dialect: Dialect,
    /// Whether the sections name it.
    pub(crate) is_named: bool,
}

/// Makes the revision files; what is not as it was is added to `changes`.
///
/// # Errors
///
/// Every migration that cannot be a revision, and why.
pub(crate) fn write(
    migrations: &[Foreign],
    target: Target,
    changes: &mut Vec<Remark>,
) -> Result<Vec<Written>, Vec<Remark>> {
    let (mut files, mut refused): (Vec<Written>, _) = (Vec::new(), Vec::new());
    let width = width(migrations);
    for migration in migrations {
        let parent = files.last().map(|file| file.id.clone());
        let mut revision = Revision {
            migration,
            target,
            width,
            changes,
        };
        match revision.write(parent.as_deref()) {
            Ok(file) if files.iter().any(|other| other.id == file.id) => {
                let text = format!("its revision's id would be `{}` a second time", file.id);
                refused.push(Remark::new(file.source, text));
            }
            Ok(mut file) => {
                file.name = free_name(&files, &file.name);
                files.push(file);
            }
            Err(remark) => refused.push(remark),
        }
    }
    if refused.is_empty() {
        Ok(files)
    } else {
        Err(refused)
    }
}

/// Returns a name like `stem` that no file has: long descriptions are cut.
fn free_name(files: &[Written], stem: &str) -> String {
    let mut name = format!("{stem}.sql");
    let mut number = 1;
    while files.iter().any(|file| file.name == name) {
        number += 1;
        name = format!("{stem}_{number}.sql");
    }
    name
}

/// How many digits make the names of the files sort as the migrations do; none do if the tool does
/// not count.
fn width(migrations: &[Foreign]) -> usize {
    let counts = migrations.is_sorted_by(|a, b| by_number(&a.version, &b.version).is_lt());
    let widths = migrations.iter().map(|one| one.version.len());
    widths.max().filter(|_| counts).unwrap_or_default()
}

/// Finds what is left to do in a file at `path`, as the check of this file alone has it.
pub(crate) fn findings(
    sources: &mut Sources,
    path: String,
    file: &Written,
    dialect: Dialect,
) -> Vec<Diagnostic> {
    let id = sources.add(SourceFile {
        path,
        location: Default::default(),
        text: file.text.clone(),
    });
    let read = parse_revision(id, &file.name, &file.text, &[dialect]);
    read.err().unwrap_or_default()
}

/// Why an imported revision has no downgrade.
const IRREVERSIBLE: &str = "imported without a down";

/// What a revision runs that ran nothing.
const NOTHING: &str = "SELECT 1;\n";

struct Revision<'a> {
    migration: &'a Foreign,
    target: Target,
    /// See [`width`].
    width: usize,
    changes: &'a mut Vec<Remark>,
}

impl Revision<'_> {
    /// Makes the file; its name has no extension yet.
    fn write(&mut self, parent: Option<&str>) -> Result<Written, Remark> {
        let migration = self.migration;
        let source = migration.up.path.clone();
        let mut up = prepare(&migration.up, self.target.dialect, self.changes)?;
        let down = migration.down.as_ref();
        let down = down.map(|down| prepare(down, self.target.dialect, self.changes));
        let down = self.down(down.transpose()?, &mut up);
        if migration.is_code {
            let source = source.escape_debug();
            up.text = format!("-- `{source}` did this in a program: write what it did as SQL.\n");
        }
        if up.is_idle {
            up.text += NOTHING;
            let text = match migration.is_code {
                true => "a program: until you write what it did, its revision runs `SELECT 1`",
                false => "runs nothing, so that its revision runs `SELECT 1`",
            };
            self.changes.push(Remark::new(&source, text));
        }
        let id = self.id();
        let mut body = self.section("upgrade", &up);
        if let Some(down) = &down {
            body = format!("{body}\n{}", self.section("downgrade", down));
        }
        let (text, message) = self
            .text(&id, parent, &body, down.is_none())
            .map_err(|failure| {
                let Failure::Message { message, .. } = failure else {
                    return Remark::new(&source, "its header cannot be written");
                };
                Remark::new(&source, message)
            })?;
        if !is_read_back(&text, &up, down.as_ref(), self.target) {
            return Err(Remark::new(source, "would not be read back as it is"));
        }
        Ok(Written {
            id,
            name: self.stem(&message),
            message,
            text,
            source,
        })
    }

    /// The way down, if it does something. The comments of one that does nothing go to the end of
    /// the way up.
    fn down(&mut self, down: Option<Prepared>, up: &mut Prepared) -> Option<Prepared> {
        let mut down = down?;
        if !down.is_idle {
            return Some(down);
        }
        if up.is_idle {
            down.text += NOTHING;
            return Some(down);
        }
        if !down.text.is_empty() {
            up.text += "\n-- The way down said only:\n";
            up.text += &down.text;
            let script = self.migration.down.as_ref();
            let path = script.map_or("", |script| &script.path);
            let text = "the way down has only comments, which follow the way up now";
            self.changes.push(Remark::new(path, text));
        }
        None
    }

    fn section(&self, direction: &str, script: &Prepared) -> String {
        let mut directive = format!("-- migrate: {direction}");
        if self.target.is_named {
            directive += &format!(" {}", self.target.dialect);
        }
        if script.no_transaction {
            directive += " no-transaction";
        }
        format!("{directive}\n{}", script.text)
    }

    /// The version as an id: with the description, if two have the version; what ids cannot have
    /// becomes `_`, and a reserved word gets one behind it.
    fn id(&mut self) -> String {
        let mut version = self.migration.version.clone();
        if self.migration.is_twin {
            version = format!("{version}_{}", self.migration.description);
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let id = version.chars().map(|c| if allowed(c) { c } else { '_' });
        let mut id: String = id.take(MAX_ID_LENGTH).collect();
        if check_id(&id).is_err() {
            id.push('_');
        }
        if id != self.migration.version {
            let version = &self.migration.version;
            let text = format!("its version `{version}` became the id `{id}`");
            let path = &self.migration.up.path;
            self.changes.push(Remark::new(path, text));
        }
        id
    }

    /// The file's text and its message.
    fn text(
        &self,
        id: &str,
        parent: Option<&str>,
        body: &str,
        is_irreversible: bool,
    ) -> Result<(String, String), Failure> {
        let render = |message: &str| {
            let text = RevisionText {
                id,
                parents: parent.as_slice(),
                depends_on: &[],
                labels: &[],
                message,
                created: Moment::from_digits(&self.migration.version),
                irreversible: is_irreversible.then_some(IRREVERSIBLE),
                body,
            };
            text.render()
        };
        let description = self.migration.description.split_whitespace();
        let description: Vec<&str> = description.collect();
        let message = match description.join(" ") {
            none if none.is_empty() => format!("Revision {id}"),
            description => description,
        };
        match render(&message) {
            Ok(text) => Ok((text, message)),
            // It looks like a field or a directive.
            Err(_) => {
                let message = format!("Imported: {message}");
                Ok((render(&message)?, message))
            }
        }
    }

    /// `<version>_<slug>`; numbers get zeros before them, so that the files sort as the
    /// revisions do.
    fn stem(&self, message: &str) -> String {
        let version = &self.migration.version;
        let width = self.width;
        let slug = slug(message);
        if version.bytes().all(|byte| byte.is_ascii_digit()) {
            return format!("{version:0>width$}_{slug}");
        }
        let safe = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let version: String = version.chars().map(safe).take(MAX_NAME_LENGTH).collect();
        format!("{version}_{slug}")
    }
}

/// Of a version in a file's name.
const MAX_NAME_LENGTH: usize = 100;

/// Whether the text has the sections that were meant, token for token: nothing may get lost on the
/// way.
fn is_read_back(text: &str, up: &Prepared, down: Option<&Prepared>, target: Target) -> bool {
    let file: FileId = nameless();
    let header = parse_header(file, text);
    let Ok(body) = header.and_then(|header| parse_body(file, text, header.end)) else {
        return false;
    };
    let meant: Vec<&Prepared> = std::iter::once(up).chain(down).collect();
    let same = |text: &str, meant: &str| {
        let text = tokens(text, target.dialect).map(content);
        text.eq(tokens(meant, target.dialect).map(content))
    };
    body.allows.is_empty()
        && body.sections.len() == meant.len()
        && body.sections.iter().zip(meant).all(|(section, meant)| {
            section.no_transaction == meant.no_transaction
                && same(
                    text.get(section.text.clone()).unwrap_or_default(),
                    &meant.text,
                )
        })
}

fn content(token: Token<'_>) -> &str {
    token.text
}
