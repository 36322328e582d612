//! Where was a thing made, renamed or dropped?

use std::collections::HashMap;

use limbeck_core::Dialect;
use limbeck_core::lexer::tokens;
use limbeck_core::source::{FileId, Span};

use super::heading::{Act, Heading, name_of};
use crate::effect::Name;

/// What statements have done to names, in order.
#[derive(Debug, Default)]
pub(super) struct Log {
    entries: Vec<Entry>,
    /// The entries that are about a name, the oldest first.
    by_name: HashMap<Name, Vec<usize>>,
}

#[derive(Debug)]
struct Entry {
    names: Vec<Name>,
    act: Act,
    /// Where the statement's text begins.
    file: FileId,
    start: usize,
    /// The name in the heading.
    subject: std::ops::Range<usize>,
    /// The statement, of those that list columns.
    text: Option<String>,
}

/// A remark on a place.
pub(super) type Remark = (Span, String);

impl Log {
    /// How much is written; see [`forget`](Self::forget).
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Forgets what was written after there were `len` entries.
    pub(super) fn forget(&mut self, len: usize) {
        while self.entries.len() > len {
            let Some(entry) = self.entries.pop() else {
                return;
            };
            for name in entry.names {
                if let Some(list) = self.by_name.get_mut(&name) {
                    list.pop();
                }
            }
        }
    }

    /// Writes down what the statement with this `heading` and `text` has done; it begins at `start`
    /// in `file`.
    pub(super) fn write(&mut self, heading: &Heading, text: &str, file: FileId, start: usize) {
        let Some((subject, act)) = &heading.subject else {
            return;
        };
        let mut names = vec![subject.value.clone()];
        if let Act::Rename { to } = act {
            names.push(to.value.clone());
        }
        for name in &names {
            let list = self.by_name.entry(name.clone()).or_default();
            list.push(self.entries.len());
        }
        self.entries.push(Entry {
            names,
            act: act.clone(),
            file,
            start,
            subject: subject.at.clone(),
            text: (*act == Act::Create).then(|| text.to_owned()),
        });
    }

    /// Where the object that has this name got it.
    pub(super) fn made(&self, name: &str) -> Option<Remark> {
        self.latest(name, |entry| match &entry.act {
            Act::Create => Some((
                entry.span(&entry.subject),
                format!("`{name}` was created here"),
            )),
            Act::Rename { to } if to.value == name => {
                Some((entry.span(&to.at), format!("`{name}` got its name here")))
            }
            _ => None,
        })
    }

    /// Where the object that had this name lost it.
    pub(super) fn gone(&self, name: &str) -> Option<Remark> {
        self.latest(name, |entry| match &entry.act {
            Act::Drop { .. } => Some((
                entry.span(&entry.subject),
                format!("`{name}` was dropped here"),
            )),
            Act::Rename { to } if to.value != name => {
                let text = format!("`{name}` was renamed to `{}` here", to.value);
                Some((entry.span(&entry.subject), text))
            }
            _ => None,
        })
    }

    /// Where the table's column of this name came to be.
    pub(super) fn column_made(&self, table: &str, name: &str) -> Option<Remark> {
        self.latest(table, |entry| match &entry.act {
            Act::AddColumn { column } if column.value == name => {
                Some((entry.span(&column.at), format!("`{name}` was added here")))
            }
            Act::RenameColumn { to, .. } if to.value == name => {
                Some((entry.span(&to.at), format!("`{name}` got its name here")))
            }
            Act::Create => Some((
                entry.span(&entry.mention(name)?),
                format!("`{name}` was created here"),
            )),
            _ => None,
        })
    }

    /// Where the table lost its column of this name.
    pub(super) fn column_gone(&self, table: &str, name: &str) -> Option<Remark> {
        self.latest(table, |entry| match &entry.act {
            Act::DropColumn { column } if column.value == name => {
                Some((entry.span(&column.at), format!("`{name}` was dropped here")))
            }
            Act::RenameColumn { from, to } if from.value == name => {
                let text = format!("`{name}` was renamed to `{}` here", to.value);
                Some((entry.span(&from.at), text))
            }
            _ => None,
        })
    }

    fn latest(&self, name: &str, read: impl Fn(&Entry) -> Option<Remark>) -> Option<Remark> {
        let entries = self.by_name.get(name)?.iter().rev();
        entries
            .filter_map(|at| self.entries.get(*at))
            .find_map(read)
    }
}

impl Entry {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span {
            file: self.file,
            range: self.start + range.start..self.start + range.end,
        }
    }

    /// Where the statement's body names something.
    fn mention(&self, name: &str) -> Option<std::ops::Range<usize>> {
        let tokens = tokens(self.text.as_deref()?, Dialect::Sqlite);
        let mut body = tokens.skip_while(|token| token.start < self.subject.end);
        let token = body.find(|token| name_of(token).as_deref() == Some(name))?;
        Some(token.start..token.start + token.text.len())
    }
}
