//! The first comment block of a revision file: who it is and what it follows.

use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::directive::{is_directive, is_near_directive};
use crate::id::{IdFault, MAX_ID_LENGTH, check_id};
use crate::source::{FileId, Span};
use crate::suggest::nearest;

/// The newest edition of the file format that this version reads.
pub const EDITION: u32 = 1;

/// A name in the header with the place it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What the header says.
#[derive(Clone, Debug)]
pub struct Header {
    /// The first paragraph, its lines joined by spaces; may be empty.
    pub message: String,
    /// The revision's id.
    pub revision: Name,
    /// The revisions it follows; empty for a base.
    pub parents: Vec<Name>,
    /// The revisions (or labels) that must be applied before it.
    pub depends_on: Vec<Name>,
    /// Names for the line of revisions that begins here.
    pub labels: Vec<Name>,
    /// When it was written, as the header has it (RFC 3339).
    pub created: Option<String>,
    /// Why it has no downgrade.
    pub irreversible: Option<Name>,
    /// Where the header ends and the body begins: a byte offset.
    pub end: usize,
}

const FIELDS: [&str; 7] = [
    "revision",
    "parent",
    "depends on",
    "labels",
    "created",
    "irreversible",
    "edition",
];

/// What people write who come from other tools, and our word for it.
const FOREIGN: [(&str, &str); 17] = [
    ("revision id", "revision"),
    ("id", "revision"),
    ("down revision", "parent"),
    ("parent id", "parent"),
    ("parent revision", "parent"),
    ("revises", "parent"),
    ("previous", "parent"),
    ("dependencies", "depends on"),
    ("depends", "depends on"),
    ("dependson", "depends on"),
    ("requires", "depends on"),
    ("branch label", "labels"),
    ("branch labels", "labels"),
    ("create date", "created"),
    ("created at", "created"),
    ("date", "created"),
    ("not reversible", "irreversible"),
];

/// What to do about a reserved word in the place of a name that the revision gives.
const NEW: &str = "choose another name";

/// What to do about a reserved word in the place of a name that another revision has.
const EXISTING: &str = "name a revision by its id; the word means another one tomorrow";

/// A field's place: its key and its value, trimmed.
#[derive(Clone)]
struct Field {
    key: Range<usize>,
    value: Range<usize>,
}

/// Reads the header at the beginning of `text`, which is `file`'s.
///
/// # Errors
///
/// Every finding about the header.
pub fn parse_header(file: FileId, text: &str) -> Result<Header, Vec<Diagnostic>> {
    let mut reader = Reader {
        file,
        text,
        fields: Default::default(),
        meant: Vec::new(),
        found: Vec::new(),
    };
    let (message, end) = reader.block();
    let header = reader.header(message, end);
    match header {
        Some(header) if reader.found.is_empty() => Ok(header),
        _ => {
            reader.found.sort_by_key(Diagnostic::start);
            Err(reader.found)
        }
    }
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    fields: [Option<Field>; FIELDS.len()],
    /// The fields that unknown ones were meant to be: these are not told as missing, too.
    meant: Vec<&'static str>,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads the comment block; returns the message and the block's end.
    fn block(&mut self) -> (String, usize) {
        let mut message = String::new();
        let mut in_message = true;
        let mut at = self.text.len() - self.text.trim_start().len();
        for line in self.text[at..].split_inclusive('\n') {
            let Some(comment) = line.trim_start().strip_prefix("--") else {
                break;
            };
            if is_directive(comment) || is_near_directive(comment) {
                break;
            }
            let content = comment.trim();
            let start = at + line.len() - line.trim_start().len() + 2;
            let start = start + comment.len() - comment.trim_start().len();
            if self.field(content, start) || content.is_empty() {
                in_message &= message.is_empty() && content.is_empty();
            } else if in_message {
                if !message.is_empty() {
                    message.push(' ');
                }
                message.push_str(content);
            }
            at += line.len();
        }
        (message, at)
    }

    /// Takes `content`, which begins at byte `start`, as a field if it looks like one.
    fn field(&mut self, content: &str, start: usize) -> bool {
        let Some(colon) = content.find(':') else {
            return false;
        };
        let key = content[..colon].trim_end();
        let key_range = start..start + key.len();
        if let Some(field) = FIELDS.iter().position(|name| *name == key) {
            let value = content[colon + 1..].trim();
            let value_start = start + content.len() - value.len();
            self.known(field, key_range, value_start..value_start + value.len());
            return true;
        }
        let Some(meant) = near_miss(key) else {
            return false;
        };
        self.meant.push(meant);
        let message = format!("unknown header field `{key}`");
        let span = self.span(key_range);
        self.found.push(
            Diagnostic::at(Code::UnknownField, span, message)
                .label("no field has this name")
                .help(format!("did you mean `{meant}`?")),
        );
        true
    }

    fn known(&mut self, field: usize, key: Range<usize>, value: Range<usize>) {
        if let Some(first) = &self.fields[field] {
            let first = self.span(first.key.clone());
            let name = FIELDS[field];
            let span = self.span(key);
            self.found.push(
                Diagnostic::at(Code::BadHeader, span, format!("`{name}` is said twice"))
                    .label("second")
                    .also(first, "first")
                    .help("keep one; several ids go on one line, separated by commas"),
            );
        } else {
            self.fields[field] = Some(Field { key, value });
        }
    }

    fn header(&mut self, message: String, end: usize) -> Option<Header> {
        self.edition();
        let revision = self
            .single("revision", end)
            .inspect(|name| self.check(name, NEW));
        let parents = self.parents(end);
        let depends_on = self.list("depends on");
        for name in &depends_on {
            self.check_dependency(name);
        }
        let labels = self.list("labels");
        for name in &labels {
            self.check(name, NEW);
        }
        let created = self.created();
        let irreversible = self.value("irreversible").map(|value| self.name(value));
        if let Some(reason) = &irreversible
            && reason.text.is_empty()
        {
            let key = self.key_span("irreversible");
            self.found.push(
                Diagnostic::at(Code::BadHeader, key, "`irreversible` gives no reason")
                    .help("say why there is no way back: `-- irreversible: the rows are gone`"),
            );
        }
        Some(Header {
            message,
            revision: revision?,
            parents: parents?,
            depends_on,
            labels,
            created,
            irreversible,
            end,
        })
    }

    fn edition(&mut self) {
        let Some(value) = self.value("edition") else {
            return;
        };
        let edition = &self.text[value.clone()];
        if edition.parse() == Ok(EDITION) {
            return;
        }
        let message = format!("edition `{edition}` is none that this limbeck reads");
        let span = self.span(value);
        self.found
            .push(Diagnostic::at(Code::BadHeader, span, message).help(format!(
                "the newest it knows is {EDITION}; a newer limbeck may know more"
            )));
    }

    fn created(&mut self) -> Option<String> {
        let value = self.value("created")?;
        let created = &self.text[value.clone()];
        let parsed = created.parse::<toml_datetime::Datetime>();
        if parsed.is_ok_and(|at| at.date.is_some() && at.time.is_some() && at.offset.is_some()) {
            return Some(created.to_owned());
        }
        let span = self.span(value);
        self.found.push(
            Diagnostic::at(Code::BadHeader, span, "`created` is no point in time")
                .label("not RFC 3339")
                .help("write it as 2024-12-01T10:20:00Z, or leave the field out"),
        );
        None
    }

    /// The parents: an empty list for `base`, `None` where the field cannot be used.
    fn parents(&mut self, end: usize) -> Option<Vec<Name>> {
        let all = self.single("parent", end)?;
        if all.text == "base" {
            return Some(Vec::new());
        }
        let parents = self.list("parent");
        for name in &parents {
            if name.text == "base" {
                self.found.push(
                    Diagnostic::at(
                        Code::BadHeader,
                        name.span.clone(),
                        "`base` stands beside other parents",
                    )
                    .help("`base` says that there is no parent; leave it out"),
                );
            } else {
                self.check(name, EXISTING);
            }
        }
        Some(parents)
    }

    /// A required field's whole value.
    fn single(&mut self, field: &'static str, end: usize) -> Option<Name> {
        if let Some(value) = self.value(field)
            && !value.is_empty()
        {
            return Some(self.name(value));
        }
        let add_revision = "add `-- revision: <id>`; the id is what other revisions call this one";
        let add_parent = "add `-- parent: <id>`, or `-- parent: base` if nothing comes before it";
        let is_revision = field == "revision";
        let example = if is_revision {
            add_revision
        } else {
            add_parent
        };
        if self.value(field).is_some() {
            let span = self.key_span(field);
            let message = format!("`{field}` is empty");
            self.found
                .push(Diagnostic::at(Code::BadHeader, span, message).help(example));
            return None;
        }
        let is_missing = |name| self.value(name).is_none() && !self.meant.contains(&name);
        let has_neither = is_missing("revision") && is_missing("parent");
        let message = match has_neither {
            _ if !is_missing(field) => return None,
            // One message says it all.
            true if !is_revision => return None,
            true if self.text[..end].trim().is_empty() => "the file has no header".to_owned(),
            true => "the header has neither `revision` nor `parent`".to_owned(),
            false => format!("the header has no `{field}`"),
        };
        let mut diagnostic = Diagnostic::at(Code::BadHeader, self.first_line(), message)
            .help(example)
            .note("the header is the first comment block of the file and ends at its first line without `--`");
        if has_neither {
            diagnostic = diagnostic.help(add_parent);
        }
        self.found.push(diagnostic);
        None
    }

    /// The names of a comma-separated field.
    fn list(&mut self, field: &'static str) -> Vec<Name> {
        let Some(value) = self.value(field) else {
            return Vec::new();
        };
        let mut names: Vec<Name> = Vec::new();
        let mut at = value.start;
        for part in self.text[value].split(',') {
            let text = part.trim();
            let start = at + part.len() - part.trim_start().len();
            names.push(self.name(start..start + text.len()));
            at += part.len() + 1;
        }
        names
    }

    fn check_dependency(&mut self, name: &Name) {
        match name.text.split_once(':') {
            // `set:revision`; both halves are ids.
            Some((set, revision)) if check_id(set).is_ok() && check_id(revision).is_ok() => {}
            _ => self.check(name, EXISTING),
        }
    }

    /// Checks a name; `advice` is what to do about one that is reserved.
    fn check(&mut self, name: &Name, advice: &str) {
        let text = &name.text;
        let Err(fault) = check_id(text) else { return };
        let (code, label) = match fault {
            IdFault::Reserved => (Code::ReservedId, "targets use this word".to_owned()),
            IdFault::Empty => (Code::BadId, "a name belongs here".to_owned()),
            IdFault::TooLong => (Code::BadId, format!("longer than {MAX_ID_LENGTH} bytes")),
            IdFault::Character { found: ' ', .. } => (Code::BadId, "has a space".to_owned()),
            IdFault::Character { found, .. } => (Code::BadId, format!("has `{found}`")),
        };
        let message = match fault {
            IdFault::Empty => "a name is empty".to_owned(),
            IdFault::TooLong => format!("a name of {} bytes is too long", text.len()),
            _ => format!("`{text}` cannot be a name"),
        };
        let help = match fault {
            IdFault::Reserved => advice,
            IdFault::TooLong => "choose a shorter one",
            IdFault::Empty => "write it, or leave out the comma or the whole line",
            _ => "names are letters, digits, `_` and `.`; several are separated by commas",
        };
        let diagnostic = Diagnostic::at(code, name.span.clone(), message).label(label);
        self.found.push(diagnostic.help(help));
    }

    fn value(&self, field: &str) -> Option<Range<usize>> {
        let index = FIELDS.iter().position(|name| *name == field)?;
        Some(self.fields[index].as_ref()?.value.clone())
    }

    fn key_span(&self, field: &str) -> Span {
        let index = FIELDS.iter().position(|name| *name == field);
        let field = index.and_then(|index| self.fields[index].as_ref());
        self.span(field.map_or(0..0, |field| field.key.clone()))
    }

    fn name(&self, range: Range<usize>) -> Name {
        Name {
            text: self.text[range.clone()].to_owned(),
            span: self.span(range),
        }
    }

    /// The first line that has anything in it.
    fn first_line(&self) -> Span {
        let text = self.text.trim_start();
        let start = self.text.len() - text.len();
        let line = text.split('\n').next().unwrap_or_default();
        self.span(start..start + line.trim_end().len())
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span {
            file: self.file,
            range,
        }
    }
}

/// The field that `key` was meant to be, if it is none but looks like one.
fn near_miss(key: &str) -> Option<&'static str> {
    let words = key.to_ascii_lowercase().replace(['_', '-'], " ");
    if let Some((_, field)) = FOREIGN.iter().find(|(foreign, _)| *foreign == words) {
        return Some(field);
    }
    // Words in another number are prose: `Created by: Ann`.
    let count = |name: &str| name.split(' ').count();
    let fields = FIELDS
        .into_iter()
        .filter(|name| count(name) == count(&words));
    nearest(&words, fields)
}
